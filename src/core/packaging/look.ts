import type { FileAnswer, Reading } from "../manifest/reading.ts";
import { holdsSettingsAlone, type LookAtManifest, lookAtManifest, mayStateRequirements } from "./look-manifest.ts";
import { packagingFormats } from "./packaging-format.ts";
import { servingFormats } from "./serving-format.ts";
import type { ImageBuild, ServingPlace } from "./serving-place.ts";

/** What discovery has to know of a file's content. Plain data, so that it can be kept by the content's id. */
export type Look =
  | { readonly kind: "nothing" }
  | LookAtManifest
  /** A pyproject.toml that states no requirement. */
  | { readonly kind: "settings" }
  | {
      readonly kind: "packaging";
      readonly format: string;
      readonly tool: string;
      readonly standalone: boolean;
      /** True where the file decides what is installed, see `PackagingReading`. */
      readonly decides: boolean;
      /** Files that it names, from the root of the tree. */
      readonly manifests: readonly { readonly path: string; readonly kind: "requirement" | "constraint" }[];
      readonly savedWith: readonly { readonly name: string; readonly version: string }[];
      /** What the file also says of where models are served: a RayService says both. */
      readonly serving: LookAtServing | null;
    }
  | LookAtServing;

/** What is told of a file that says where something is served. */
export interface LookAtServing {
  readonly kind: "serving";
  readonly format: string;
  readonly places: readonly SeenPlace[];
  readonly builds: readonly ImageBuild[];
}

/** A serving place without what it states of its target. */
export type SeenPlace = Omit<ServingPlace, "target" | "origin" | "build"> & { readonly line: number };

/** Largest file that is looked into, in bytes. */
export const mostLookedBytes = 512 * 1024;

/** Whether a file may be of interest by its path alone. */
export function mayBeLookedAt(path: string): boolean {
  const lower = path.toLowerCase();
  return mayStateRequirements(path) || [...packagingFormats, ...servingFormats].some((format) => format.mayBe(lower));
}

/** Looks into one file. `path` only says where it stands. */
export function lookAt(path: string, bytes: Uint8Array): Look {
  const lower = path.toLowerCase();
  const text = new TextDecoder().decode(bytes);
  for (const format of packagingFormats) {
    if (!format.mayBe(lower) || !format.is(text)) continue;
    const reading = alone(format.read(path), path, bytes);
    return {
      kind: "packaging",
      format: format.id,
      tool: reading.tool,
      standalone: format.standalone,
      decides: reading.decides,
      manifests: reading.manifests.map(({ path: named, kind }) => ({ path: named, kind })),
      savedWith: reading.savedWith.map(({ name, version }) => ({ name, version })),
      serving: lookAtServing(path, bytes, text),
    };
  }
  if (lower.endsWith("pyproject.toml")) return { kind: holdsSettingsAlone(text) ? "settings" : "nothing" };
  return lookAtServing(path, bytes, text) ?? lookAtManifest(path, bytes, text) ?? { kind: "nothing" };
}

function lookAtServing(path: string, bytes: Uint8Array, text: string): LookAtServing | null {
  const lower = path.toLowerCase();
  const format = servingFormats.find((one) => one.mayBe(lower) && one.is(text));
  if (format === undefined) return null;
  const { places, builds } = alone(format.read(path), path, bytes);
  return { kind: "serving", format: format.id, places: places.map(seen), builds };
}

function seen({ tool, name, aliases, images, builtFrom, dockerfile, origin }: ServingPlace): SeenPlace {
  return { tool, name, aliases, images, builtFrom, dockerfile, line: origin.line };
}

/** What a reader makes of one file alone: any other that it asks for is not there. */
function alone<T>(reading: Reading<T>, path: string, bytes: Uint8Array): T {
  const file: FileAnswer = { kind: "file", bytes, id: "" };
  let step = reading.next();
  while (step.done !== true) step = reading.next(step.value === path ? file : { kind: "missing" });
  return step.value;
}
