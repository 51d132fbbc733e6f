import type { DistributionFile } from "../../core/index/distribution-file.ts";
import { readMetadataOf } from "../../core/index/metadata-of-file.ts";
import { largestMetadata } from "../../core/index/wheel-member.ts";
import type { MetadataAnswer } from "../../core/resolution/question.ts";
import type { CredentialScope, Http } from "../http/http.ts";
import { checkHashes } from "./check-hashes.ts";

/**
 * What this run has seen of `<wheel>.metadata` that no index promises: most hosts serve it without a word, some never do, and some do for
 * one project and not for another, or for all but the newest files.
 */
export interface SidecarKnowledge {
  /** Whether the sidecar is to be tried before the wheel is read by ranges. Asked once for each file. */
  isWorthAsking(file: DistributionFile): boolean;
  learn(file: DistributionFile, found: boolean): void;
}

/** Misses of a host, with never a hit, after which it is not asked again. */
const patience = 3;
/** Most files of a project that are read by ranges before its sidecars are tried once more. */
const longestPause = 16;

/**
 * The end of a wheel costs one trip nearly always, and a sidecar that is not there costs two. So where a host has shown to lack some,
 * the first file of a project is read by its end, the second one tells whether the project has sidecars, and after each miss in a row the pause
 * until the next try is twice as long.
 */
export function createSidecarKnowledge(): SidecarKnowledge {
  const hosts = new Map<string, { hits: number; misses: number }>();
  const projects = new Map<string, { isNew: boolean; misses: number; pause: number }>();
  const hostOf = (file: DistributionFile): { hits: number; misses: number } => {
    const { origin } = new URL(file.url);
    const held = hosts.get(origin) ?? { hits: 0, misses: 0 };
    hosts.set(origin, held);
    return held;
  };
  const projectOf = (file: DistributionFile): { isNew: boolean; misses: number; pause: number } => {
    const key = `${new URL(file.url).origin} ${file.filename.slice(0, file.filename.indexOf("-"))}`;
    const held = projects.get(key) ?? { isNew: true, misses: 0, pause: 0 };
    projects.set(key, held);
    return held;
  };
  return {
    isWorthAsking(file) {
      const host = hostOf(file);
      const project = projectOf(file);
      const isFirst = project.isNew;
      project.isNew = false;
      if (host.hits === 0 && host.misses >= patience) return false;
      if (isFirst) return host.misses === 0;
      if (project.pause === 0) return true;
      project.pause -= 1;
      return false;
    },
    learn(file, found) {
      hostOf(file)[found ? "hits" : "misses"] += 1;
      const project = projectOf(file);
      project.misses = found ? 0 : project.misses + 1;
      project.pause = found ? 0 : Math.min(2 ** project.misses, longestPause);
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
