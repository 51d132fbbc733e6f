import type * as z from "zod";
import type { ConfigProblem } from "./config-problem.ts";
import { formatKey, shorten } from "./config-problem.ts";
import { configSchema } from "./config-schema.ts";
import { nearestName } from "./nearest-name.ts";
import type { Places } from "./places.ts";
import { keysAt, sectionsOfKeys } from "./schema-keys.ts";

interface Read {
  readonly file: string;
  readonly value: unknown;
  readonly places: Places;
}

/** What the schema refuses, in the words of the file: each with its place, what was expected, and the edit. */
export function shapeProblems(issues: readonly z.core.$ZodIssue[], read: Read): readonly ConfigProblem[] {
  const problems: ConfigProblem[] = [];
  for (const issue of issues) {
    const makers =
      issue.code === "unrecognized_keys"
        ? issue.keys.map((key) => () => unknownKey([...issue.path, key], read))
        : [() => ofIssue(issue, read)];
    for (const make of makers) {
      problems.push(make());
      // A file that is another one altogether has a problem on each line: the first ones tell it.
      if (problems.length === most) return problems;
    }
  }
  return problems;
}

/** Most problems that are told at once. */
const most = 50;

function unknownKey(path: readonly PropertyKey[], read: Read): ConfigProblem {
  const key = String(path.at(-1));
  const around = path.slice(0, -1);
  const known = keysAt(configSchema, around);
  const place = around.length === 0 ? "the configuration" : `\`${formatKey(around)}\``;
  return {
    code: "config/unknown-key",
    key: formatKey(path),
    message: `Unknown key \`${shorten(key)}\` in ${place}: expected one of ${listed(known)}.`,
    hint: hintForKey(key, known),
    origin: read.places.keyOf(path) ?? originOf(path, read),
  };
}

/** The edit for an unknown key: what it was most likely meant to be, or the section that it belongs to. */
function hintForKey(key: string, known: readonly string[]): string {
  const sameWord = known.find((name) => plain(name) === plain(key));
  if (sameWord !== undefined) return `Write \`${sameWord}\`.`;
  const section = sectionsOfKeys(configSchema).get(key);
  if (section !== undefined && !known.includes(key)) return `\`${key}\` stands under \`${section}\`: move it there.`;
  const near = nearestName(key, known);
  if (near !== null) return `Did you mean \`${near}\`?`;
  return `Remove it, or write one of ${listed(known)}.`;
}

/** `failOnSeverity`, `fail_on_severity` and `fail-on-severity` are one word. */
const plain = (key: string): string => key.replace(/[_-]/g, "").toLowerCase();

function ofIssue(issue: z.core.$ZodIssue, read: Read): ConfigProblem {
  const key = formatKey(issue.path);
  const found = valueAt(read.value, issue.path);
  const origin = (found.present ? null : read.places.keyOf(issue.path.slice(0, -1))) ?? originOf(issue.path, read);
  if (!found.present) {
    const missing = String(issue.path.at(-1));
    const around = formatKey(issue.path.slice(0, -1));
    const message = `Key \`${missing}\` is missing in \`${around}\`: expected ${expectedBy(issue)}.`;
    return { code: "config/missing-key", key, message, hint: `Add \`${missing}:\` to it.`, origin };
  }
  const base = { key, origin: issue.code === "invalid_key" ? (read.places.keyOf(issue.path) ?? origin) : origin };
  const subject = key === "" ? "the file" : `\`${key}\``;
  if (issue.code === "invalid_key") {
    const message = `Name \`${shorten(String(issue.path.at(-1)))}\` cannot be used: expected ${expectedBy(issue)}.`;
    return { ...base, code: "config/invalid-value", message, hint: "Rename it." };
  }
  const code = issue.code === "invalid_type" ? "config/wrong-type" : "config/invalid-value";
  return {
    ...base,
    code,
    message: `Expected ${expectedBy(issue)} in ${subject}, found ${described(found.value)}.`,
    hint: hintForValue(issue, found.value),
  };
}

function hintForValue(issue: z.core.$ZodIssue, found: unknown): string | null {
  if (issue.code === "invalid_type" && issue.expected === "array" && typeof found === "string") {
    return `Write it as a list: \`[${shorten(found)}]\`.`;
  }
  if (issue.code === "invalid_type" && issue.expected === "string" && typeof found === "number") {
    return `Put it in quotes: \`"${found}"\`.`;
  }
  if ((issue.code === "invalid_value" || issue.code === "invalid_union") && typeof found === "string") {
    const near = nearestName(found, choicesOf(issue));
    return near === null ? null : `Did you mean \`${near}\`?`;
  }
  return null;
}

/** The words that a value is chosen from, those of a union's members too. */
function choicesOf(issue: z.core.$ZodIssue): readonly string[] {
  if (issue.code === "invalid_value") return issue.values.map(String);
  return issue.code === "invalid_union" ? issue.errors.flat().flatMap(choicesOf) : [];
}

const typeNames: ReadonlyMap<string, string> = new Map([
  ["string", "a text"],
  ["number", "a number"],
  ["int", "a whole number"],
  ["boolean", "`true` or `false`"],
  ["array", "a list"],
  ["object", "a mapping of keys to values"],
  ["record", "a mapping of ids to values"],
]);

function expectedBy(issue: z.core.$ZodIssue): string {
  if (issue.code === "invalid_type") return typeNames.get(issue.expected) ?? issue.expected;
  if (issue.code === "invalid_value") return `one of ${listed(issue.values.map(String))}`;
  // A record's key is refused for the reason that the schema of its ids gives.
  const message = issue.code === "invalid_key" ? (issue.issues[0]?.message ?? issue.message) : issue.message;
  const said = message.replace(/^Expected /, "");
  if (said !== message) return said;
  if (issue.code === "too_big" && issue.origin === "number") return `a number up to ${issue.maximum}`;
  if (issue.code === "too_small" && issue.origin === "number") return `a number from ${issue.minimum} on`;
  return `a valid value (${shorten(message)})`;
}

function described(value: unknown): string {
  if (value === null || value === undefined) return "nothing";
  if (typeof value === "string") return value === "" ? "an empty text" : `\`${shorten(value)}\``;
  if (typeof value === "number" || typeof value === "boolean") return `\`${value}\``;
  return Array.isArray(value) ? "a list" : "a mapping";
}

function valueAt(value: unknown, path: readonly PropertyKey[]): { readonly present: boolean; readonly value: unknown } {
  let current = value;
  for (const part of path) {
    if (typeof current !== "object" || current === null || !Object.hasOwn(current, part))
      return { present: false, value: undefined };
    current = (current as Record<PropertyKey, unknown>)[part];
  }
  return { present: true, value: current };
}

function originOf(path: readonly PropertyKey[], read: Read): ConfigProblem["origin"] {
  return read.places.valueOf(path) ?? { file: read.file, line: 1, column: 1, endColumn: 1 };
}

const listed = (names: readonly string[]): string => names.map((name) => `\`${name}\``).join(", ");
