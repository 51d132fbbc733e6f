import { nearestName } from "../config/nearest-name.ts";
import type { Parsed } from "../python/parsed.ts";
import { parsed, unparsed } from "../python/parsed.ts";
import { architectureOf } from "./architecture.ts";
import { assumedGlibc, assumedMusl } from "./libc.ts";
import type { Architecture, Libc, OperatingSystem } from "./target.ts";
import { parseWheelPlatform } from "./wheel-platform.ts";

/** What a platform's name says, with what it leaves open filled in and marked. */
export interface Platform {
  readonly os: OperatingSystem;
  readonly arch: Architecture;
  /** Null on macOS and Windows. */
  readonly libc: Libc | null;
  /** True where the name says no libc version, so that `libc` is an assumption. */
  readonly libcAssumed: boolean;
  /** True where the name says glibc or musl, though perhaps no version of it. */
  readonly libcFamilySaid: boolean;
  /** Least macOS version, on macOS alone. */
  readonly macos: { readonly major: number; readonly minor: number } | null;
  /** True where the name says no macOS version, so that `macos` is an assumption. */
  readonly macosAssumed: boolean;
  /** What the name says of the processor beyond its architecture: `x86-64-v3` for `linux/amd64/v3`. */
  readonly cpuFeatures: readonly string[];
}

/** Names that the nearest one is looked for among, in the order in which they are listed to the user. */
export const knownPlatforms: readonly string[] = [
  "linux/amd64",
  "linux/arm64",
  "darwin/arm64",
  "windows/amd64",
  "linux",
  "macos",
  "windows",
  "x86_64-manylinux2014",
  "x86_64-manylinux_2_17",
  "x86_64-manylinux_2_28",
  "x86_64-manylinux_2_31",
  "x86_64-manylinux_2_35",
  "x86_64-manylinux_2_39",
  "aarch64-manylinux2014",
  "aarch64-manylinux_2_17",
  "aarch64-manylinux_2_28",
  "aarch64-manylinux_2_31",
  "aarch64-manylinux_2_35",
  "aarch64-manylinux_2_39",
  "x86_64-unknown-linux-gnu",
  "aarch64-unknown-linux-gnu",
  "x86_64-unknown-linux-musl",
  "aarch64-unknown-linux-musl",
  "riscv64-unknown-linux",
  "x86_64-apple-darwin",
  "aarch64-apple-darwin",
  "x86_64-pc-windows-msvc",
  "aarch64-pc-windows-msvc",
  "i686-pc-windows-msvc",
];

const accepted =
  "a container platform (`linux/amd64`, `linux/arm64`, `windows/amd64`, `darwin/arm64`), " +
  "`linux`, `macos`, `windows`, or a name as uv's `--python-platform` takes it " +
  "(`x86_64-manylinux_2_28`, `aarch64-unknown-linux-gnu`, `x86_64-unknown-linux-musl`, `aarch64-apple-darwin`, `x86_64-pc-windows-msvc`)";

/** The macOS that uv assumes for `macos` and `*-apple-darwin`. */
const assumedMacos = { major: 13, minor: 0 } as const;

const longest = 80;

/** uv has names for these, and no wheel tag or accelerator table of ours covers them. */
const notModelled = ["android", "ios", "ios-simulator", "pyodide2024", "pyodide2025", "freebsd", "wasm32", "wasi"];

/**
 * Reads a platform's name as containers write it (`linux/amd64`, `linux/arm64/v8`), as uv's `--python-platform` takes it, or as the
 * platform part of a wheel's tag (`manylinux_2_28_x86_64`). Case and surrounding blanks do not matter.
 */
export function parsePlatform(text: string): Parsed<Platform> {
  const name = text.trim().toLowerCase();
  if (name.length === 0) return unparsed(`Expected ${accepted}, found nothing.`);
  if (name.length > longest) return unparsed(`Expected ${accepted}, found a name of ${name.length} characters.`);
  const found = aliased(name) ?? container(name) ?? manylinux(name) ?? triple(name) ?? wheelTag(name);
  if (found !== null) return parsed(found);
  const foreign = notModelled.find((word) => name.split(/[-_/]/).includes(word) || name.endsWith(`-${word}`));
  if (foreign !== undefined) {
    return unparsed(`Platform \`${name}\` is not one that models are checked for: expected ${accepted}.`);
  }
  const near = nearestName(name, knownPlatforms);
  return unparsed(
    `Unknown platform \`${name}\`${near === null ? "" : `, did you mean \`${near}\`?`}: expected ${accepted}.`,
  );
}

function aliased(name: string): Platform | null {
  if (name === "linux") return linuxOn("x86_64");
  if (name === "windows") return windowsOn("x86_64");
  if (name === "macos") return macosOn("aarch64");
  return null;
}

/** `os/arch[/variant]` of the OCI image index specification, with containerd's normalisation of variants. */
function container(name: string): Platform | null {
  const [os, machine, variant, ...rest] = name.split("/");
  if (os === undefined || machine === undefined || rest.length > 0) return null;
  const arch = architectureOf(machine);
  if (arch === null) return null;
  const cpuFeatures = variant === undefined ? [] : featuresOfVariant(arch, variant);
  if (cpuFeatures === null) return null;
  if (os === "linux") return { ...linuxOn(arch), cpuFeatures };
  if (os === "windows" && runsWindows(arch)) return { ...windowsOn(arch), cpuFeatures };
  if ((os === "darwin" || os === "macos") && runsMacos(arch)) return { ...macosOn(arch), cpuFeatures };
  return null;
}

/** What a variant adds to its architecture: nothing for the default one, the psABI level for `amd64/v3`, null where it is no variant. */
function featuresOfVariant(arch: Architecture, variant: string): readonly string[] | null {
  if (arch === "aarch64") return variant === "v8" ? [] : null;
  if (arch === "armv7l") return variant === "v7" ? [] : null;
  if (arch !== "x86_64" || !/^v[1-4]$/.test(variant)) return null;
  return variant === "v1" ? [] : [`x86-64-${variant}`];
}

/** `x86_64-manylinux_2_28`, `aarch64-manylinux2014`, `x86_64-musllinux_1_2`: the tag that the target can load at most. */
function manylinux(name: string): Platform | null {
  const dash = name.indexOf("-");
  if (dash < 0) return null;
  return wheelTag(`${name.slice(dash + 1)}_${name.slice(0, dash)}`);
}

/** Rust's target triples, as far as a Python wheel can be made for them. */
function triple(name: string): Platform | null {
  const dash = name.indexOf("-");
  const arch = dash < 0 ? null : architectureOf(name.slice(0, dash));
  if (arch === null) return null;
  switch (name.slice(dash + 1)) {
    case "unknown-linux":
      return linuxOn(arch);
    case "unknown-linux-gnu":
    case "unknown-linux-gnueabihf":
      return { ...linuxOn(arch), libcFamilySaid: true };
    case "unknown-linux-musl":
    case "unknown-linux-musleabihf":
      return { ...linuxOn(arch), libc: assumedMusl, libcFamilySaid: true };
    case "apple-darwin":
      return runsMacos(arch) ? macosOn(arch) : null;
    case "pc-windows-msvc":
      return runsWindows(arch) ? windowsOn(arch) : null;
    default:
      return null;
  }
}

function wheelTag(name: string): Platform | null {
  const found = parseWheelPlatform(name);
  if (found === null) return null;
  if (found.os === "windows") return runsWindows(found.arch) ? windowsOn(found.arch) : null;
  if (found.os === "macos")
    return runsMacos(found.arch)
      ? { ...macosOn(found.arch), macos: found.macos ?? assumedMacos, macosAssumed: false }
      : null;
  if (found.libc === null) return linuxOn(found.arch);
  return { ...linuxOn(found.arch), libc: found.libc, libcAssumed: false, libcFamilySaid: true };
}

const runsMacos = (arch: Architecture): boolean => arch === "aarch64" || arch === "x86_64";
const runsWindows = (arch: Architecture): boolean => arch === "aarch64" || arch === "x86_64" || arch === "i686";

const bare = {
  libc: null,
  libcAssumed: false,
  libcFamilySaid: false,
  macos: null,
  macosAssumed: false,
  cpuFeatures: [],
} as const;
/** Windows on `arch`. */
export const windowsOn = (arch: Architecture): Platform => ({ ...bare, os: "windows", arch });
const macosOn = (arch: Architecture): Platform => ({
  ...bare,
  os: "macos",
  arch,
  macos: assumedMacos,
  macosAssumed: true,
});
/** Linux on `arch`, of whose libc nothing is said. */
export const linuxOn = (arch: Architecture): Platform => ({
  ...bare,
  os: "linux",
  arch,
  libc: assumedGlibc(arch),
  libcAssumed: true,
});
