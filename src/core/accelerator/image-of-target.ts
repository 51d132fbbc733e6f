import type { Evidence } from "../rule/finding.ts";
import type { ImageFacts } from "../target/image-facts.ts";
import { configurationSource, knownOfImage } from "../target/observed-image.ts";
import type { Target } from "../target/target.ts";
import { type ImageToolkit, imageToolkit } from "./image-toolkit.ts";
import { lookupImage, nvidiaCudaOfImage } from "./lookup-image.ts";
import type { Tables } from "./tables.ts";

/** What is known of the target's image: by the tables, and where they do not know it by its own configuration. Null where it has none. */
export function imageFactsOf(tables: Tables, target: Target): ImageFacts | null {
  return target.image === null ? null : knownOfImage(lookupImage(tables, target.image), target.observed ?? null);
}

/** How much of CUDA the target's image brings. What neither the tables nor its configuration tell is null. */
export function imageToolkitOf(tables: Tables, target: Target): ImageToolkit | null {
  const ofTables = target.image === null ? null : imageToolkit(tables, target.image);
  const { observed } = target;
  if (observed === undefined || (ofTables === null && observed.cuda === null)) return ofTables;
  return {
    cuda: ofTables?.cuda ?? observed.cuda,
    libraries: ofTables?.libraries ?? observed.libraries,
    compiler: ofTables?.compiler ?? observed.compiler,
    cudnn: ofTables?.cudnn ?? observed.cudnn,
  };
}

/** CUDA of the `cuda-compat` package that the target's image brings, as NVIDIA's own CUDA images do; null where none is known. */
export function compatCudaOf({ image, observed }: Target): string | null {
  return (image === null ? null : nvidiaCudaOfImage(image)) ?? observed?.compat ?? null;
}

/** Who says that the package is there, where it is not the name of NVIDIA's image: a configuration says what its author wrote into it. */
export function compatEvidenceOf({ image, observed }: Target): readonly Evidence[] {
  if (observed == null || observed.compat === null || (image !== null && nvidiaCudaOfImage(image) !== null)) return [];
  const fact = `\`NV_CUDA_COMPAT_PACKAGE\` of the image names the package for CUDA ${observed.compat}`;
  return [{ fact, source: configurationSource(observed.digest), date: observed.date }];
}

/** CUDA that NVIDIA's container tools ask of the driver before they start the target's image; null where it asks for none. */
export function startCudaOf({ image, observed }: Pick<Target, "image" | "observed">): string | null {
  const named = image === null ? null : nvidiaCudaOfImage(image);
  if (named !== null) return named;
  for (const requirement of observed?.requires ?? []) {
    const asked = /^\s*cuda>=(\d{1,2}\.\d{1,2})(?:\s|$)/.exec(requirement)?.[1];
    if (asked !== undefined) return asked;
  }
  return null;
}
