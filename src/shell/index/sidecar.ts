import type { DistributionFile } from "../../core/index/distribution-file.ts";
import { readMetadataOf } from "../../core/index/metadata-of-file.ts";
import { largestMetadata } from "../../core/index/wheel-member.ts";
import type { MetadataAnswer } from "../../core/resolution/question.ts";
import type { CredentialScope, Http } from "../http/http.ts";
import { checkHashes } from "./check-hashes.ts";

/** What the hosts of this run have shown: many serve `<wheel>.metadata` without saying so, others never do. */
export interface SidecarKnowledge {
  isHopeless(url: string): boolean;
  /** True where the host has sidecars for some files and not for others. */
  isDoubtful(url: string): boolean;
  learn(url: string, found: boolean): void;
}

/** Misses in a row, with never a hit, after which a host is not asked again. */
const patience = 3;

export function createSidecarKnowledge(): SidecarKnowledge {
  const hosts = new Map<string, { hits: number; misses: number }>();
  const of = (url: string): { hits: number; misses: number } => {
    const origin = new URL(url).origin;
    const held = hosts.get(origin) ?? { hits: 0, misses: 0 };
    hosts.set(origin, held);
    return held;
  };
  return {
    isHopeless: (url) => of(url).hits === 0 && of(url).misses >= patience,
    isDoubtful: (url) => of(url).misses > 0,
    learn(url, found) {
      of(url)[found ? "hits" : "misses"] += 1;
    },
  };
}

/**
 * Asks for `<wheel>.metadata` (PEP 658, 714). Null where the server has none, or has something else in its place: the wheel itself
 * then tells. A digest that the index gave must fit.
 */
export async function readSidecar(
  http: Http,
  file: DistributionFile,
  credentials: readonly CredentialScope[],
): Promise<MetadataAnswer | null> {
  const url = new URL(file.url);
  url.pathname += ".metadata";
  const answer = await http.get(url.href, { credentials, maxBytes: largestMetadata });
  if (answer.kind === "failed")
    return answer.failure === "network" || answer.failure === "timeout"
      ? { kind: "failed", reason: answer.reason }
      : failedUnlessUnpromised(file, answer.reason);
  if (answer.kind === "status") {
    const gone = answer.status >= 400 && answer.status < 500 && answer.status !== 429 && answer.status !== 408;
    return gone ? null : { kind: "failed", reason: answer.reason };
  }
  if (answer.kind === "notModified") return null;
  const lie = checkHashes(answer.body, file.coreMetadataHashes ?? {});
  if (lie !== null)
    return { kind: "failed", reason: `\`${file.filename}.metadata\` is not what the index promised: ${lie}` };
  const read = readMetadataOf(file.filename, Buffer.from(answer.body).toString("utf8"));
  if (read.ok) return { kind: "read", metadata: read.value, source: "sidecar" };
  return file.coreMetadata === true
    ? { kind: "unreadable", reason: `the metadata of \`${file.filename}\` cannot be used: ${read.problem.message}` }
    : null;
}

function failedUnlessUnpromised(file: DistributionFile, reason: string): MetadataAnswer | null {
  return file.coreMetadata === true ? { kind: "failed", reason } : null;
}
