import type { Architecture, OperatingSystem, Target } from "../../target/target.ts";

const condaSystems: Readonly<Record<OperatingSystem, string>> = { linux: "linux", macos: "osx", windows: "win" };

/** The name that conda gives the target's platform, such as `linux-64` or `osx-arm64`. */
export function condaPlatform({ os, arch }: Target): string {
  const bits: Partial<Record<Architecture, string>> = { x86_64: "64", i686: "32" };
  const machine = bits[arch] ?? (arch === "aarch64" && os !== "linux" ? "arm64" : arch);
  return `${condaSystems[os]}-${machine}`;
}

const isConda = (text: string): boolean => text === "noarch" || /^(?:linux|osx|win|freebsd|zos)-/.test(text);

/** Systems by the words that PDM begins a platform with: `manylinux_2_17_x86_64`, `windows_amd64`, `macos_arm64`, `alpine`. */
const pdmSystems: readonly (readonly [prefix: string, system: OperatingSystem])[] = [
  ["manylinux", "linux"],
  ["musllinux", "linux"],
  ["linux", "linux"],
  ["alpine", "linux"],
  ["macos", "macos"],
  ["windows", "windows"],
];

/** Whether a platform that a lock names is the target's; null where the word is not known. */
export function isPlatform(text: string, target: Target): boolean | null {
  if (isConda(text)) return text === "noarch" || text === condaPlatform(target);
  const system = pdmSystems.find(([prefix]) => text.startsWith(prefix));
  if (system === undefined) return null;
  if (system[1] !== target.os) return false;
  const musl = text.startsWith("musllinux") || text.startsWith("alpine");
  if (target.libc !== null && musl !== (target.libc.family === "musl") && text !== "linux") return false;
  const named = (["x86_64", "amd64", "aarch64", "arm64", "i686", "x86"] as const).find((word) =>
    text.endsWith(`_${word}`),
  );
  return named === undefined || machines[named] === target.arch;
}

const machines: Readonly<Record<"x86_64" | "amd64" | "aarch64" | "arm64" | "i686" | "x86", Architecture>> = {
  x86_64: "x86_64",
  amd64: "x86_64",
  aarch64: "aarch64",
  arm64: "aarch64",
  i686: "i686",
  x86: "i686",
};
