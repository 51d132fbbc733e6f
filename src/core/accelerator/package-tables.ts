import { normalizeName } from "../python/name.ts";
import { oncePer } from "./once.ts";
import type { Tables } from "./tables.ts";

/** The packages that each table speaks of. Of the contradictions it is one package of each check: without it none of the check holds. */
const namesIn = {
  abiBreaks: ({ abiBreaks }: Tables) => abiBreaks.flatMap(({ checks = [] }) => checks.map(({ all }) => leadOf(all))),
  builds: ({ builds }: Tables) => builds.keys(),
  cpuBaselines: ({ cpuBaselines }: Tables) => cpuBaselines.keys(),
  cudnnMajors: ({ cudnnMajors }: Tables) => cudnnMajors.keys(),
  importPackages: ({ importPackages }: Tables) => importPackages.flatMap(({ distributions }) => distributions),
  lockstep: ({ lockstep }: Tables) => lockstep.keys(),
  numpyAbi: ({ numpyAbi }: Tables) => numpyAbi.keys(),
} as const satisfies Record<string, (tables: Tables) => Iterable<string>>;

/** A table whose rows are about packages. */
export type PackageTable = keyof typeof namesIn;

const packageTables = Object.keys(namesIn) as readonly PackageTable[];

/** The tables that speak of a package, by its name: nearly all packages are in none, and one look-up tells. */
export const tablesOfName: (tables: Tables) => ReadonlyMap<string, readonly PackageTable[]> = oncePer(
  (tables: Tables) => {
    const index = new Map<string, PackageTable[]>();
    for (const table of packageTables)
      for (const name of new Set(namesIn[table](tables))) {
        const known = index.get(name);
        if (known === undefined) index.set(name, [table]);
        else known.push(table);
      }
    return index;
  },
);

/** The name in a requirement of the tables. */
export function nameIn(requirement: string): string {
  return normalizeName(/^[\w.-]+/.exec(requirement)?.[0] ?? "");
}

/** The package by whose presence a check is looked up. */
export const leadOf = ([first = ""]: readonly string[]): string => nameIn(first);
