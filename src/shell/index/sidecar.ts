import type { DistributionFile } from "../../core/index/distribution-file.ts";
import { readMetadataOf } from "../../core/index/metadata-of-file.ts";
import { largestMetadata } from "../../core/index/wheel-member.ts";
import type { MetadataAnswer } from "../../core/resolution/question.ts";
import type { CredentialScope, Http } from "../http/http.ts";
import { letGo } from "../http/let-go.ts";
import { checkHashes } from "./check-hashes.ts";

/**
 * What this run has seen of `<wheel>.metadata` that no index promises: most hosts serve it without a word, some never do, and some do for
 * one project and not for another, or for all but the newest files.
 */
export interface SidecarKnowledge {
  /** Whether the sidecar is to be asked for before the wheel: the project's last one was there, or many of its wheels have been read. */
  isFirst(file: DistributionFile): boolean;
  /** Whether it is worth a trip to find out, where the end of the wheel has not told all. Asked once for each file. */
  isWorthAsking(file: DistributionFile): boolean;
  learn(file: DistributionFile, found: boolean): void;
}

/** Misses of a host, with never a hit, after which a further project is asked for its sidecars late. */
const patience = 3;
/** So late: after as many of its files. */
const lateStart = 8;
/** Most files of a project that are read by further ranges before its sidecars are tried once more. */
const longestPause = 16;

/** Wheels of a project that are read by their ends, of 64 kB each, before it is worth a trip to find out whether it has sidecars, of one or two. */
const manyEnds = 8;

interface Project {
  has: boolean;
  /** Ends read since the last try, and how many are to be read before the next. */
  ends: number;
  patience: number;
  /** A first answer is on its way: what it tells is waited for, and not asked a second time meanwhile. */
  asking: boolean;
  misses: number;
  pause: number;
}

/**
 * The end of a wheel tells all in one trip nearly always, and a sidecar that is not there costs a trip for nothing: so the end is read first, and
 * only where a second trip is needed does the sidecar take its place. A project that has sidecars is asked for them from then on; after each
 * miss in a row the pause until the next try is twice as long.
 */
export function createSidecarKnowledge(): SidecarKnowledge {
  const hosts = new Map<string, { hits: number; misses: number }>();
  const projects = new Map<string, Project>();
  const hostOf = (file: DistributionFile): { hits: number; misses: number } => {
    const { origin } = new URL(file.url);
    const held = hosts.get(origin) ?? { hits: 0, misses: 0 };
    hosts.set(origin, held);
    return held;
  };
  const projectOf = (file: DistributionFile): Project => {
    const key = `${new URL(file.url).origin} ${file.filename.slice(0, file.filename.indexOf("-"))}`;
    const present = projects.get(key);
    if (present !== undefined) return present;
    const host = hostOf(file);
    const pause = host.hits === 0 && host.misses >= patience ? lateStart : 0;
    const project = { has: false, ends: 0, patience: manyEnds, asking: false, misses: 0, pause };
    projects.set(key, project);
    return project;
  };
  return {
    isFirst(file) {
      const project = projectOf(file);
      if (project.has) return true;
      project.ends += 1;
      if (project.asking || project.ends <= project.patience) return false;
      project.asking = true;
      return true;
    },
    isWorthAsking(file) {
      const project = projectOf(file);
      if (project.asking) return false;
      project.pause -= 1;
      project.asking = project.pause < 0;
      return project.asking;
    },
    learn(file, found) {
      hostOf(file)[found ? "hits" : "misses"] += 1;
      const project = projectOf(file);
      project.asking = false;
      project.has = found;
      project.ends = 0;
      project.patience = found ? manyEnds : project.patience * 2;
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
  const { body } = answer;
  const text = Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString("utf8");
  letGo(body);
  const read = readMetadataOf(file.filename, text);
  if (read.ok) return { kind: "read", metadata: read.value, source: "sidecar" };
  return file.coreMetadata === true
    ? { kind: "unreadable", reason: `the metadata of \`${file.filename}\` cannot be used: ${read.problem.message}` }
    : null;
}

function failedUnlessUnpromised(file: DistributionFile, reason: string): MetadataAnswer | null {
  return file.coreMetadata === true ? { kind: "failed", reason } : null;
}
