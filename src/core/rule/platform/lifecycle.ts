import { branchRow } from "../../accelerator/driver-branch.ts";
import { imageFactsOf } from "../../accelerator/image-of-target.ts";
import type { OsLifecycleRow, PythonReleaseRow } from "../../accelerator/lifecycle-tables.ts";
import { oncePerText } from "../../accelerator/once.ts";
import { driverOf } from "../../accelerator/serving.ts";
import type { DriverBranchRow, OsRow, Tables } from "../../accelerator/tables.ts";
import type { ImageFacts } from "../../target/image-facts.ts";
import type { Target } from "../../target/target.ts";

/** Whether a month, `YYYY-MM`, is over on a day, `YYYY-MM-DD`: what ends in a month is taken to last through it. */
export function isOver(month: string, today: string): boolean {
  return today.slice(0, 7) > month;
}

/** Until when the target's CPython gets security fixes; null where that is not known. One that was only assumed is nobody's choice. */
export function pythonLifecycle({ python, sources }: Target, tables: Tables): PythonReleaseRow | null {
  const stated = sources.python !== undefined && sources.python.how !== "assumed";
  if (!stated || python.implementation !== "cpython") return null;
  return tables.pythonReleases.get(`${python.major}.${python.minor}`) ?? null;
}

export interface OsLifecycle {
  readonly image: ImageFacts;
  /** The distribution, as people write it. */
  readonly os: string;
  readonly row: OsLifecycleRow;
}

/** Until when the distribution in the target's image gets free security fixes; null where that is not known, or no more than a guess. */
export function osLifecycle(target: Target, tables: Tables): OsLifecycle | null {
  const image = imageFactsOf(tables, target);
  if (image?.os == null) return null;
  const os = rowsOfImages(tables, image.os, () =>
    tables.images.os.find(({ id, suffixes }) => suffixes[0] === image.os || id === image.os),
  );
  const row = os === undefined ? undefined : tables.osLifecycle.get(os.id);
  return os === undefined || row === undefined || row.confidence === "low" ? null : { image, os: os.os, row };
}

/** Images are of a handful of distributions. */
const rowsOfImages = oncePerText<Tables, OsRow | undefined>();

/** A branch whose end NVIDIA has told. */
export type EndingBranch = DriverBranchRow & { readonly endOfLife: string };

/** The target's driver branch. NVIDIA's dates are for its Linux drivers of data centres; those for Windows have branches of their own. */
export function driverLifecycle(target: Target, tables: Tables): EndingBranch | null {
  const driver = driverOf(target);
  if (driver === null || target.os !== "linux") return null;
  const row = branchRow(tables, driver.branch);
  return row === null || row.endOfLife === null ? null : { ...row, endOfLife: row.endOfLife };
}
