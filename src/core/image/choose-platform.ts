import type { Architecture, OperatingSystem } from "../target/target.ts";
import type { PlatformEntry } from "./manifest.ts";

/** A platform as Go, and with it every registry, spells it. */
export interface RegistryPlatform {
  readonly os: string;
  readonly architecture: string;
  /** Of 32-bit ARM alone; null where any will do. */
  readonly variant: string | null;
}

const architectures: Readonly<Record<Architecture, readonly [architecture: string, variant: string | null]>> = {
  x86_64: ["amd64", null],
  aarch64: ["arm64", null],
  i686: ["386", null],
  armv7l: ["arm", "v7"],
  ppc64le: ["ppc64le", null],
  s390x: ["s390x", null],
  riscv64: ["riscv64", null],
};

/** The platform whose image serves a target. There are no images of macOS. */
export function registryPlatform(os: OperatingSystem, arch: Architecture): RegistryPlatform {
  const [architecture, variant] = architectures[arch];
  return { os: os === "windows" ? "windows" : "linux", architecture, variant };
}

/** The first entry for a platform, as container engines take it; null where there is none. */
export function choosePlatform(
  entries: readonly PlatformEntry[],
  { os, architecture, variant }: RegistryPlatform,
): PlatformEntry | null {
  const fitting = entries.filter((entry) => entry.os === os && entry.architecture === architecture);
  if (variant === null) return baselineOf(fitting);
  return fitting.find((entry) => entry.variant === variant) ?? fitting.find((entry) => entry.variant === null) ?? null;
}

/** `amd64` in the variants v1 to v4 has a first, which every machine runs; of arm64 there is `v8`. */
function baselineOf(entries: readonly PlatformEntry[]): PlatformEntry | null {
  const plain = entries.find(
    ({ variant }) => variant === null || variant === "" || variant === "v1" || variant === "v8",
  );
  return plain ?? entries[0] ?? null;
}

/** The most platforms that are named; Debian's images have ten. */
const mostNamed = 16;

/** The platforms of an index, as `linux/amd64`: what is for none is left out, and of very many the number is told. */
export function platformNames(entries: readonly PlatformEntry[]): readonly string[] {
  const names = entries.flatMap(({ os, architecture, variant }) =>
    os === null || architecture === null || os === "unknown"
      ? []
      : [[os, architecture, ...(variant === null || variant === "" ? [] : [variant])].join("/")],
  );
  const distinct = [...new Set(names)];
  if (distinct.length <= mostNamed) return distinct;
  return [...distinct.slice(0, mostNamed), `${distinct.length - mostNamed} more`];
}
