import type { Origin } from "../error.ts";
import type { ManifestProblem } from "../manifest/requirement.ts";
import type { StatedTarget } from "../target/stated-target.ts";

/**
 * A place where something is served, as a manifest of Kubernetes, Compose or a workflow states it. Which model it serves is told by
 * what it names: a folder that it is built from, an image, or its own name.
 */
export interface ServingPlace {
  /** As people write the tool: `Kubernetes`, `KServe`, `Compose`. */
  readonly tool: string;
  /** `Deployment asr`, as a report shows it. */
  readonly name: string;
  /** What it may share with a model's folder, such as the names of the workload and of its containers. */
  readonly aliases: readonly string[];
  /** Images that it runs, as written. */
  readonly images: readonly string[];
  /** Folder that the image is built from, from the root of the tree; null where it is not said. */
  readonly builtFrom: string | null;
  /** Dockerfile that it is built by, from the root of the tree; null where it is not said. */
  readonly dockerfile: string | null;
  /** The stage and the arguments that it is built with; absent where it is not built here. */
  readonly build?: BuildChoice;
  readonly target: StatedTarget;
  readonly origin: Origin;
}

/** What a build of a Dockerfile is given. Arguments whose value depends on a variable are left out. */
export interface BuildChoice {
  readonly target: string | null;
  readonly buildArguments: ReadonlyMap<string, string>;
}

/** What a file of serving places says. */
export interface ServingReading {
  readonly places: readonly ServingPlace[];
  /** What is built and pushed under a name, so that a place elsewhere that runs the image is known to serve the folder. */
  readonly builds: readonly ImageBuild[];
  readonly problems: readonly ManifestProblem[];
  readonly files: readonly string[];
}

/** An image with the folder that it is built from. */
export interface ImageBuild {
  readonly images: readonly string[];
  readonly folder: string;
  readonly dockerfile: string | null;
}
