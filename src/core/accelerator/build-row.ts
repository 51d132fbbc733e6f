import type { ResolvedPackage } from "../resolution/resolution.ts";
import type { Target } from "../target/target.ts";
import { oncePer, oncePerText } from "./once.ts";
import { inRange, newerThanAll } from "./release-range.ts";
import type { BuildRow, Tables } from "./tables.ts";
import type { Variant } from "./variant.ts";
import { variantOfIndex, variantOfLocal } from "./variant.ts";

/** What the tables have for a resolved package. */
export type KnownBuild =
  | { readonly kind: "row"; readonly row: BuildRow }
  /** The package is in the tables, and this release or variant of it is not. */
  | { readonly kind: "not-listed"; readonly why: string }
  /** The tables know nothing of the package. */
  | { readonly kind: "no-rows" };

/** The variant that a resolved package was built as: by its local version, else by its index; null where neither says. */
export const variantOfPackage: (pkg: ResolvedPackage) => Variant | null = oncePer(
  (pkg: ResolvedPackage) =>
    variantOfLocal(pkg.version) ?? variantOfIndex(pkg.file.index) ?? variantOfIndex(pkg.file.url),
);

const knownBuilds = oncePerText<Tables, KnownBuild>();

/** The row that says what a resolved package was built with, on this platform and as this variant. */
export function knownBuild(tables: Tables, target: Target, pkg: ResolvedPackage, variant: Variant | null): KnownBuild {
  const rows = tables.builds.get(pkg.name);
  if (rows === undefined) return noRows;
  const question = `${pkg.name} ${pkg.version.text} ${variant?.name ?? ""} ${target.os}-${target.arch}`;
  return knownBuilds(tables, question, () => findBuild(tables, target, pkg, variant, rows));
}

const noRows: KnownBuild = { kind: "no-rows" };

function findBuild(
  tables: Tables,
  target: Target,
  pkg: ResolvedPackage,
  variant: Variant | null,
  rows: readonly BuildRow[],
): KnownBuild {
  const here = rows.filter((row) => isPlatform(row.platform, target));
  const fitting = here.filter((row) => inRange(pkg.version, row));
  const row = fitting.find((candidate) => isVariant(candidate, variant));
  if (row !== undefined) return { kind: "row", row };
  return { kind: "not-listed", why: whyNotListed(tables, target, pkg, variant, here, fitting) };
}

/** Whether a row's platform, `linux-x86_64` or an operating system for all its machines, is the target's. */
export function isPlatform(platform: string, target: Target): boolean {
  return platform === target.os || platform === `${target.os}-${target.arch}`;
}

function isVariant(row: BuildRow, variant: Variant | null): boolean {
  if (variant === null) return row.default;
  return row.variant === null || row.variant === variant.name;
}

function whyNotListed(
  tables: Tables,
  target: Target,
  pkg: ResolvedPackage,
  variant: Variant | null,
  here: readonly BuildRow[],
  fitting: readonly BuildRow[],
): string {
  const version = pkg.version.text;
  if (here.length === 0) return `the compatibility tables have no ${pkg.name} for ${target.os} ${target.arch}`;
  if (fitting.length > 0)
    return `the compatibility tables have no ${variant?.name ?? "default"} build of ${pkg.name} ${version}`;
  if (newerThanAll(pkg.version, here))
    return `${pkg.name} ${version} is newer than the compatibility tables of ${tables.date}`;
  return `the compatibility tables do not have ${pkg.name} ${version}`;
}
