import type { LocatedText, ManifestProblem } from "../requirement.ts";
import type { DockerInstall } from "./docker-install.ts";

/** One `FROM` and what follows it. */
export interface DockerfileStage {
  /** `AS name`, lower case as Docker compares it; null where it has none. */
  readonly name: string | null;
  /** What `FROM` names, as written. */
  readonly from: LocatedText;
  /** The image or stage after substitution; null where it cannot be known. */
  readonly image: string | null;
  /** Index of the earlier stage that `image` names; null where it is an image. */
  readonly parent: number | null;
  /** `--platform` after substitution; null where none is given or it cannot be known. */
  readonly platform: string | null;
}

/** What a Dockerfile says of the image in which a model is served. */
export interface DockerfileReading {
  /** The image that the final stage rests on, through earlier stages, substituted; null where it cannot be known. */
  readonly baseImage: LocatedText | null;
  /** `ARG`s whose default values `baseImage` holds: a build may give others. */
  readonly assumedArguments: readonly string[];
  /** `--platform` of the stage that names the base image; null where it says none. */
  readonly platform: string | null;
  readonly stages: readonly DockerfileStage[];
  /** Variables of the final image that bear on Python, CUDA and the driver, as far as they can be known, by name. */
  readonly environment: ReadonlyMap<string, LocatedText>;
  /** In the order of the build, of the final stage and those that it rests on or takes an environment from. */
  readonly installs: readonly DockerInstall[];
  readonly problems: readonly ManifestProblem[];
  readonly files: readonly string[];
}
