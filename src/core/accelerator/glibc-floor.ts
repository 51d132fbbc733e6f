import type { Version } from "../python/version.ts";
import type { Target } from "../target/target.ts";
import { isPlatform } from "./build-row.ts";
import { inRange } from "./release-range.ts";
import type { GlibcFloorRow, Tables } from "./tables.ts";
import { variantOfLocal } from "./variant.ts";

/** What was measured of the glibc that a release's wheel for a target needs: of its very build where that has a row; undefined where nothing was. */
export function glibcFloorOf(
  tables: Tables,
  target: Target,
  name: string,
  version: Version,
): GlibcFloorRow | undefined {
  const rows = tables.glibcFloors.get(name)?.filter((row) => isPlatform(row.platform, target) && inRange(version, row));
  if (rows === undefined || rows.length === 0) return undefined;
  const variant = variantOfLocal(version)?.name;
  return (
    rows.find((row) => row.variant !== undefined && row.variant === variant) ??
    rows.find((row) => row.variant === undefined)
  );
}
