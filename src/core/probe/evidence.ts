import { parseCuda } from "../accelerator/cuda-version.ts";
import { parseDotted } from "../accelerator/dotted.ts";
import { inRange } from "../accelerator/release-range.ts";
import type { BuildRow, GlibcFloorRow, Source, Tables } from "../accelerator/tables.ts";
import { variantOfLocal } from "../accelerator/variant.ts";
import { isValidName, normalizeName } from "../python/name.ts";
import { type Parsed, parsed, unparsed } from "../python/parsed.ts";
import { parseVersion, type Version } from "../python/version.ts";

/** What a probe found of one wheel, as far as it decides anything. */
export interface ProbeEvidence {
  readonly package: string;
  readonly version: Version;
  /** `linux-x86_64` */
  readonly platform: string;
  readonly filename: string;
  readonly url: string;
  readonly cuda: string | null;
  readonly sm: readonly string[] | null;
  readonly ptx: readonly string[] | null;
  readonly glibcTag: string | null;
  readonly glibc: string | null;
  /** Whether it asks for nvidia-* wheels. */
  readonly asks: boolean;
}

/** Most wheels that one file may speak of, and most bytes that it may have. */
const mostWheels = 1_000;
const mostText = 16 * 1024 * 1024;

/** Reads what `tables probe --format json` wrote, one wheel or a list of them. Nothing of it is taken that is not of the form that is expected. */
export function readProbeEvidence(text: string): Parsed<readonly ProbeEvidence[]> {
  if (text.length > mostText) return unparsed("The file is too large for rows of probes.");
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return unparsed("The file is no JSON; expected what `pinwarden tables probe --format json` prints.");
  }
  const entries: readonly unknown[] = Array.isArray(value) ? value : [value];
  if (entries.length > mostWheels) return unparsed(`The file has more than ${mostWheels} wheels.`);
  const rows = entries.map(readEntry);
  const at = rows.indexOf(null);
  if (at >= 0)
    return unparsed(
      `Entry ${at + 1} is no row of a probe; expected what \`pinwarden tables probe --format json\` prints.`,
    );
  return parsed(rows.filter((row) => row !== null));
}

function readEntry(value: unknown): ProbeEvidence | null {
  const row = objectOf(value, "row");
  const probe = objectOf(value, "probe");
  const name = textOf(row?.["package"]);
  const version = parseVersion(textOf(row?.["version"]) ?? "");
  const platform = textOf(row?.["platform"]);
  const filename = textOf(probe?.["filename"]);
  const url = textOf(probe?.["url"]);
  if (row === null || name === null || !isValidName(name) || version === null) return null;
  if (platform === null || !/^[a-z0-9]+(?:-[a-z0-9_]+)?$/.test(platform)) return null;
  if (filename === null || url === null || !URL.canParse(url)) return null;
  const cuda = factOf(row, "cuda");
  const requires = probe?.["requires"];
  return {
    package: normalizeName(name),
    version,
    platform,
    filename,
    url,
    cuda: typeof cuda === "string" && parseCuda(cuda) !== null ? cuda : null,
    sm: codesOf(factOf(row, "sm")),
    ptx: codesOf(factOf(row, "ptx")),
    glibcTag: dottedOf(row["glibcTag"]),
    glibc: dottedOf(factOf(row, "glibcSymbols")),
    asks: Array.isArray(requires) && requires.length > 0,
  };
}

function objectOf(value: unknown, key: string): Readonly<Record<string, unknown>> | null {
  if (typeof value !== "object" || value === null || !Object.hasOwn(value, key)) return null;
  const found = (value as Record<string, unknown>)[key];
  return typeof found === "object" && found !== null ? (found as Record<string, unknown>) : null;
}

const factOf = (row: Readonly<Record<string, unknown>>, key: string): unknown => objectOf(row, key)?.["value"] ?? null;
const textOf = (value: unknown): string | null => (typeof value === "string" && value.length <= 500 ? value : null);
const dottedOf = (value: unknown): string | null =>
  typeof value === "string" && parseDotted(value) !== null ? value : null;

function codesOf(value: unknown): readonly string[] | null {
  if (!Array.isArray(value) || value.length > 100) return null;
  const codes = value.filter((code): code is string => typeof code === "string" && /^\d{2,3}[af]?$/.test(code));
  return codes.length === value.length ? codes : null;
}

/**
 * The tables with what was measured of wheels that they do not have. A release that they do have stays as they have it: what disagrees is for
 * `tables probe` to tell. `read` is the day on which the file was handed over, `YYYY-MM-DD`.
 */
export function withProbeEvidence(tables: Tables, evidence: readonly ProbeEvidence[], read: string): Tables {
  const sources = new Map<string, Source>(tables.sources);
  const builds = new Map<string, readonly BuildRow[]>(tables.builds);
  const floors = new Map<string, readonly GlibcFloorRow[]>(tables.glibcFloors);
  for (const one of evidence) {
    const id = `probe-${one.filename}`;
    sources.set(id, { id, title: `Probe of ${one.filename}`, url: one.url, date: read });
    const known = builds.get(one.package) ?? [];
    if (one.cuda !== null && !known.some((row) => isSame(row, one)))
      builds.set(one.package, [...known, buildOf(one, id)]);
    const floorsOf = floors.get(one.package) ?? [];
    const isKnown = floorsOf.some((row) => row.platform === one.platform && inRange(one.version, row));
    if (one.glibc !== null && one.glibcTag !== null && !isKnown)
      floors.set(one.package, [...floorsOf, floorOf(one, one.glibcTag, one.glibc, id)]);
  }
  return { ...tables, sources, builds, glibcFloors: floors };
}

const variantOf = ({ version }: ProbeEvidence): string | null => variantOfLocal(version)?.name ?? null;

function isSame(row: BuildRow, one: ProbeEvidence): boolean {
  const variant = variantOf(one);
  const isVariant = variant === null ? row.default : row.variant === null || row.variant === variant;
  return isVariant && one.platform.startsWith(row.platform) && inRange(one.version, row);
}

/** What a row of either table says of the wheel that was probed: its own release alone, as it was measured. */
function measured(one: ProbeEvidence, source: string) {
  const release = one.version.release.map(String).join(".");
  return {
    package: one.package,
    from: release,
    through: release,
    platform: one.platform,
    source: [source],
    confidence: "high",
  } as const;
}

function buildOf(one: ProbeEvidence, source: string): BuildRow {
  const variant = variantOf(one);
  return {
    ...measured(one, source),
    variant,
    default: variant === null,
    cuda: one.cuda,
    // What a wheel does not ask for as a wheel it may hold or take from the image: a probe does not tell, and no rule decides on it.
    libraries: one.asks ? "wheels" : "bundled",
    sm: one.sm,
    ptx: one.ptx,
    codeSource: [source],
    codeConfidence: one.sm === null ? null : "high",
  };
}

const floorOf = (one: ProbeEvidence, tag: string, needs: string, source: string): GlibcFloorRow => ({
  ...measured(one, source),
  tag,
  needs,
});
