import type { ResolvedPackage } from "../resolution/resolution.ts";
import type { Evidence } from "../rule/finding.ts";
import type { Target } from "../target/target.ts";
import { parseWheelPlatform } from "../target/wheel-platform.ts";
import { cite } from "./cite.ts";
import { compareDotted, parseDotted } from "./dotted.ts";
import { glibcFloorOf } from "./glibc-floor.ts";
import { oncePerWord } from "./once.ts";
import type { Confidence, GlibcFloorRow, Tables } from "./tables.ts";

/** The glibc that a wheel needs. */
export interface GlibcNeed {
  readonly glibc: string;
  readonly confidence: Confidence;
  /** What was measured; null where the tag says it. */
  readonly row: GlibcFloorRow | null;
}

/** What says so. Put together where it is asked for: nearly every wheel is fine. */
export function glibcEvidence(
  tables: Tables,
  { name, version, file }: ResolvedPackage,
  need: GlibcNeed,
): readonly Evidence[] {
  const tag = glibcOfFilename(file.filename) ?? need.glibc;
  if (need.row === null) return [{ fact: `${file.filename} is tagged for glibc ${tag}`, source: file.url, date: null }];
  return cite(tables, need.row, `${name} ${version.text} is tagged for glibc ${tag} and needs ${need.row.needs}`);
}

/**
 * The glibc that a resolved wheel needs: what its platform tag says (PEP 600), or what was measured where a tag says too little.
 * Null where neither says anything: a pure wheel, an sdist, another platform.
 */
export function glibcNeed(tables: Tables, target: Target, pkg: ResolvedPackage): GlibcNeed | null {
  const tag = glibcOfFilename(pkg.file.filename);
  if (tag === null) return null;
  const row = glibcFloorOf(tables, target, pkg.name, pkg.version);
  if (row !== undefined && row.confidence !== "low" && above(row.needs, tag))
    return { glibc: row.needs, confidence: row.confidence, row };
  return { glibc: tag, confidence: "high", row: null };
}

/** Whether a glibc is at least what is needed: glibc keeps every older symbol, so the newer always does. */
export function glibcReaches(glibc: string, needed: string): boolean {
  return !above(needed, glibc);
}

/** The lowest glibc that a wheel's file name asks for; null where none of its tags names glibc. */
function glibcOfFilename(filename: string): string | null {
  if (!filename.endsWith(".whl")) return null;
  const platform = filename.slice(filename.lastIndexOf("-") + 1, -".whl".length);
  return platform.includes("manylinux") ? glibcOfPlatform(platform) : null;
}

/** Wheels share a few dozen platform tags. */
const glibcOfPlatform = oncePerWord(512, (platform): string | null => {
  const minors = platform
    .split(".")
    .slice(0, 32)
    .flatMap((tag) => {
      const libc = parseWheelPlatform(tag)?.libc;
      return libc?.family === "glibc" ? [libc.minor] : [];
    });
  return minors.length === 0 ? null : `2.${Math.min(...minors)}`;
});

function above(left: string, right: string): boolean {
  return compareDotted(parseDotted(left) ?? [], parseDotted(right) ?? []) > 0;
}
