import { stringify, TomlDate } from "smol-toml";
import type { DistributionFile } from "../index/distribution-file.ts";
import type { Resolution, ResolvedPackage } from "../resolution/resolution.ts";
import type { Target } from "../target/target.ts";

/**
 * The resolution as a lock file of PEP 751 (`pylock.toml`), for one target. Files are listed with address, size, upload
 * time and hashes as the index gave them; a package whose files have no hash cannot stand in such a lock.
 *
 * @throws never; packages left out for want of a hash are named in `withoutHash`.
 */
export function pylock(
  resolution: Resolution,
  target: Target,
): { readonly text: string; readonly withoutHash: readonly string[] } {
  const hashed = resolution.packages.filter((one) => Object.keys(one.file.hashes).length > 0);
  const withoutHash = resolution.packages.filter((one) => !hashed.includes(one)).map((one) => one.name);
  const document = {
    "lock-version": "1.0",
    "created-by": "pinwarden",
    "requires-python": `>=${target.python.major}.${target.python.minor}`,
    packages: hashed.map(lockedPackage),
  };
  return { text: stringify(document), withoutHash };
}

function lockedPackage(one: ResolvedPackage): Record<string, unknown> {
  const wheel = one.file.filename.endsWith(".whl");
  return {
    name: one.name,
    version: one.version.text,
    index: one.file.index,
    ...(one.requires.length === 0
      ? {}
      : { dependencies: [...new Set(one.requires.map((edge) => edge.to))].sort().map((name) => ({ name })) }),
    ...(wheel ? { wheels: [lockedFile(one.file)] } : { sdist: lockedFile(one.file) }),
  };
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
