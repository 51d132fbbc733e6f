import type { PackageName } from "../../python/name.ts";
import { parseSpecifierSet } from "../../python/specifier.ts";
import { specifierSetContains } from "../../python/specifier-match.ts";
import { compareVersions } from "../../python/version.ts";
import type { LockedDependency, LockedPackage } from "../lock-reading.ts";

/** The packages of a lock by their names. */
export class LockIndex {
  readonly #byName = new Map<PackageName, LockedPackage[]>();

  constructor(packages: Iterable<LockedPackage>) {
    for (const entry of packages) {
      const known = this.#byName.get(entry.name);
      if (known === undefined) this.#byName.set(entry.name, [entry]);
      else known.push(entry);
    }
  }

  named(name: PackageName): readonly LockedPackage[] {
    return this.#byName.get(name) ?? [];
  }

  /** The entry that an edge means: by its version, then by what its clauses let through; null where the lock has none of the name. */
  chosenBy(dependency: LockedDependency, admits: (entry: LockedPackage) => boolean): LockedPackage | null {
    const named = this.named(dependency.name).filter(admits);
    const { version } = dependency;
    const exact = version === null ? [] : named.filter((entry) => isVersion(entry, version));
    return exact[0] ?? named.find((entry) => satisfies(entry, dependency.specifier)) ?? named[0] ?? null;
  }
}

const isVersion = (entry: LockedPackage, version: NonNullable<LockedPackage["version"]>): boolean =>
  entry.version !== null && compareVersions(entry.version, version) === 0;

/** Whether the version passes the clauses. What has no version, and clauses that cannot be read, pass: nothing is known against it. */
export function satisfies({ version }: Pick<LockedPackage, "version">, clauses: string | null): boolean {
  if (clauses === null || version === null) return true;
  const set = parseSpecifierSet(clauses);
  return !set.ok || specifierSetContains(set.value, version, { prereleases: true });
}
