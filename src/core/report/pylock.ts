import { stringify, TomlDate } from "smol-toml";
import type { DistributionFile } from "../index/distribution-file.ts";
import { parseSpecifierSet } from "../python/specifier.ts";
import type { ResolvedPackage } from "../resolution/resolution.ts";
import type { Target } from "../target/target.ts";
import { fullCondition } from "./joint/condition.ts";
import type { JointPackage } from "./joint/joint-resolution.ts";

export interface Lock {
  readonly text: string;
  /** Packages that are left out, as `name version`: PEP 751 wants a hash of every file, and their index gives none. */
  readonly withoutHash: readonly string[];
}

/**
 * What would be installed as a lock file of PEP 751 (`pylock.toml`). Files are listed with address, size, upload time and
 * hashes as the index gave them; `environments` holds the targets, so that an installer refuses any other.
 */
export function pylock(packages: readonly JointPackage[], targets: readonly Target[]): Lock {
  const references = referencesOf(packages);
  const locked = packages.map((one) => ({ one, entry: lockedPackage(one, references) }));
  const document = {
    "lock-version": "1.0",
    environments: [...new Set(targets.map((target) => fullCondition(target)))],
    "requires-python": `>=${leastPython(targets)}`,
    "created-by": "pinwarden",
    packages: locked.flatMap(({ entry }) => (entry === null ? [] : [entry])),
  };
  const withoutHash = locked.filter(({ entry }) => entry === null).map(({ one }) => `${one.name} ${one.version.text}`);
  return { text: stringify(document), withoutHash };
}

function leastPython(targets: readonly Target[]): string {
  const pythons = targets.map(({ python }) => python).sort((a, b) => a.major - b.major || a.minor - b.minor);
  const [least] = pythons;
  return least === undefined ? "3" : `${least.major}.${least.minor}`;
}

type References = ReadonlyMap<string, readonly Record<string, string>[]>;

/** How a dependency names its entry: with its version where there is more than one of the name. */
function referencesOf(packages: readonly JointPackage[]): References {
  const versions = new Map<string, string[]>();
  for (const { name, version } of packages) versions.set(name, [...(versions.get(name) ?? []), version.text]);
  return new Map(
    [...versions].map(([name, of]) => [name, of.length === 1 ? [{ name }] : of.map((version) => ({ name, version }))]),
  );
}

/** Null where a file that is needed has no hash. */
function lockedPackage(
  { name, version, marker, packages }: JointPackage,
  references: References,
): Record<string, unknown> | null {
  const files = [...new Map(packages.map(({ file }) => [file.url, file])).values()];
  if (files.some((file) => Object.keys(file.hashes).length === 0)) return null;
  const wheels = files.filter(isWheel).sort((a, b) => (a.filename < b.filename ? -1 : 1));
  const [sdist] = files.filter((file) => !isWheel(file));
  const requiresPython = onlyOne(files.map((file) => file.requiresPython));
  const dependencies = [...new Set(packages.flatMap(({ requires }) => requires.map((edge) => edge.to)))].sort();
  const index = onlyOne(packages.map(indexOf));
  return {
    name,
    version: version.text,
    ...(marker === null ? {} : { marker }),
    ...(requiresPython !== null && parseSpecifierSet(requiresPython).ok ? { "requires-python": requiresPython } : {}),
    ...(dependencies.length === 0 ? {} : { dependencies: dependencies.flatMap((to) => references.get(to) ?? []) }),
    ...(index === null ? {} : { index }),
    ...(sdist === undefined ? {} : { sdist: lockedFile(sdist) }),
    ...(wheels.length === 0 ? {} : { wheels: wheels.map(lockedFile) }),
  };
}

const isWheel = (file: DistributionFile): boolean => file.filename.endsWith(".whl");
const indexOf = ({ file }: ResolvedPackage): string | null => (file.index.startsWith("file:") ? null : file.index);

/** The value, where all are the same. */
function onlyOne(values: readonly (string | null)[]): string | null {
  const [first = null, ...others] = new Set(values);
  return others.length === 0 ? first : null;
}

function lockedFile(file: DistributionFile): Record<string, unknown> {
  return {
    name: file.filename,
    ...(file.uploadTime === null ? {} : { "upload-time": new TomlDate(file.uploadTime) }),
    url: file.url,
    ...(file.size === null ? {} : { size: file.size }),
    hashes: { ...file.hashes },
  };
}
