import table from "../../../../tables/conda-names.json" with { type: "json" };
import { normalizeName, type PackageName } from "../../python/name.ts";

/** What a package of conda is to the Python index. */
export type CondaName =
  | { readonly kind: "python"; readonly name: PackageName }
  /** Its version is one of CUDA: of the libraries that are installed, or of what the driver must offer. */
  | { readonly kind: "cuda"; readonly role: "runtime" | "driver" };

let names: ReadonlyMap<string, CondaName> | null = null;

interface Row {
  readonly kind: string;
  readonly names: readonly string[] | Readonly<Record<string, string>>;
}

/**
 * The package of the Python index that a conda package holds, where that is certain (`tables/conda-names.json`, with the source
 * of each row); null where it is not: it may hold none, several, or one whose versions are counted in another way.
 */
export function lookupCondaName(name: string): CondaName | null {
  // Built when the first is asked for: most runs read no file of conda.
  names ??= namesOf(table.rows as readonly Row[]);
  return names.get(name.toLowerCase()) ?? null;
}

function namesOf(rows: readonly Row[]): ReadonlyMap<string, CondaName> {
  const found = new Map<string, CondaName>();
  for (const { kind, names: listed } of rows) {
    const pairs = Array.isArray(listed)
      ? (listed as readonly string[]).map((name) => [name, name] as const)
      : Object.entries(listed as Readonly<Record<string, string>>);
    for (const [conda, value] of pairs) {
      found.set(
        conda,
        kind === "cuda"
          ? { kind: "cuda", role: value === "driver" ? "driver" : "runtime" }
          : { kind: "python", name: normalizeName(value) },
      );
    }
  }
  return found;
}
