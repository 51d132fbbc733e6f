import { isValidName, normalizeName } from "../python/name.ts";
import { isInstant } from "./instant.ts";
import {
  eventKinds,
  isOsvId,
  type OsvAffected,
  type OsvEvent,
  type OsvRange,
  type OsvRecord,
  type OsvSeverity,
  type SeverityLabel,
} from "./osv-record.ts";

export type OsvReading =
  | { readonly kind: "record"; readonly record: OsvRecord }
  /** It is no record of the OSV schema 1.x, or larger than any honest one. Whoever asked must say so: it is never "not affected". */
  | { readonly kind: "refused"; readonly id: string | null; readonly reason: string };

/**
 * The largest PyPI record of 2026 lists 1,600 versions and 7 aliases in 35 kB. These are generous multiples of it, past
 * which a record is an attack on whoever evaluates it.
 */
const most = { aliases: 1_000, severities: 100, affected: 10_000, versions: 100_000, ranges: 1_000, events: 10_000 };
const longest = { version: 256, vector: 512, summary: 500 };

/**
 * Reads one record of the OSV schema (https://ossf.github.io/osv-schema/) from parsed JSON. Fields and severity types that
 * are not known are ignored, as the schema asks of consumers; another major of the schema is refused.
 */
export function readOsvRecord(value: unknown): OsvReading {
  if (!isObject(value)) return { kind: "refused", id: null, reason: "it is no JSON object" };
  const id = typeof value["id"] === "string" && isOsvId(value["id"]) ? value["id"] : null;
  try {
    if (id === null) throw new Refusal("`id` is not an OSV id");
    return { kind: "record", record: recordOf(id, value) };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return { kind: "refused", id, reason: error.message };
  }
}

function recordOf(id: string, fields: Fields): OsvRecord {
  refuseOtherMajors(fields["schema_version"]);
  const affected: OsvAffected[] = [];
  const severities = severitiesOf(fields["severity"], "severity");
  for (const entry of objects(fields["affected"], "affected", most.affected)) {
    const read = affectedOf(entry);
    if (read === null) continue;
    affected.push(read);
    severities.push(...severitiesOf(entry["severity"], "affected[].severity"));
  }
  return {
    id,
    modified: instantOf(fields["modified"], "modified"),
    withdrawn: instantOf(fields["withdrawn"], "withdrawn"),
    aliases: strings(fields["aliases"], "aliases", most.aliases).filter((alias) => alias !== id && isOsvId(alias)),
    summary: textOf(fields["summary"]),
    severities: distinct(severities),
    label: labelOf(fields["database_specific"]),
    affected,
  };
}

/** The schema is semantically versioned: 1.x only adds. A record without the field is 1.0.0. */
function refuseOtherMajors(version: unknown): void {
  if (version === undefined || version === null) return;
  if (typeof version === "string" && /^1\.\d{1,9}(?:\.\d{1,9})?(?:[-+][0-9A-Za-z.+-]{1,50})?$/.test(version)) return;
  throw new Refusal(`\`schema_version\` is \`${JSON.stringify(version).slice(0, 40)}\`; 1.x was expected`);
}

/** Null for a package of another ecosystem, whose versions and names mean something else. */
function affectedOf(entry: Fields): OsvAffected | null {
  const subject = entry["package"];
  if (subject === undefined || subject === null) return null;
  if (!isObject(subject)) throw new Refusal("`affected[].package` is no object");
  const { ecosystem, name } = subject;
  if (typeof ecosystem !== "string") throw new Refusal("`affected[].package.ecosystem` is no text");
  // The schema allows a suffix, as in `Debian:12`.
  if (ecosystem.split(":", 1)[0] !== "PyPI") return null;
  if (typeof name !== "string" || !isValidName(name)) throw new Refusal("`affected[].package.name` is no PyPI name");
  const ranges = objects(entry["ranges"], "affected[].ranges", most.ranges);
  return {
    name: normalizeName(name),
    versions: strings(entry["versions"], "affected[].versions", most.versions, longest.version),
    ranges: ranges.map(rangeOf).filter((range) => range !== null),
  };
}

function rangeOf(range: Fields): OsvRange | null {
  const type = range["type"];
  if (typeof type !== "string") throw new Refusal("`ranges[].type` is no text");
  if (type === "GIT") return null;
  // A type of a later 1.x is not ignored: a record would then look narrower than it is.
  if (type !== "ECOSYSTEM" && type !== "SEMVER") throw new Refusal(`\`ranges[].type\` is \`${type.slice(0, 40)}\``);
  const events: OsvEvent[] = [];
  for (const event of objects(range["events"], "ranges[].events", most.events)) {
    for (const kind of eventKinds) {
      const version = event[kind];
      if (version === undefined || version === null) continue;
      if (typeof version !== "string" || version.length > longest.version)
        throw new Refusal(`\`${kind}\` of an event is no version`);
      events.push({ kind, version });
    }
  }
  return { events };
}

function severitiesOf(value: unknown, where: string): OsvSeverity[] {
  const found: OsvSeverity[] = [];
  for (const { type, score } of objects(value, where, most.severities)) {
    if (type !== "CVSS_V2" && type !== "CVSS_V3" && type !== "CVSS_V4") continue;
    if (typeof score === "string" && score.length <= longest.vector) found.push({ type, vector: score });
  }
  return found;
}

function distinct(severities: readonly OsvSeverity[]): readonly OsvSeverity[] {
  return [...new Map(severities.map((severity) => [`${severity.type} ${severity.vector}`, severity])).values()];
}

/** GitHub's database says MODERATE where CVSS says MEDIUM. */
const labels: ReadonlyMap<string, SeverityLabel> = new Map([
  ["LOW", "low"],
  ["MODERATE", "moderate"],
  ["MEDIUM", "moderate"],
  ["HIGH", "high"],
  ["CRITICAL", "critical"],
]);

function labelOf(databaseSpecific: unknown): SeverityLabel | null {
  const label = isObject(databaseSpecific) ? databaseSpecific["severity"] : null;
  return typeof label === "string" ? (labels.get(label.toUpperCase()) ?? null) : null;
}

function textOf(value: unknown): string | null {
  if (typeof value !== "string" || value.trim() === "") return null;
  return value.length > longest.summary ? `${value.slice(0, longest.summary)}…` : value;
}

function instantOf(value: unknown, where: string): string | null {
  if (value === undefined || value === null) return null;
  if (typeof value !== "string" || !isInstant(value)) throw new Refusal(`\`${where}\` is no moment in UTC`);
  return value;
}

type Fields = Readonly<Record<string, unknown>>;

class Refusal extends Error {}

function isObject(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function list(value: unknown, where: string, longestList: number): readonly unknown[] {
  if (value === undefined || value === null) return [];
  if (!Array.isArray(value)) throw new Refusal(`\`${where}\` is no list`);
  if (value.length > longestList) throw new Refusal(`\`${where}\` has more than ${longestList} entries`);
  return value;
}

function objects(value: unknown, where: string, longestList: number): readonly Fields[] {
  const entries = list(value, where, longestList);
  if (!entries.every(isObject)) throw new Refusal(`\`${where}\` holds something that is no object`);
  return entries;
}

function strings(value: unknown, where: string, longestList: number, longestText = 1_000): readonly string[] {
  const entries = list(value, where, longestList);
  if (!entries.every((entry): entry is string => typeof entry === "string" && entry.length <= longestText))
    throw new Refusal(`\`${where}\` holds something that is no short text`);
  return entries;
}
