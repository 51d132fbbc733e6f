import type { Advisory, AdvisoryNote } from "../advisory/advisory.ts";
import type { ImageAnswer } from "../image/registry-image.ts";
import type { ResolveOptions } from "../resolution/request.ts";
import type { Universe } from "../resolution/universe.ts";
import type { Target } from "../target/target.ts";
import type { RecordedTree } from "./recorded-tree.ts";

/** Raised when a reader of the last form could not read what is written. Older forms stay readable. */
export const recordingVersion = 1;

/**
 * Everything that the outside world had to do with a run. The same command over it prints the same, byte for byte, with no
 * network and no repository: it is the bug report, the test fixture and the embedded example. Addresses are without
 * credentials.
 */
export interface Recording {
  /** Moment of the run, ISO 8601 in UTC. */
  readonly at: string;
  /** Of Pinwarden. */
  readonly version: string;
  /** Date of the compatibility tables that the run used, `YYYY-MM-DD`. They are the program's own and not in the recording. */
  readonly tables: string;
  /** The words of the command line, without those that name files to write. */
  readonly command: readonly string[];
  /** Whether names of private hosts and folders were replaced. */
  readonly redacted: boolean;
  /** Where the command line and the environment say that packages come from; null in a recording that does not keep it. */
  readonly overrides: RecordedOverrides | null;
  /** What was read of the repository and of the files that the command line names, by what it was read for. */
  readonly trees: ReadonlyMap<string, RecordedTree>;
  /** What was resolved, for which target and with which options: for a reader of the file. A replay works it out anew. */
  readonly requests: readonly object[];
  /** Answers of the indexes, for each plan that the run made. */
  readonly indexes: readonly RecordedIndexes[];
  /** What registries answered about images, by `questionKey`; empty where none was asked. */
  readonly images: ReadonlyMap<string, ImageAnswer>;
  /** Null where no advisory source was asked. */
  readonly advisories: RecordedAdvisories | null;
}

export interface RecordedOverrides {
  readonly indexUrl: string | null;
  readonly extraIndexUrls: readonly string[];
  readonly findLinks: readonly string[];
  readonly strategy: ResolveOptions["indexStrategy"] | null;
  readonly torch?: { readonly backend: string; readonly index: string | null } | undefined;
}

export interface RecordedRequest {
  /** Of the indexes that were asked. */
  readonly key: string;
  /** As the manifests and the command line state them. */
  readonly requirements: readonly string[];
  readonly target: Target;
  readonly options: RecordedOptions;
}

/** Options of a resolution, with what is no plain value of JSON turned into texts. */
export interface RecordedOptions extends Omit<ResolveOptions, "preferences" | "upgrade" | "moves" | "avoid"> {
  /** `name version` */
  readonly preferences: readonly string[];
  readonly upgrade: readonly string[] | "all";
}

export interface RecordedIndexes {
  /** What the indexes were asked by: two runs with one key asked the same indexes. */
  readonly key: string;
  readonly universe: Universe;
}

export interface RecordedAdvisories {
  readonly source: string | null;
  readonly asOf: string | null;
  readonly failure: string | null;
  readonly notes: readonly AdvisoryNote[];
  /** By `name version`, for every pair that was answered. */
  readonly answers: ReadonlyMap<string, readonly Advisory[]>;
}
