import type { Architecture, Libc, Target } from "../target/target.ts";

/** What a platform tag asks of the machine that loads the wheel. */
export type PlatformNeed =
  | { readonly kind: "any" }
  | { readonly kind: "glibc" | "musl"; readonly major: number; readonly minor: number; readonly arch: string }
  /** Built for one machine and never checked against others. */
  | { readonly kind: "linux"; readonly arch: string }
  | { readonly kind: "macos"; readonly major: number; readonly minor: number; readonly arch: string }
  | { readonly kind: "windows"; readonly arch: string }
  | { readonly kind: "other" };

/** The names that manylinux tags had before PEP 600, with the glibc that they stand for. */
const legacyManylinux: ReadonlyMap<string, number> = new Map([
  ["manylinux1", 5],
  ["manylinux2010", 12],
  ["manylinux2014", 17],
]);

/** The platform tags that the target can load, best first, without `any` (PEP 425, 513, 571, 599, 600, 656). */
export function platformTags(target: Target): readonly string[] {
  switch (target.os) {
    case "linux":
      return [`linux_${target.arch}`, ...(target.libc === null ? [] : libcTags(target.libc, target.arch))];
    case "macos":
      return macosTags(target.macos ?? { major: 11, minor: 0 }, target.arch === "aarch64" ? "arm64" : target.arch);
    case "windows":
      return [windowsTag(target.arch)];
  }
}

function libcTags(libc: Libc, arch: Architecture): string[] {
  return libc.family === "musl" ? musllinuxTags(libc, arch) : manylinuxTags(libc, arch);
}

/** PEP 656: a wheel runs on every later musl of the same major version. */
function musllinuxTags({ major, minor }: Libc, arch: Architecture): string[] {
  return Array.from({ length: minor + 1 }, (_, i) => `musllinux_${major}_${minor - i}_${arch}`);
}

/**
 * PEP 600: a wheel runs on every later glibc. Nothing older than 2.17 was ever built for other architectures than
 * Intel's, where manylinux1 began at 2.5.
 */
function manylinuxTags(libc: Libc, arch: Architecture): string[] {
  // glibc has been 2.x since 1997; a 3.0 would not be known to load what 2.x does.
  if (libc.major !== 2) return [];
  const oldest = arch === "x86_64" || arch === "i686" ? 5 : 17;
  const aliases = new Map([...legacyManylinux].map(([name, minor]) => [minor, name]));
  const tags: string[] = [];
  for (let minor = libc.minor; minor >= oldest; minor -= 1) {
    tags.push(`manylinux_2_${minor}_${arch}`);
    const alias = aliases.get(minor);
    if (alias !== undefined) tags.push(`${alias}_${arch}`);
  }
  return tags;
}

/**
 * macOS counted minor versions up to 10.16 and major ones since 11. `universal2` wheels may name a version before 11,
 * as their Intel half runs there; nothing else for Apple silicon is older.
 */
function macosTags(version: { readonly major: number; readonly minor: number }, arch: string): string[] {
  const tags: string[] = [];
  const push = (major: number, minor: number, formats: readonly string[]): void => {
    for (const format of formats) tags.push(`macosx_${major}_${minor}_${format}`);
  };
  for (let major = version.major; major >= 11; major -= 1) push(major, 0, macosFormats(arch));
  const older = version.major >= 11 ? 16 : version.minor;
  const formats = arch === "arm64" ? ["universal2"] : macosFormats(arch);
  for (let minor = older; minor >= 4; minor -= 1) push(10, minor, formats);
  return tags;
}

/** The names of single and multi-architecture binaries that run on one architecture. */
function macosFormats(arch: string): readonly string[] {
  if (arch === "x86_64") return ["x86_64", "intel", "fat64", "fat3", "universal2", "universal"];
  return arch === "arm64" ? ["arm64", "universal2"] : [arch];
}

function windowsTag(arch: Architecture): string {
  if (arch === "i686") return "win32";
  return arch === "aarch64" ? "win_arm64" : "win_amd64";
}

/** Reads a platform tag back into what it asks for. */
export function platformNeed(tag: string): PlatformNeed {
  if (tag === "any") return { kind: "any" };
  const versioned = /^(manylinux|musllinux|macosx)_(\d{1,4})_(\d{1,4})_(\w+)$/.exec(tag);
  if (versioned !== null) {
    const [, family, major, minor, arch] = versioned as unknown as [string, string, string, string, string];
    const kind = family === "manylinux" ? "glibc" : family === "musllinux" ? "musl" : "macos";
    return { kind, major: Number(major), minor: Number(minor), arch };
  }
  const legacy = /^(manylinux1|manylinux2010|manylinux2014)_(\w+)$/.exec(tag);
  if (legacy !== null)
    return { kind: "glibc", major: 2, minor: legacyManylinux.get(legacy[1] ?? "") ?? 17, arch: legacy[2] ?? "" };
  if (tag.startsWith("linux_")) return { kind: "linux", arch: tag.slice(6) };
  if (tag === "win32") return { kind: "windows", arch: "i686" };
  if (tag === "win_amd64") return { kind: "windows", arch: "x86_64" };
  return tag === "win_arm64" ? { kind: "windows", arch: "aarch64" } : { kind: "other" };
}
