import type { DriverVersion } from "../target/driver.ts";
import { oncePer } from "./once.ts";
import type { DriverBranchRow, Tables } from "./tables.ts";

/** What the tables know of a driver's branch. */
export type KnownBranch =
  | { readonly kind: "known"; readonly row: DriverBranchRow }
  /** Between two branches that are listed, as Windows numbers are: it has at least what the older of them brings. */
  | { readonly kind: "at-least"; readonly row: DriverBranchRow }
  | { readonly kind: "newer-than-tables"; readonly newest: DriverBranchRow }
  | { readonly kind: "older-than-tables"; readonly oldest: DriverBranchRow };

/** The row of a branch; null where the tables do not list it. */
export function branchRow(tables: Tables, branch: number): DriverBranchRow | null {
  return rowsByBranch(tables).get(branch) ?? null;
}

const rowsByBranch = oncePer(
  ({ driverBranches }: Tables): ReadonlyMap<number, DriverBranchRow> =>
    new Map(driverBranches.map((row) => [row.branch, row])),
);

/** Finds the branch of a driver. NVIDIA's table names branches as `R535`; the patch makes no difference to what CUDA it brings. */
export function branchOf(tables: Tables, driver: DriverVersion): KnownBranch {
  const exact = branchRow(tables, driver.branch);
  if (exact !== null) return { kind: "known", row: exact };
  const rows = tables.driverBranches;
  const older = rows.filter(({ branch }) => branch < driver.branch);
  const [oldest] = rows;
  const below = older.at(-1);
  if (oldest === undefined) throw new Error("The table of driver branches is empty.");
  if (below === undefined) return { kind: "older-than-tables", oldest };
  return older.length === rows.length ? { kind: "newer-than-tables", newest: below } : { kind: "at-least", row: below };
}
