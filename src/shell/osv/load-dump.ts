import { later } from "../../core/advisory/instant.ts";
import type { OsvRecord } from "../../core/advisory/osv-record.ts";
import { readOsvRecord } from "../../core/advisory/read-osv-record.ts";
import type { PackageName } from "../../core/python/name.ts";
import { dumpEntries } from "./dump-entries.ts";
import { DumpLimit, dumpLimits } from "./dump-limits.ts";

/** The live records of a dump that speak of PyPI packages. */
export interface Dump {
  readonly byName: ReadonlyMap<PackageName, readonly OsvRecord[]>;
  /** Newest `modified` of all records; null where none has one. */
  readonly asOf: string | null;
  readonly records: number;
  /** Null where everything was read; else what was not. */
  readonly failure: string | null;
}

/** Names shown of those that could not be read. */
const shown = 5;

/** Reads a whole dump once. Never rejects: a dump that cannot be read is a failure, and so is a part that cannot. */
export async function loadDump(path: string): Promise<Dump> {
  const byId = new Map<string, OsvRecord>();
  const problems: string[] = [];
  let asOf: string | null = null;
  let texts = 0;
  let characters = 0;
  const take = (name: string, value: unknown): void => {
    const read = readOsvRecord(value);
    if (read.kind === "refused") {
      problems.push(`\`${name}\`: ${read.id === null ? "" : `\`${read.id}\`: `}${read.reason}`);
      return;
    }
    asOf = later(asOf, read.record.modified);
    const held = byId.get(read.record.id);
    // The same record twice, as in a folder beside its archive: the newer one counts.
    if (held === undefined || later(held.modified, read.record.modified) !== held.modified)
      byId.set(read.record.id, read.record);
  };
  try {
    for await (const { name, content } of dumpEntries(path)) {
      texts += 1;
      if (content.kind === "unreadable") {
        problems.push(`\`${name}\`: ${content.reason}`);
        continue;
      }
      characters += content.text.length;
      if (texts > dumpLimits.entries) throw new DumpLimit(`it holds more than ${dumpLimits.entries} records`);
      if (characters > dumpLimits.totalBytes)
        throw new DumpLimit(`it unpacks to more than ${dumpLimits.totalBytes} bytes`);
      const value = jsonOf(content.text);
      if (value === undefined) problems.push(`\`${name}\`: it is not JSON`);
      else if (Array.isArray(value)) for (const [at, each] of value.entries()) take(`${name}[${at}]`, each);
      else take(name, value);
    }
  } catch (error) {
    problems.push(error instanceof Error ? error.message : "it cannot be read");
  }
  const byName = indexed(byId.values());
  if (problems.length === 0 && byName.size === 0) problems.push("it holds no live OSV record of a PyPI package");
  return { byName, asOf, records: byId.size, failure: failureOf(path, problems) };
}

function indexed(records: Iterable<OsvRecord>): ReadonlyMap<PackageName, readonly OsvRecord[]> {
  const byName = new Map<PackageName, OsvRecord[]>();
  for (const record of records) {
    // Withdrawn records stay in dumps, though a service no longer returns them.
    if (record.withdrawn !== null) continue;
    for (const name of new Set(record.affected.map((affected) => affected.name))) {
      const held = byName.get(name);
      if (held === undefined) byName.set(name, [record]);
      else held.push(record);
    }
  }
  return byName;
}

function failureOf(path: string, problems: readonly string[]): string | null {
  if (problems.length === 0) return null;
  const rest = problems.length - shown;
  const more = rest > 0 ? `; and ${rest} more` : "";
  return `the advisory dump \`${path}\` could not be read in full: ${problems.slice(0, shown).join("; ")}${more}`;
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
