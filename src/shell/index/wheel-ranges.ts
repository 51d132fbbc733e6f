import type { DistributionFile } from "../../core/index/distribution-file.ts";
import type { MetadataAnswer } from "../../core/resolution/question.ts";
import { collect } from "../http/body.ts";
import { contentLength } from "../http/create-http.ts";
import type { CredentialScope, Http, HttpAnswer, HttpHead } from "../http/http.ts";
import { letGo } from "../http/let-go.ts";
import { checkHashes } from "./check-hashes.ts";
import { readWheelMetadata } from "./wheel-metadata.ts";
import { type ArchiveBytes, BytesUnavailable, firstTail, memoryArchive } from "./zip-bytes.ts";

/** Bytes of the largest wheel that is downloaded whole, where its server knows no ranges. */
const largestWhole = 64 * 1024 * 1024;
/** Up to here a whole body costs no more than a second round trip. */
const smallWhole = 1024 * 1024;
/** Bytes of one range, at most: a directory, or METADATA. */
const largestRange = 64 * 1024 * 1024;

/** The answer to a request for a part of a file. */
type Part =
  | { readonly kind: "part"; readonly from: number; readonly total: number; readonly bytes: Uint8Array }
  /** The server sent the whole file, and it was taken. */
  | { readonly kind: "whole"; readonly bytes: Uint8Array }
  /** The server began to send the whole file, too long to take for a range's sake. */
  | { readonly kind: "ignored"; readonly total: number | null; readonly ranges: boolean }
  | { readonly kind: "lie"; readonly reason: string };

/**
 * Reads a wheel's METADATA by range requests (RFC 9110, 14): the last 64 KiB by a suffix range, then at most its directory and the
 * member. Servers that know no suffix, or no ranges at all, are met with what they do know. Before anything is asked for after the first answer,
 * `instead` may give the answer in its place.
 */
export async function readWheelByRanges(
  http: Http,
  file: DistributionFile,
  credentials: readonly CredentialScope[],
  instead: () => Promise<MetadataAnswer | null> = () => Promise.resolve(null),
): Promise<MetadataAnswer> {
  const ask: AskForPart = (range, limit) =>
    http.read(file.url, { credentials, ...(range !== null && { range: `bytes=${range}` }) }, (head, chunks) =>
      readPart(head, chunks, limit),
    );

  const further: typeof ask = async (range, limit) => {
    const found = await instead();
    if (found !== null) throw new FoundElsewhere(found);
    return ask(range, limit);
  };
  try {
    return await readParts(file, ask, further);
  } catch (error) {
    if (error instanceof FoundElsewhere) return error.answer;
    throw error;
  }
}

class FoundElsewhere extends Error {
  override readonly name = "FoundElsewhere";
  readonly answer: MetadataAnswer;
  constructor(answer: MetadataAnswer) {
    super();
    this.answer = answer;
  }
}

type AskForPart = (range: string | null, limit: number) => Promise<HttpAnswer<Part>>;

async function readParts(file: DistributionFile, ask: AskForPart, further: AskForPart): Promise<MetadataAnswer> {
  const first = await ask(`-${firstTail}`, smallWhole);
  if (first.kind === "ok") {
    const { body } = first;
    if (body.kind === "lie") return { kind: "failed", reason: `\`${file.filename}\`: ${body.reason}` };
    if (body.kind === "whole") return readWhole(file, body.bytes);
    if (body.kind === "part") {
      const answer = await readWheelMetadata(file.filename, rangeArchive(file, further, body.total, body));
      letGo(body.bytes);
      return answer;
    }
    if (body.total !== null && body.ranges)
      return readWheelMetadata(file.filename, rangeArchive(file, further, body.total, null));
    if (body.total !== null && body.total > largestWhole) return tooLarge(file, body.total);
  } else if (first.kind === "failed") return { kind: "failed", reason: first.reason };
  // 416 is also what a server says to a suffix longer than the file; 400, 405 and 501 come from those that know no ranges.
  else if (first.kind !== "status" || ![400, 405, 416, 501].includes(first.status)) return refused(file, first);

  const whole = await further(null, largestWhole);
  if (whole.kind === "failed") return { kind: "failed", reason: whole.reason };
  if (whole.kind !== "ok") return refused(file, whole);
  if (whole.body.kind === "whole") return readWhole(file, whole.body.bytes);
  if (whole.body.kind === "ignored") return tooLarge(file, whole.body.total);
  return { kind: "failed", reason: `\`${file.filename}\`: a part came where the whole file was asked for` };
}

function readWhole(file: DistributionFile, bytes: Uint8Array): Promise<MetadataAnswer> {
  const lie = checkHashes(bytes, file.hashes);
  if (lie !== null)
    return Promise.resolve({
      kind: "failed",
      reason: `\`${file.filename}\` is not the file that the index lists: ${lie}`,
    });
  return readWheelMetadata(file.filename, memoryArchive(bytes));
}

function tooLarge(file: DistributionFile, total: number | null): MetadataAnswer {
  const size = total === null ? `more than ${largestWhole}` : String(total);
  return {
    kind: "unreadable",
    reason: `\`${file.filename}\` has ${size} bytes, its server sends no ranges, and at most ${largestWhole} are downloaded`,
  };
}

function refused(file: DistributionFile, answer: HttpAnswer<Part>): MetadataAnswer {
  if (answer.kind !== "status") return { kind: "failed", reason: `\`${file.filename}\` was not sent` };
  const gone = answer.status === 404 || answer.status === 410;
  const hint =
    answer.status === 401 || answer.status === 403
      ? ": credentials for this host may be missing; give them in netrc"
      : "";
  return gone
    ? { kind: "unreadable", reason: `\`${file.filename}\` is listed but gone: ${answer.reason}` }
    : { kind: "failed", reason: `${answer.reason}${hint}` };
}

/** Reads ranges of the file, the part that is already here first. Every part must be of the same length of file. */
function rangeArchive(
  file: DistributionFile,
  ask: (range: string, limit: number) => Promise<HttpAnswer<Part>>,
  size: number,
  first: { readonly from: number; readonly bytes: Uint8Array } | null,
): ArchiveBytes {
  let tail = first;
  return {
    size,
    async read(from, to) {
      if (to <= from) return new Uint8Array(0);
      if (tail !== null && from >= tail.from && to <= size)
        return tail.bytes.subarray(from - tail.from, to - tail.from);
      if (to - from > largestRange)
        throw new BytesUnavailable(`\`${file.filename}\`: a range of ${to - from} bytes would be needed`);
      // What the tail holds of the range is not asked for again.
      const until = tail !== null && to > tail.from && from < tail.from ? tail.from : to;
      const answer = await ask(`${from}-${until - 1}`, smallWhole);
      if (answer.kind === "failed" || answer.kind === "status") throw new BytesUnavailable(answer.reason);
      if (answer.kind !== "ok") throw new BytesUnavailable(`\`${file.filename}\` was not sent`);
      if (answer.body.kind === "lie") throw new BytesUnavailable(`\`${file.filename}\`: ${answer.body.reason}`);
      if (answer.body.kind === "whole" && answer.body.bytes.byteLength === size)
        return answer.body.bytes.subarray(from, to);
      if (
        answer.body.kind !== "part" ||
        answer.body.total !== size ||
        answer.body.from !== from ||
        answer.body.bytes.byteLength !== until - from
      ) {
        throw new BytesUnavailable(`\`${file.filename}\`: the server did not send the range that was asked for`);
      }
      if (tail === null && to === size) tail = { from, bytes: answer.body.bytes };
      if (until === to || tail === null) return answer.body.bytes;
      return Buffer.concat([answer.body.bytes, tail.bytes.subarray(0, to - tail.from)]);
    },
  };
}

async function readPart(head: HttpHead, chunks: AsyncIterable<Uint8Array>, wholeLimit: number): Promise<Part> {
  const length = contentLength(head);
  if (head.status !== 206) {
    if (length === null ? wholeLimit < largestWhole : length > wholeLimit)
      return { kind: "ignored", total: length, ranges: /\bbytes\b/i.test(head.headers.get("accept-ranges") ?? "") };
    return { kind: "whole", bytes: await collect(chunks, wholeLimit, length) };
  }
  const stated = /^bytes (\d{1,15})-(\d{1,15})\/(\d{1,15})$/i.exec(head.headers.get("content-range") ?? "");
  if (stated === null) return { kind: "lie", reason: "a part came without a `Content-Range`" };
  const [from, last, total] = stated.slice(1).map(Number) as [number, number, number];
  if (last < from || last >= total || last - from >= largestRange)
    return { kind: "lie", reason: "a part came with a `Content-Range` that cannot be" };
  const bytes = await collect(chunks, last - from + 1, length);
  return bytes.byteLength === last - from + 1
    ? { kind: "part", from, total, bytes }
    : { kind: "lie", reason: "a part came shorter than its `Content-Range`" };
}
