import type { Evidence } from "../rule/finding.ts";
import type { ImageFacts } from "../target/image-facts.ts";
import { configurationSource, knownOfImage } from "../target/observed-image.ts";
import type { Target } from "../target/target.ts";
import { type ImageToolkit, imageToolkit } from "./image-toolkit.ts";
import { isTakenForNvidiaCuda, lookupImage, nvidiaCudaOfImage } from "./lookup-image.ts";
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
  const byName = target.image !== null && lookupImage(tables, target.image)?.takenFor !== undefined;
  const first = byName ? observed : ofTables;
  const second = byName ? ofTables : observed;
  return {
    cuda: first?.cuda ?? second?.cuda ?? null,
    libraries: first?.libraries ?? second?.libraries ?? null,
    compiler: first?.compiler ?? second?.compiler ?? null,
    cudnn: first?.cudnn ?? second?.cudnn ?? null,
  };
}

/**
 * The CUDA of the target's image where it is NVIDIA's own; null for any other. One that is taken for it by its name alone is read by its
 * configuration, where that is known.
 */
export function nvidiaCudaOf({ image, observed }: Pick<Target, "image" | "observed">): string | null {
  if (image === null || (observed !== undefined && isTakenForNvidiaCuda(image))) return null;
  return nvidiaCudaOfImage(image);
}

/** CUDA of the `cuda-compat` package that the target's image brings, as NVIDIA's own CUDA images do; null where none is known. */
export function compatCudaOf(target: Target): string | null {
  return nvidiaCudaOf(target) ?? target.observed?.compat ?? null;
}

/** Who says that the package is there, where it is not the name of NVIDIA's image: a configuration says what its author wrote into it. */
export function compatEvidenceOf(target: Target): readonly Evidence[] {
  const { observed } = target;
  if (observed === undefined || observed.compat === null || nvidiaCudaOf(target) !== null) return [];
  const fact = `\`NV_CUDA_COMPAT_PACKAGE\` of the image names the package for CUDA ${observed.compat}`;
  return [{ fact, source: configurationSource(observed.digest), date: observed.date }];
}

/** CUDA that NVIDIA's container tools ask of the driver before they start the target's image; null where it asks for none. */
export function startCudaOf(target: Pick<Target, "image" | "observed">): string | null {
  const named = nvidiaCudaOf(target);
  if (named !== null) return named;
  for (const requirement of target.observed?.requires ?? []) {
    const asked = /^\s*cuda>=(\d{1,2}\.\d{1,2})(?:\s|$)/.exec(requirement)?.[1];
    if (asked !== undefined) return asked;
  }
  return null;
}
