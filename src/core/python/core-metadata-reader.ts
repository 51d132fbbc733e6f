import type { CoreMetadata } from "./core-metadata.ts";
import { isValidName, normalizeName } from "./name.ts";
import { type Parsed, parsed, unparsed } from "./parsed.ts";

/** Most values of one repeated field: real packages have a few hundred requirements. */
const mostValues = 20_000;

/** The fields that are read, lower case; all else is stepped over without being copied. */
const fields: ReadonlySet<string> = new Set([
  "metadata-version",
  "name",
  "version",
  "requires-python",
  "requires-dist",
  "provides-extra",
  "dynamic",
  "license-expression",
  "license",
  "classifier",
]);

const longestFieldName = 24;

/** Characters that are kept of `License`: the title of a licence stands at its beginning. */
const longestLicense = 300;
const mostLicenseClassifiers = 20;

/**
 * Reads the headers of a METADATA or PKG-INFO file (core metadata specification: RFC 822-like headers, folded lines,
 * then an empty line and the description, which is never looked at). Of a field that may stand once the first value
 * counts, as in Python's own email parser. Without `Name` or `Version` there is no metadata.
 */
export function parseCoreMetadata(text: string): Parsed<CoreMetadata> {
  const values = new Map<string, string[]>();
  let at = text.charCodeAt(0) === 0xfeff ? 1 : 0;
  let current: string[] | null = null;
  while (at < text.length) {
    const end = lineEnd(text, at);
    if (end === at) break;
    const code = text.charCodeAt(at);
    if (code === 0x20 || code === 0x09) {
      if (current !== null) current[current.length - 1] += ` ${text.slice(at, end).trim()}`;
    } else {
      const colon = headerColon(text, at, end);
      const field = colon === -1 ? "" : text.slice(at, colon).trim().toLowerCase();
      current = fields.has(field) ? valuesOf(values, field) : null;
      if (current !== null) {
        if (current.length >= mostValues) return unparsed(`more than ${mostValues} values of \`${field}\``, at);
        current.push(text.slice(colon + 1, end).trim());
      }
    }
    at = nextLine(text, end);
  }
  return metadataOf(values);
}

function metadataOf(values: ReadonlyMap<string, readonly string[]>): Parsed<CoreMetadata> {
  const single = (field: string): string | null => known(values.get(field)?.[0]);
  const many = (field: string): string[] => (values.get(field) ?? []).filter((value) => known(value) !== null);
  const name = single("name");
  const version = single("version");
  const license = single("license")?.slice(0, longestLicense).trim() ?? "";
  const classifiers = many("classifier").filter((text) => text.startsWith("License ::"));
  if (name === null) return unparsed("expected a `Name` field");
  if (!isValidName(name)) return unparsed("expected a valid project name in `Name`");
  if (version === null) return unparsed("expected a `Version` field");
  return parsed({
    metadataVersion: single("metadata-version") ?? "1.0",
    name: normalizeName(name),
    version,
    requiresPython: single("requires-python"),
    requiresDist: many("requires-dist"),
    providesExtra: many("provides-extra"),
    dynamic: many("dynamic").map((field) => field.toLowerCase()),
    licenseExpression: single("license-expression"),
    ...(license === "" ? {} : { license }),
    ...(classifiers.length === 0 ? {} : { licenseClassifiers: classifiers.slice(0, mostLicenseClassifiers) }),
  });
}

/** Old tools wrote `UNKNOWN` where they had nothing to say. */
function known(value: string | undefined): string | null {
  return value === undefined || value === "" || value === "UNKNOWN" ? null : value;
}

function valuesOf(values: Map<string, string[]>, field: string): string[] {
  const present = values.get(field);
  if (present !== undefined) return present;
  const fresh: string[] = [];
  values.set(field, fresh);
  return fresh;
}

/** The colon behind a field's name: looked for no further than the longest name that is read. */
function headerColon(text: string, start: number, end: number): number {
  const limit = Math.min(end, start + longestFieldName);
  for (let at = start; at < limit; at += 1) if (text.charCodeAt(at) === 0x3a) return at;
  return -1;
}

/** Index of the line break that ends the line, or of the end of the text: LF, CRLF and a lone CR all end a line. */
function lineEnd(text: string, start: number): number {
  // Not by `indexOf("\n")`, which would look through the whole rest at each line of a text that has none.
  for (let at = start; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === 0x0a || code === 0x0d) return at;
  }
  return text.length;
}

function nextLine(text: string, end: number): number {
  return text.startsWith("\r\n", end) ? end + 2 : end + 1;
}
