import type { DistributionFile } from "../../core/index/distribution-file.ts";
import type { CoreMetadata } from "../../core/python/core-metadata.ts";
import type { MetadataAnswer, MetadataSource } from "../../core/resolution/question.ts";
import type { CacheKey } from "../cache/disk-cache.ts";
import { readLocalMetadata } from "./local-file.ts";
import type { PackageIndex } from "./package-index.ts";
import type { PageSourceOptions } from "./page-source.ts";
import { readSdist } from "./sdist-source.ts";
import { createSidecarKnowledge, readSidecar } from "./sidecar.ts";
import { readWheelByRanges } from "./wheel-ranges.ts";

export interface FileMetadataOptions extends PageSourceOptions {
  readonly indexes: readonly PackageIndex[];
}

/** Finds the core metadata of one file, at the least cost that its server allows. */
export interface FileMetadata {
  read(file: DistributionFile): Promise<MetadataAnswer>;
}

export function createFileMetadata(options: FileMetadataOptions): FileMetadata {
  const sidecars = createSidecarKnowledge();
  const share = createShare();
  const byUrl = new Map(options.indexes.map((index) => [index.url, index]));

  async function fetchAnswer(file: DistributionFile): Promise<MetadataAnswer> {
    const credentials = byUrl.get(file.index)?.fileCredentials(file.url) ?? [];
    if (!file.filename.endsWith(".whl")) return readSdist(options.http, file, credentials);
    // Of what is promised nothing is learnt: it says nothing of files that are not.
    if (file.coreMetadata === true) {
      const promised = await readSidecar(options.http, file, credentials);
      return promised ?? readWheelByRanges(options.http, file, credentials);
    }
    // What nobody promised is asked for at most once.
    let asked = file.coreMetadata !== null;
    const askIf = async (isWorthIt: () => boolean): Promise<MetadataAnswer | null> => {
      if (asked || !isWorthIt()) return null;
      asked = true;
      const answer = await readSidecar(options.http, file, credentials);
      sidecars.learn(file, answer !== null);
      return answer;
    };
    const instead = (): Promise<MetadataAnswer | null> => askIf(() => sidecars.isWorthAsking(file));
    const first = await askIf(() => sidecars.isFirst(file));
    if (first !== null) return first;
    const answer = await readWheelByRanges(options.http, file, credentials, instead);
    return answer.kind === "read" ? answer : ((await instead()) ?? answer);
  }

  return {
    async read(file) {
      if (file.url.startsWith("file:") && file.index.startsWith("file:")) return readLocalMetadata(file);
      const place = keyOf(file);
      const kept = await options.cache.read(place);
      const known = kept === null ? null : decodeAnswer(kept.body, share);
      if (known !== null) return known;
      if (options.offline)
        return {
          kind: "failed",
          reason: `the metadata of \`${file.filename}\` is not in the cache, and the run is offline`,
        };
      const answer = await fetchAnswer(file);
      if (answer.kind === "failed") return answer;
      const body = Buffer.from(JSON.stringify(answer), "utf8");
      // Read back, for its texts are cut from METADATA, and would keep the whole of it, description included, for as long as the run lasts.
      const own = decodeAnswer(body, share) ?? answer;
      // What a file says never changes; what could not be found out may.
      options.cache.write(place, { notes: {}, body });
      return own;
    },
  };
}

/** By the index too, so that one index's private file never answers for another's; by the digest, for an index may replace a file. */
function keyOf(file: DistributionFile): CacheKey {
  const digests = Object.entries(file.hashes).map(([algorithm, digest]) => `${algorithm}=${digest}`);
  return {
    bucket: "metadata-2",
    key: [file.index, file.url, ...digests.sort(), file.uploadTime ?? "", String(file.size ?? "")].join(" "),
  };
}

const sources: ReadonlySet<string> = new Set<MetadataSource>([
  "sidecar",
  "wheel",
  "pkg-info",
  "pyproject",
  "assumed-pkg-info",
  "assumed-egg-info",
  "assumed-empty",
]);

/** One text for equal ones: the versions of a package repeat nearly every requirement of each other. */
type Share = (text: string) => string;

/** Texts that are shared at a time. */
const mostShared = 100_000;

function createShare(): Share {
  const texts = new Map<string, string>();
  return (text) => {
    const present = texts.get(text);
    if (present !== undefined) return present;
    if (texts.size >= mostShared) texts.clear();
    texts.set(text, text);
    return text;
  };
}

function decodeAnswer(body: Uint8Array, share: Share): MetadataAnswer | null {
  try {
    const answer = JSON.parse(Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString("utf8")) as Partial<
      Record<string, unknown>
    >;
    if (answer["kind"] === "unreadable" && typeof answer["reason"] === "string")
      return { kind: "unreadable", reason: answer["reason"] };
    const metadata = answer["metadata"] as CoreMetadata | undefined;
    if (answer["kind"] !== "read" || !sources.has(String(answer["source"])) || !Array.isArray(metadata?.requiresDist))
      return null;
    const requiresDist = metadata.requiresDist.map((text) => share(text));
    return { kind: "read", metadata: { ...metadata, requiresDist }, source: answer["source"] as MetadataSource };
  } catch {
    return null;
  }
}
