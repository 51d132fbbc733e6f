import * as z from "zod";
import { type Parsed, parsed, unparsed } from "../python/parsed.ts";
import { universeLines } from "../resolution/universe-json.ts";
import { universeFrom } from "../resolution/universe-parser.ts";
import { treeFrom, treeJson } from "./recorded-tree.ts";
import { type RecordedIndexes, type Recording, recordingVersion } from "./recording.ts";
import { recordingShape } from "./recording-shape.ts";

/** The recording as JSON in one canonical form, a line for each answer, so that two can be compared line by line. */
export function serializeRecording(recording: Recording): string {
  return [...recordingPieces(recording)].join("");
}

/** The same in pieces, each of which ends where a line or a value of JSON does: a recording of many pages is longer than what the run held of them. */
export function* recordingPieces(recording: Recording): Generator<string> {
  const { at, version, tables, command } = recording;
  yield `{"recording":${recordingVersion},
"at":${JSON.stringify(at)},
"version":${JSON.stringify(version)},
"tables":${JSON.stringify(tables)},
"command":${JSON.stringify(command)},
`;
  yield `${inputsJson(recording)}"advisories":${advisoriesJson(recording)},
"indexes":[
`;
  let between = "";
  for (const { key, universe } of sortedBy(recording.indexes, (one) => one.key)) {
    yield `${between}{"key":${JSON.stringify(key)},"universe":`;
    // The universe's own last line ends with the line of the list.
    for (const line of universeLines(universe)) yield line === "\n}}\n" ? "\n}}}" : line;
    between = ",\n";
  }
  yield "\n]}\n";
}

/** What the run was asked: each part only where there is some, as in recordings that do not keep it. */
function inputsJson({ redacted, overrides, trees, requests, images }: Recording): string {
  const parts: string[] = [];
  if (redacted) parts.push('"redacted":true,\n');
  if (overrides !== null) parts.push(`"overrides":${JSON.stringify(overrides)},\n`);
  if (trees.size > 0) {
    const of = sortedBy([...trees], ([role]) => role).map(
      ([role, tree]) => `${JSON.stringify(role)}:${treeJson(tree)}`,
    );
    parts.push(`"trees":{\n${of.join(",\n")}\n},\n`);
  }
  if (requests.length > 0) {
    const lines = requests.map((one) => JSON.stringify(one)).toSorted();
    parts.push(`"requests":[\n${lines.join(",\n")}\n],\n`);
  }
  if (images.size > 0) {
    const lines = sortedBy([...images], ([question]) => question).map(
      ([question, answer]) => `${JSON.stringify(question)}:${JSON.stringify(answer, mapsAsObjects)}`,
    );
    parts.push(`"images":{\n${lines.join(",\n")}\n},\n`);
  }
  return parts.join("");
}

const mapsAsObjects = (_key: string, value: unknown): unknown =>
  value instanceof Map ? Object.fromEntries(sortedBy([...value], ([name]) => String(name))) : value;

function sortedBy<T>(list: readonly T[], key: (item: T) => string): T[] {
  return list.toSorted((a, b) => (key(a) < key(b) ? -1 : key(a) > key(b) ? 1 : 0));
}

function advisoriesJson({ advisories }: Recording): string {
  if (advisories === null) return "null";
  const { source, asOf, failure, notes } = advisories;
  const answers = sortedBy([...advisories.answers], ([pair]) => pair).map(
    ([pair, of]) => `${JSON.stringify(pair)}:${JSON.stringify(of)}`,
  );
  return `{"source":${JSON.stringify(source)},"asOf":${JSON.stringify(asOf)},"failure":${JSON.stringify(failure)},"notes":${JSON.stringify(notes)},
"answers":{
${answers.join(",\n")}
}}`;
}

/** Reads what `serializeRecording` wrote, now or in an earlier version. */
export function parseRecording(text: string): Parsed<Recording> {
  const value = json(text);
  if (!value.ok) return value;
  const newer = formatAbove(value.value);
  if (newer !== null) {
    return unparsed(
      `it has format ${newer}, and this version of Pinwarden reads formats up to ${recordingVersion}: replay it with the version that wrote it, or a later one`,
    );
  }
  const read = recordingShape.safeParse(value.value);
  if (!read.success) return unparsed(`this is no recording that this version can read: ${z.prettifyError(read.error)}`);
  const indexes: RecordedIndexes[] = [];
  for (const { key, universe } of read.data.indexes) {
    const known = universeFrom(universe);
    if (!known.ok) return known;
    indexes.push({ key, universe: known.value });
  }
  const { advisories, trees, images, ...rest } = read.data;
  return parsed({
    ...rest,
    indexes,
    trees: new Map(Object.entries(trees).map(([role, tree]) => [role, treeFrom(tree)])),
    images: new Map(Object.entries(images)),
    advisories: advisories === null ? null : { ...advisories, answers: new Map(Object.entries(advisories.answers)) },
  });
}

/** The words of the command that a recording is of, without reading the rest; null where it is no recording. */
export function recordedCommand(text: string): readonly string[] | null {
  const value = json(text);
  const read = value.ok ? recordingShape.pick({ command: true }).safeParse(value.value) : null;
  return read?.success ? read.data.command : null;
}

function formatAbove(value: unknown): number | null {
  const read = z.object({ recording: z.number().int().gt(recordingVersion) }).safeParse(value);
  return read.success ? read.data.recording : null;
}

function json(text: string): Parsed<unknown> {
  try {
    return parsed(JSON.parse(text));
  } catch (error) {
    return unparsed(`this is no JSON: ${error instanceof Error ? error.message : "it does not parse"}`);
  }
}
