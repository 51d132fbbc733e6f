import { architectureOf } from "./architecture.ts";
import type { Architecture, Libc, OperatingSystem } from "./target.ts";

/** What the platform part of a wheel's tag says of the machine it needs. */
export interface WheelPlatform {
  readonly os: OperatingSystem;
  readonly arch: Architecture;
  readonly libc: Libc | null;
  readonly macos: { readonly major: number; readonly minor: number } | null;
}

/** The glibc of the names that were given before PEP 600: PEP 513, 571 and 599. */
const legacyGlibc: ReadonlyMap<string, number> = new Map([
  ["manylinux1", 5],
  ["manylinux2010", 12],
  ["manylinux2014", 17],
]);

/**
 * Reads a platform as `pip download --platform` and wheel file names spell it: `manylinux_2_28_x86_64`, `manylinux2014_aarch64`,
 * `musllinux_1_2_x86_64`, `macosx_13_0_arm64`, `win_amd64`, `win32`, `linux_x86_64`. Null for anything else. PEP 425, 600 and 656.
 */
export function parseWheelPlatform(tag: string): WheelPlatform | null {
  if (tag === "win32") return { os: "windows", arch: "i686", libc: null, macos: null };
  const versioned = /^(manylinux|musllinux|macosx)_(\d{1,2})_(\d{1,2})_(.+)$/.exec(tag);
  if (versioned !== null) return ofVersioned(versioned);
  const underscore = tag.indexOf("_");
  const arch = underscore < 0 ? null : architectureOf(tag.slice(underscore + 1));
  if (arch === null) return null;
  const head = tag.slice(0, underscore);
  if (head === "win") return { os: "windows", arch, libc: null, macos: null };
  if (head === "linux") return { os: "linux", arch, libc: null, macos: null };
  const minor = legacyGlibc.get(head);
  return minor === undefined ? null : { os: "linux", arch, libc: { family: "glibc", major: 2, minor }, macos: null };
}

function ofVersioned(match: RegExpExecArray): WheelPlatform | null {
  const arch = architectureOf(match[4] ?? "");
  if (arch === null) return null;
  const version = { major: Number(match[2]), minor: Number(match[3]) };
  if (match[1] === "macosx") return { os: "macos", arch, libc: null, macos: version };
  const family = match[1] === "manylinux" ? "glibc" : "musl";
  if (version.major !== (family === "glibc" ? 2 : 1)) return null;
  return { os: "linux", arch, libc: { family, ...version }, macos: null };
}
