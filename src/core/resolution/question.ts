import type { DistributionFile, ProjectPage } from "../index/distribution-file.ts";
import type { CoreMetadata } from "../python/core-metadata.ts";
import type { PackageName } from "../python/name.ts";

/** What the resolver asks of the outside world. It asks nothing else, so a run is its answers. */
export type Question =
  /** Every file that the indexes list for a project. */
  | { readonly kind: "project"; readonly name: PackageName }
  /** The core metadata of one file. */
  | { readonly kind: "metadata"; readonly file: DistributionFile };

export type ProjectAnswer =
  /** At least one page, in the order of the indexes' priority. */
  | { readonly kind: "listed"; readonly pages: readonly ProjectPage[] }
  /** Every index that was asked answered that it has no such project. */
  | { readonly kind: "absent"; readonly asked: readonly string[] }
  /** It could not be found out. Never read as absent. */
  | { readonly kind: "failed"; readonly reason: string };

/** Where the requirements of a file were read. The last three are recorded by a build, not promised: they are *assumed*. */
export type MetadataSource =
  | "sidecar"
  | "wheel"
  | "pkg-info"
  | "pyproject"
  | "assumed-pkg-info"
  | "assumed-egg-info"
  | "assumed-empty";

export type MetadataAnswer =
  | { readonly kind: "read"; readonly metadata: CoreMetadata; readonly source: MetadataSource }
  /** The file says nothing that can be read without running it, or what it says is broken. */
  | { readonly kind: "unreadable"; readonly reason: string }
  /** It could not be found out: the network, the cache or the recording failed. */
  | { readonly kind: "failed"; readonly reason: string };

export type Answer = ProjectAnswer | MetadataAnswer;

/** What identifies a question: two questions with one key have one answer in a run. */
export function questionKey(question: Question): string {
  return question.kind === "project" ? `project ${question.name}` : `metadata ${question.file.url}`;
}

/** The resolver cannot go on without `need`; it will probably want `hints` next, and does not wait for them. */
export interface Ask {
  readonly need: readonly Question[];
  readonly hints: readonly Question[];
}

/** What has been answered so far in this run. It holds at least everything that the last `Ask` needed. */
export interface Answers {
  project(name: PackageName): ProjectAnswer | undefined;
  metadata(file: DistributionFile): MetadataAnswer | undefined;
}

/**
 * A computation that asks: it yields what it wants to know and is resumed when at least the needed part is answered.
 * It does no I/O, so the same code runs on the network, a cache and a recording.
 */
export type Asking<T> = Generator<Ask, T, Answers>;
