import type { Parsed } from "../python/parsed.ts";
import { parsed, unparsed } from "../python/parsed.ts";
import type { Architecture, Libc } from "./target.ts";

/** Oldest and newest second part that is believed: glibc is at 2.4x and musl at 1.2; more is a slip of the keyboard. */
const plausible = { glibc: { major: 2, minor: 99 }, musl: { major: 1, minor: 19 } } as const;

/**
 * The glibc that is assumed where nothing says it: what the manylinux_2_28 images have (PEP 600), and what uv 0.13 takes
 * for `--python-platform linux`. RISC-V wheels begin at manylinux_2_39.
 */
export function assumedGlibc(arch: Architecture): Libc {
  return { family: "glibc", major: 2, minor: arch === "riscv64" ? 39 : 28 };
}

/** The musl that is assumed where nothing says it: musllinux_1_2 (PEP 656), which every supported Alpine can load. */
export const assumedMusl: Libc = { family: "musl", major: 1, minor: 2 };

/** Reads a glibc version such as `2.31`. A third part, as `ldd --version` never has, is refused. */
export function parseGlibc(text: string): Parsed<Libc> {
  return parseVersion("glibc", text, "2.31");
}

/** Reads a musl version such as `1.2`; the patch of `1.2.5` is taken and dropped, since wheel tags have none (PEP 656). */
export function parseMusl(text: string): Parsed<Libc> {
  const parts = text.trim().split(".");
  const last = parts[2];
  if (parts.length === 3 && last !== undefined && /^\d{1,3}$/.test(last))
    return parseVersion("musl", parts.slice(0, 2).join("."), "1.2");
  return parseVersion("musl", text, "1.2");
}

function parseVersion(family: Libc["family"], text: string, example: string): Parsed<Libc> {
  const match = /^(\d{1,2})\.(\d{1,2})$/.exec(text.trim());
  if (match === null) return unparsed(`Expected a ${family} version such as \`${example}\`, found \`${shown(text)}\`.`);
  const major = Number(match[1]);
  const minor = Number(match[2]);
  const bounds = plausible[family];
  if (major !== bounds.major || minor > bounds.minor) {
    return unparsed(`There is no ${family} \`${shown(text)}\`: expected a version such as \`${example}\`.`);
  }
  return parsed({ family, major, minor });
}

/** As people write it: `glibc 2.31`. */
export function formatLibc(libc: Libc): string {
  return `${libc.family} ${libc.major}.${libc.minor}`;
}

function shown(text: string): string {
  return text.length > 40 ? `${text.slice(0, 40)}…` : text;
}
