import * as z from "zod";
import type { Advisory, AdvisoryNote } from "../advisory/advisory.ts";
import { normalizeName } from "../python/name.ts";
import { type Parsed, parsed, unparsed } from "../python/parsed.ts";
import { serializeUniverse } from "../resolution/universe-json.ts";
import { parseUniverse } from "../resolution/universe-parser.ts";
import { type RecordedIndexes, type Recording, recordingVersion } from "./recording.ts";

/** The recording as JSON in one canonical form, a line for each answer, so that two can be compared line by line. */
export function serializeRecording(recording: Recording): string {
  const { at, version, tables, command } = recording;
  const indexes = recording.indexes
    .toSorted((a, b) => (a.key < b.key ? -1 : 1))
    .map(({ key, universe }) => `{"key":${JSON.stringify(key)},"universe":${serializeUniverse(universe).trimEnd()}}`);
  return `{"recording":${recordingVersion},
"at":${JSON.stringify(at)},
"version":${JSON.stringify(version)},
"tables":${JSON.stringify(tables)},
"command":${JSON.stringify(command)},
"advisories":${advisoriesJson(recording)},
"indexes":[
${indexes.join(",\n")}
]}
`;
}

function advisoriesJson({ advisories }: Recording): string {
  if (advisories === null) return "null";
  const { source, asOf, failure, notes } = advisories;
  const answers = [...advisories.answers]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([pair, of]) => `${JSON.stringify(pair)}:${JSON.stringify(of)}`);
  return `{"source":${JSON.stringify(source)},"asOf":${JSON.stringify(asOf)},"failure":${JSON.stringify(failure)},"notes":${JSON.stringify(notes)},
"answers":{
${answers.join(",\n")}
}}`;
}

const severity = z.enum(["low", "moderate", "high", "critical", "info", "unknown"]);

const advisory = z.object({
  id: z.string(),
  aliases: z.array(z.string()),
  summary: z.string().nullable(),
  severity,
  score: z.number().nullable(),
  severitySource: z.string().nullable(),
  fixedIn: z.array(z.string()),
  disagreements: z.array(z.string()),
  malicious: z.boolean(),
  modified: z.string().nullable(),
  detailsUnavailable: z.boolean(),
}) satisfies z.ZodType<Advisory>;

const note = z.object({ name: z.string().transform(normalizeName), text: z.string() }) satisfies z.ZodType<
  AdvisoryNote,
  unknown
>;

/** What a recording must hold. A recording comes from a bug report: it is as untrusted as any other file. */
const shape = z.object({
  recording: z.literal(recordingVersion),
  at: z.iso.datetime(),
  version: z.string(),
  tables: z.string(),
  command: z.array(z.string()),
  advisories: z
    .object({
      source: z.string().nullable(),
      asOf: z.string().nullable(),
      failure: z.string().nullable(),
      notes: z.array(note),
      answers: z.record(z.string(), z.array(advisory)),
    })
    .nullable(),
  indexes: z.array(z.object({ key: z.string(), universe: z.unknown() })),
});

/** Reads what `serializeRecording` wrote. */
export function parseRecording(text: string): Parsed<Recording> {
  const value = json(text);
  if (!value.ok) return value;
  const read = shape.safeParse(value.value);
  if (!read.success) return unparsed(`this is no recording that this version can read: ${z.prettifyError(read.error)}`);
  const indexes: RecordedIndexes[] = [];
  for (const { key, universe } of read.data.indexes) {
    const known = parseUniverse(JSON.stringify(universe));
    if (!known.ok) return known;
    indexes.push({ key, universe: known.value });
  }
  const { advisories, ...rest } = read.data;
  return parsed({
    ...rest,
    indexes,
    advisories: advisories === null ? null : { ...advisories, answers: new Map(Object.entries(advisories.answers)) },
  });
}

function json(text: string): Parsed<unknown> {
  try {
    return parsed(JSON.parse(text));
  } catch (error) {
    return unparsed(`this is no JSON: ${error instanceof Error ? error.message : "it does not parse"}`);
  }
}
