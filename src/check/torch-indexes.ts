import type { Tables } from "../core/accelerator/tables.ts";
import { pytorchIndex, torchFamily, torchVariants } from "../core/accelerator/torch-backend.ts";
import { variantOfIndex } from "../core/accelerator/variant.ts";
import type { NotAssessed } from "../core/resolution/resolution.ts";
import type { Target } from "../core/target/target.ts";
import { withoutTrailingSlashes } from "../core/trailing.ts";
import type { PlannedIndex } from "./index-plan.ts";

/** Which builds of torch and its family are wanted. */
export interface TorchBackend {
  /** `auto`, or a variant such as `cu126`. */
  readonly backend: string;
  /** Address that has a folder for each variant; null for PyTorch's own. */
  readonly index: string | null;
}

export interface TorchPlan {
  readonly indexes: readonly PlannedIndex[];
  readonly notAssessed: readonly NotAssessed[];
}

/**
 * The indexes with those of the variants that may be chosen, which are asked together for torch and its family. Indexes of variants that the
 * manifests or the configuration name, such as mirrors, are taken instead of PyTorch's; those of other variants are then left out.
 */
export function withTorchVariants(
  indexes: readonly PlannedIndex[],
  { backend, index }: TorchBackend,
  target: Target,
  tables: Tables,
): TorchPlan {
  const variants = torchVariants(tables, target, backend);
  if (variants.kind === "undecided")
    return { indexes, notAssessed: [{ what: `torch-backend ${backend}`, why: variants.why }] };
  const named = index === null ? indexes.filter((one) => variantOfIndex(one.url) !== null) : [];
  const family = [...torchFamily].sort();
  if (named.length === 0) {
    const base = withoutTrailingSlashes(index ?? pytorchIndex);
    const own = variants.names.map((name) => ({
      url: `${base}/${name}`,
      name: null,
      explicit: false,
      packages: family,
      isVariant: true as const,
    }));
    return { indexes: [...own, ...indexes], notAssessed: [] };
  }
  const nameOf = (one: PlannedIndex): string => variantOfIndex(one.url)?.name ?? "";
  const wanted = named
    .filter((one) => variants.names.includes(nameOf(one)))
    .map((one) => ({
      ...one,
      explicit: false,
      isVariant: true as const,
      packages: one.packages.length > 0 ? one.packages : family,
    }));
  const rest = indexes.filter((one) => !named.includes(one));
  if (wanted.length > 0) return { indexes: [...wanted, ...rest], notAssessed: [] };
  const why = `no index of ${variants.names.join(" or ")} is named, so that all that are were asked`;
  return { indexes, notAssessed: [{ what: `torch-backend ${backend}`, why }] };
}
