import type { Platform } from "./platform.ts";
import type { PythonVersion } from "./python-version.ts";
import type { FieldSource, Libc } from "./target.ts";

/** A value that somebody or something states, with where it was read. */
export interface Stated<T> {
  readonly value: T;
  readonly source: FieldSource;
}

/**
 * What one source says of a target: the configuration, the command line, a base image, a model's packaging file.
 * A field that it does not speak of is null. Several of these, in order of authority, make a `Target`.
 */
export interface StatedTarget {
  readonly python: Stated<PythonVersion> | null;
  readonly platform: Stated<Platform> | null;
  readonly libc: Stated<Libc> | null;
  readonly macos: Stated<{ readonly major: number; readonly minor: number }> | null;
  readonly driver: Stated<string> | null;
  /** Names as they were written. Empty: there is no GPU, which is not the same as null. */
  readonly gpus: Stated<readonly string[]> | null;
  readonly image: Stated<string> | null;
  readonly cpuFeatures: Stated<readonly string[]> | null;
  /** As `boto3==1.34.42`. Only people say it: nothing in a repository tells what an image brings. */
  readonly provides?: Stated<readonly string[]> | null;
  /** Name of the machine that the target is, with others of the name. Only the configuration says it. */
  readonly host?: Stated<string> | null;
}

/** A statement about nothing: the base to which a source adds the fields that it knows. */
export const nothingStated: StatedTarget = {
  python: null,
  platform: null,
  libc: null,
  macos: null,
  driver: null,
  gpus: null,
  image: null,
  cpuFeatures: null,
};

/** What a Dockerfile's final `FROM` states: the image that the model is served from. `from` reads `FROM in Dockerfile:3`. */
export function statedByBaseImage(reference: string, from: string): StatedTarget {
  return { ...nothingStated, image: { value: reference, source: { how: "inferred", from } } };
}
