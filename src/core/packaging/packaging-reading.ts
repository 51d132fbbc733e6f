import type { LocatedText, ManifestReading } from "../manifest/requirement.ts";
import type { StatedTarget } from "../target/stated-target.ts";

/** A file that a packaging file names as what is installed. */
export interface NamedManifest {
  /** Path from the root of the tree. */
  readonly path: string;
  readonly kind: "requirement" | "constraint";
  /** Where it is named. */
  readonly origin: LocatedText["origin"];
}

export interface SavedWith {
  readonly name: string;
  /** As written. */
  readonly version: string;
  readonly origin: LocatedText["origin"];
}

/** What a packaging file says of one model: requirements of its own, files that hold more, and where it is served. */
export interface PackagingReading extends ManifestReading {
  /** The tool that the file is for, as people write it: `Cog`. */
  readonly tool: string;
  readonly target: StatedTarget;
  readonly manifests: readonly NamedManifest[];
  /** Releases that wrote the model's files: no requirement, but what they are known to load with. */
  readonly savedWith: readonly SavedWith[];
  /**
   * True where the file decides what is installed, even where that is nothing: then no file is taken by its name. A serving
   * manifest of Kubernetes only says where the model runs.
   */
  readonly decides: boolean;
}
