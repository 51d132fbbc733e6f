import { isValidName, normalizeName } from "../../../src/core/python/name.ts";
import { parseSdistFilename } from "../../../src/core/python/sdist-filename.ts";
import { supportedTags, type TagSet } from "../../../src/core/python/supported-tags.ts";
import { compareBuildTags, parseWheelFilename, type WheelFilename } from "../../../src/core/python/wheel-filename.ts";
import type { Outcome, Report } from "./report.ts";
import { triples } from "./tags.ts";
import { targetOf } from "./target.ts";

interface FileRow {
  readonly filename: string;
  readonly valid: boolean;
  readonly name?: string;
  readonly version?: string;
  readonly build?: readonly [] | readonly [number, string];
  readonly tags?: readonly string[];
  readonly validate_order?: boolean;
}

export interface FilenameTables {
  readonly wheels: readonly FileRow[];
  readonly sdists: readonly FileRow[];
  readonly canonicalize_name: readonly { name: string; validate: boolean; expected?: string }[];
}

export interface RealFileTables {
  readonly filenames: readonly FileRow[];
  readonly choices: readonly { wheels: readonly string[]; best: Readonly<Record<string, string | null>> }[];
}

export function checkFilenames(report: Report, tables: FilenameTables): void {
  report.table("filenames wheels", tables.wheels, checkFile);
  report.table("filenames sdists", tables.sdists, checkFile);
  report.table("filenames names", tables.canonicalize_name, ({ name, validate, expected }) => {
    if (!validate) return { expected, actual: normalizeName(name) };
    return { expected: expected !== undefined, actual: isValidName(name) };
  });
}

export function checkRealFiles(report: Report, tables: RealFileTables): void {
  report.table("real files", tables.filenames, checkFile);
  const sets = new Map<string, TagSet>();
  report.table("real files choices", tables.choices, ({ wheels, best }) => {
    const read = wheels.flatMap((filename) => {
      const wheel = parseWheelFilename(filename);
      return wheel.ok ? [wheel.value] : [];
    });
    const actual = Object.keys(best).map((target) => {
      const [python = "", platform = ""] = target.split(" ");
      const set = sets.get(target) ?? supportedTags(targetOf(python, platform));
      sets.set(target, set);
      return [target, bestOf(read, set)];
    });
    return { expected: best, actual: Object.fromEntries(actual) };
  });
}

function bestOf(wheels: readonly WheelFilename[], tags: TagSet): string | null {
  let best: { wheel: WheelFilename; rank: number } | null = null;
  for (const wheel of wheels) {
    const rank = tags.bestRank(wheel);
    if (rank === null) continue;
    const better =
      best === null || rank < best.rank || (rank === best.rank && compareBuildTags(wheel.build, best.wheel.build) > 0);
    if (better) best = { wheel, rank };
  }
  return best?.wheel.filename ?? null;
}

function checkFile(row: FileRow): Outcome {
  if (row.validate_order === true) return "the order of tags is free here";
  if (row.tags === undefined && !row.filename.endsWith(".whl") && !row.filename.endsWith(".wheel")) {
    const sdist = parseSdistFilename(row.filename);
    if (!sdist.ok || !row.valid) return { expected: row.valid, actual: sdist.ok };
    return { expected: [row.name, row.version], actual: [sdist.value.name, sdist.value.version.text] };
  }
  const read = parseWheelFilename(row.filename);
  if (!read.ok || !row.valid) return { expected: row.valid, actual: read.ok };
  const { name, version, build } = read.value;
  return {
    expected: [row.name, row.version, row.build, row.tags],
    actual: [name, version.text, build === null ? [] : [build.number, build.suffix], triples(read.value).sort()],
  };
}
