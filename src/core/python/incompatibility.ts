import type { Target } from "../target/target.ts";
import { anyPlatformInterpreters, interpreterTags } from "./interpreter-tag.ts";
import { type PlatformNeed, platformNeed, platformTags } from "./platform-tag.ts";
import type { WheelFilename } from "./wheel-filename.ts";

/** Most items that a list in the sentence names. */
const mostNamed = 4;

/**
 * Why the target can load none of these wheels, as the end of a sentence about the release: `has only wheels for
 * CPython 3.12`, `needs glibc 2.28 or newer, and the target has glibc 2.17`. The least of all changes that would make
 * one of them load is told: the C library's or the system's version where all else is right, then the interpreter's.
 */
export function explainIncompatibility(wheels: readonly WheelFilename[], target: Target): string {
  if (wheels.length === 0) return "has no wheels";
  const pairs = new Set([...interpreterTags(target), ...anyPlatformInterpreters(target).map((tag) => `${tag}-none`)]);
  const platforms = new Set(["any", ...platformTags(target)]);
  const interpreterFits = wheels.filter((wheel) => fitsInterpreter(wheel, pairs));
  const platformFits = wheels.filter((wheel) => wheel.platformTags.some((tag) => platforms.has(tag)));
  const nearPlatform = explainNearPlatform(interpreterFits, target);
  if (nearPlatform !== null) return nearPlatform;
  if (interpreterFits.length === 0 && platformFits.length > 0) return explainInterpreter(platformFits, target);
  if (platformFits.length === 0 && interpreterFits.length > 0) return explainOtherPlatform(interpreterFits, target);
  if (platformFits.length > 0) {
    return `has wheels for the target's platform for ${pythonsOf(platformFits)} alone, and for its Python for ${platformsOf(interpreterFits)} alone`;
  }
  const platform = explainNearPlatform(wheels, target) ?? explainOtherPlatform(wheels, target);
  return `${explainInterpreter(wheels, target)}; besides, it ${platform}`;
}

function fitsInterpreter(wheel: WheelFilename, pairs: ReadonlySet<string>): boolean {
  return wheel.pythonTags.some((python) => wheel.abiTags.some((abi) => pairs.has(`${python}-${abi}`)));
}

/** What a newer C library or system of the same kind and machine would do; null where that is not what is missing. */
function explainNearPlatform(wheels: readonly WheelFilename[], target: Target): string | null {
  const near = needsOf(wheels).filter((need) => "arch" in need && isTargetArch(need.arch, target));
  if (target.os === "linux") {
    const own = target.libc?.family ?? null;
    const same = least(near.filter((need) => need.kind === own));
    if (same !== null && target.libc !== null) {
      return `needs ${own} ${same}, and the target has ${own} ${target.libc.major}.${target.libc.minor}`;
    }
    const other = near.find((need) => need.kind === "glibc" || need.kind === "musl");
    if (other !== undefined && own === null) return `needs ${other.kind}, and the target's C library is not known`;
    if (other !== undefined) return `has wheels for ${other.kind} alone, and the target has ${own}`;
  }
  if (target.os === "macos") {
    const same = least(near.filter((need) => need.kind === "macos"));
    const { major, minor } = target.macos ?? { major: 11, minor: 0 };
    if (same !== null) return `needs macOS ${same}, and the target has macOS ${major}.${minor}`;
  }
  return null;
}

function explainOtherPlatform(wheels: readonly WheelFilename[], target: Target): string {
  return `has only wheels for ${platformsOf(wheels)}, and the target is ${targetWords(target)}`;
}

function needsOf(wheels: readonly WheelFilename[]): PlatformNeed[] {
  return wheels.flatMap((wheel) => wheel.platformTags.map(platformNeed));
}

function platformsOf(wheels: readonly WheelFilename[]): string {
  return list(needsOf(wheels).map(platformWords));
}

function pythonsOf(wheels: readonly WheelFilename[]): string {
  return list(wheels.flatMap((wheel) => wheel.pythonTags.map((tag) => pythonWords(tag, wheel))));
}

/** `2.28 or newer`: the least version that one of the needs asks for. */
function least(needs: readonly PlatformNeed[]): string | null {
  let best: { major: number; minor: number } | null = null;
  for (const need of needs) {
    if (!("major" in need)) continue;
    if (best === null || need.major < best.major || (need.major === best.major && need.minor < best.minor)) best = need;
  }
  return best === null ? null : `${best.major}.${best.minor} or newer`;
}

function explainInterpreter(wheels: readonly WheelFilename[], { python }: Target): string {
  const own = python.implementation === "cpython" ? "cp" : "pp";
  const version = `${python.major}${python.minor}`;
  const sameVersion = wheels.filter((wheel) => wheel.pythonTags.includes(own + version));
  if (sameVersion.length > 0 && own === "cp") {
    const threaded = sameVersion.some((wheel) =>
      wheel.abiTags.some((abi) => abi === `cp${version}t` || abi === "abi3t"),
    );
    if (threaded !== python.freeThreaded) {
      const [has, is] = python.freeThreaded ? ["with the GIL", "free-threaded"] : ["free-threaded", "with the GIL"];
      return `has wheels for CPython ${python.major}.${python.minor} ${has} alone, and the target's is ${is}`;
    }
  }
  if (sameVersion.length > 0)
    return `has only wheels for the ABI ${list(sameVersion.flatMap((wheel) => wheel.abiTags))}`;
  const name = python.implementation === "cpython" ? "CPython" : "PyPy";
  return `has only wheels for ${pythonsOf(wheels)}, and the target has ${name} ${python.major}.${python.minor}`;
}

/** `cp312` → `CPython 3.12`; with the stable ABI, every later minor as well. */
function pythonWords(tag: string, wheel: WheelFilename): string {
  const read = /^(cp|pp|py)(\d)(\d*)$/.exec(tag);
  if (read === null) return tag;
  const [, kind, major, minor] = read;
  const name = kind === "cp" ? "CPython" : kind === "pp" ? "PyPy" : "Python";
  const stable = wheel.abiTags.some((abi) => abi === "abi3" || abi === "abi3t");
  return `${name} ${major}${minor === "" ? "" : `.${minor}`}${stable ? " and newer" : ""}`;
}

function isTargetArch(arch: string, target: Target): boolean {
  if (target.os !== "macos") return arch === target.arch;
  const own = target.arch === "aarch64" ? "arm64" : target.arch;
  return arch === own || arch === "universal2";
}

function platformWords(need: PlatformNeed): string {
  switch (need.kind) {
    case "any":
      return "any platform";
    case "glibc":
    case "musl":
      return `Linux ${need.arch} (${need.kind})`;
    case "linux":
      return `Linux ${need.arch}`;
    case "macos":
      return `macOS ${need.arch}`;
    case "windows":
      return `Windows ${need.arch}`;
    case "other":
      return "other platforms";
  }
}

function targetWords(target: Target): string {
  const name = { linux: "Linux", macos: "macOS", windows: "Windows" }[target.os];
  return `${name} ${target.arch}`;
}

function list(words: readonly string[]): string {
  const unique = [...new Set(words)].sort((a, b) => a.localeCompare(b, "en", { numeric: true }));
  if (unique.length <= 1) return unique[0] ?? "";
  if (unique.length <= mostNamed) return `${unique.slice(0, -1).join(", ")} and ${unique.at(-1)}`;
  return `${unique.slice(0, mostNamed - 1).join(", ")} and ${unique.length - mostNamed + 1} others`;
}
