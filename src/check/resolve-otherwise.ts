import type { Requirement } from "../core/manifest/requirement.ts";
import type { ResolveOptions } from "../core/resolution/request.ts";
import type { ResolutionOutcome } from "../core/resolution/resolution.ts";

/** What is asked in another way than a model's manifests do. */
export interface Variant {
  /** The requirements instead of those of the manifests. */
  requirements(stated: readonly Requirement[]): readonly Requirement[];
  /** What is set wins over the configuration and the command line. */
  readonly options?: Partial<ResolveOptions>;
}

/** Resolves a model on a target again, by the same indexes and the same answers. */
export type ResolveOtherwise = (variant: Variant) => Promise<ResolutionOutcome>;
