import type { DistributionFile } from "../../core/index/distribution-file.ts";
import { readSdistMetadata } from "../../core/index/sdist-metadata.ts";
import type { MetadataAnswer } from "../../core/resolution/question.ts";
import { collect } from "../http/body.ts";
import { contentLength } from "../http/create-http.ts";
import type { CredentialScope, Http } from "../http/http.ts";
import { createHashCheck } from "./check-hashes.ts";
import type { MembersRead } from "./member-collector.ts";
import { readTarMembers } from "./sdist-tar.ts";
import { readZipMembers } from "./sdist-zip.ts";

/** Bytes of the largest source archive that is downloaded. */
export const largestSdist = 128 * 1024 * 1024;
/** Milliseconds for one archive. */
const downloadMs = 180_000;

/** Downloads a source archive, as far as needed, and reads what it says of its requirements. Nothing of it is written or run. */
export async function readSdist(
  http: Http,
  file: DistributionFile,
  credentials: readonly CredentialScope[],
): Promise<MetadataAnswer> {
  if (file.size !== null && file.size > largestSdist) return tooLarge(file, file.size);
  const answer = await http.read(
    file.url,
    { credentials, totalMs: downloadMs },
    async (head, chunks): Promise<MetadataAnswer> => {
      const length = contentLength(head);
      if (length !== null && length > largestSdist) return tooLarge(file, length);
      return answerOf(file, await readMembers(file, chunks));
    },
  );
  if (answer.kind === "ok") return answer.body;
  if (answer.kind === "failed")
    return answer.failure === "too-large"
      ? { kind: "unreadable", reason: answer.reason }
      : { kind: "failed", reason: answer.reason };
  if (answer.kind === "status" && (answer.status === 404 || answer.status === 410))
    return { kind: "unreadable", reason: `\`${file.filename}\` is listed but gone: ${answer.reason}` };
  return { kind: "failed", reason: answer.kind === "status" ? answer.reason : `\`${file.filename}\` was not sent` };
}

/** Reads the members, and where the whole archive went by, holds its digest against the one that the index lists. */
export async function readMembers(file: DistributionFile, chunks: AsyncIterable<Uint8Array>): Promise<MembersRead> {
  const check = createHashCheck(file.hashes);
  const whole = tapped(chunks, (bytes) => check.update(bytes));
  const read = file.filename.endsWith(".zip")
    ? await readZipMembers(file.filename, await collect(whole, largestSdist))
    : await readTarMembers(file.filename, whole, largestSdist);
  const lie = read.complete ? check.problem() : null;
  return lie === null
    ? read
    : { kind: "lie", complete: true, reason: `\`${file.filename}\` is not the file that the index lists: ${lie}` };
}

export function answerOf(file: DistributionFile, read: MembersRead): MetadataAnswer {
  if (read.kind === "lie") return { kind: "failed", reason: read.reason };
  if (read.kind === "broken") return { kind: "unreadable", reason: `\`${file.filename}\`: ${read.reason}` };
  const answer = readSdistMetadata(file.filename, read.members);
  return answer.kind === "unreadable" ? { ...answer, reason: `\`${file.filename}\`: ${answer.reason}` } : answer;
}

function tooLarge(file: DistributionFile, size: number): MetadataAnswer {
  return {
    kind: "unreadable",
    reason: `\`${file.filename}\` has ${size} bytes; at most ${largestSdist} are downloaded for metadata`,
  };
}

async function* tapped(
  chunks: AsyncIterable<Uint8Array>,
  tap: (bytes: Uint8Array) => void,
): AsyncGenerator<Uint8Array> {
  for await (const chunk of chunks) {
    tap(chunk);
    yield chunk;
  }
}
