import { type Repaired, repairClauses } from "./lenient-specifier.ts";
import { formatMarker, type Marker } from "./marker.ts";
import { parseMarkerFrom } from "./marker-parser.ts";
import { isValidName, normalizeName, type PackageName } from "./name.ts";
import { type Parsed, parsed, unparsed } from "./parsed.ts";
import { isBlank, skipBlanks } from "./scan.ts";
import {
  anySpecifierSet,
  mostSpecifiers,
  operatorAt,
  type Specifier,
  type SpecifierSet,
  scanSpecifier,
  specifierSetOf,
} from "./specifier.ts";

/** A dependency specifier of PEP 508: `name[extra]>=1.0; python_version < "3.12"` or `name @ url`. */
export interface DependencySpecifier {
  readonly name: PackageName;
  /** The name as it was written. */
  readonly displayName: string;
  /** Normalised, sorted, unique. */
  readonly extras: readonly string[];
  readonly specifier: SpecifierSet;
  /** What stands behind `@`: neither fetched nor checked here. */
  readonly url: string | null;
  readonly marker: Marker | null;
}

/** Longest text taken: real ones stay under 1,000 characters. */
const longest = 65_536;
const mostExtras = 1000;

/** Strict PEP 508, with the older parenthesised form of the version clauses that it keeps. */
export function parseDependencySpecifier(text: string): Parsed<DependencySpecifier> {
  if (text.length > longest) return unparsed(`a dependency specifier of more than ${longest} characters`);
  const start = skipBlanks(text, 0);
  const nameEnd = identifierEnd(text, start);
  const displayName = text.slice(start, nameEnd);
  if (!isValidName(displayName)) return unparsed("expected a package name of letters, digits, `.`, `_` and `-`", start);

  const extras = scanExtras(text, skipBlanks(text, nameEnd));
  if (!extras.ok) return extras;
  const at = skipBlanks(text, extras.value.end);
  const head = { name: normalizeName(displayName), displayName, extras: extras.value.names };

  if (text.charCodeAt(at) === 0x40 /* @ */) return parseUrlForm(text, at + 1, head);
  const clauses = scanClauses(text, at);
  if (!clauses.ok) return clauses;
  const marker = scanMarker(
    text,
    skipBlanks(text, clauses.value.end),
    expectedBehind(head.extras, clauses.value.specifiers),
  );
  if (!marker.ok) return marker;
  const specifier = specifierSetOf(clauses.value.specifiers);
  return parsed({ ...head, specifier, url: null, marker: marker.value });
}

/**
 * Reads what the strict parser reads, and what uv repairs of the metadata in the wild: version clauses without commas,
 * `>=1.0.*`, `!=3.0*`, stray quotes, a semicolon with nothing behind it. The strict problem is told where that does not help.
 */
export function parseLenientDependencySpecifier(text: string): Parsed<Repaired<DependencySpecifier>> {
  const strict = parseDependencySpecifier(text);
  if (strict.ok) return parsed({ value: strict.value, repaired: false });
  if (text.length > longest) return strict;
  const lenient = parseDependencySpecifier(repairRequirement(text));
  return lenient.ok ? parsed({ value: lenient.value, repaired: true }) : strict;
}

/** Repairs what stands before the marker; quotes are right in a marker alone. A URL is left as it is. */
function repairRequirement(text: string): string {
  const semicolon = text.indexOf(";");
  const head = (semicolon === -1 ? text : text.slice(0, semicolon)).replaceAll(/["']/g, "").trim();
  const marker = semicolon === -1 ? "" : text.slice(semicolon + 1).trim();
  const clauses = head.search(/[(<>=!~]/);
  const repaired =
    clauses === -1 || head.includes("@")
      ? head
      : head.slice(0, clauses) + repairClauses(withoutParentheses(head.slice(clauses)));
  return marker === "" ? repaired : `${repaired} ; ${marker}`;
}

function withoutParentheses(text: string): string {
  return text.startsWith("(") && text.endsWith(")") ? text.slice(1, -1) : text;
}

/** The specifier in its normal spelling; it reads back as the same value. */
export function formatDependencySpecifier(specifier: DependencySpecifier): string {
  const extras = specifier.extras.length === 0 ? "" : `[${specifier.extras.join(",")}]`;
  const source = specifier.url === null ? specifier.specifier.text : ` @ ${specifier.url}`;
  // A URL may hold a `;` itself: only white space before it begins a marker.
  const marker =
    specifier.marker === null ? "" : `${specifier.url === null ? "" : " "}; ${formatMarker(specifier.marker)}`;
  return specifier.displayName + extras + source + marker;
}

type Head = Pick<DependencySpecifier, "name" | "displayName" | "extras">;

function parseUrlForm(text: string, start: number, head: Head): Parsed<DependencySpecifier> {
  const at = skipBlanks(text, start);
  let end = at;
  while (end < text.length && !isBlank(text.charCodeAt(end))) end += 1;
  if (end === at) return unparsed("expected a URL after `@`", at);
  const marker = scanMarker(text, skipBlanks(text, end), "white space and a semicolon behind the URL");
  if (!marker.ok) return marker;
  return parsed({ ...head, specifier: anySpecifierSet, url: text.slice(at, end), marker: marker.value });
}

/** Steps over a run of the characters of a name; a name may not end in punctuation, which `isValidName` sees. */
function identifierEnd(text: string, start: number): number {
  let end = start;
  for (let code = text.charCodeAt(end); isIdentifierCharacter(code); code = text.charCodeAt(end)) end += 1;
  return end;
}

function isIdentifierCharacter(code: number): boolean {
  const letter = (code | 0x20) >= 0x61 && (code | 0x20) <= 0x7a;
  return letter || (code >= 0x30 && code <= 0x39) || code === 0x2e || code === 0x5f || code === 0x2d;
}

function scanExtras(text: string, start: number): Parsed<{ names: readonly string[]; end: number }> {
  if (text.charCodeAt(start) !== 0x5b /* [ */) return parsed({ names: [], end: start });
  const names = new Set<string>();
  let at = skipBlanks(text, start + 1);
  if (text.charCodeAt(at) === 0x5d /* ] */) return parsed({ names: [], end: at + 1 });
  for (;;) {
    const end = identifierEnd(text, at);
    const name = text.slice(at, end);
    if (!isValidName(name)) return unparsed("expected the name of an extra", at);
    names.add(normalizeName(name));
    if (names.size > mostExtras) return unparsed(`more than ${mostExtras} extras`, at);
    at = skipBlanks(text, end);
    const code = text.charCodeAt(at);
    if (code === 0x5d) return parsed({ names: [...names].sort(), end: at + 1 });
    if (code !== 0x2c /* , */) return unparsed("expected a comma or `]` behind the name of an extra", at);
    at = skipBlanks(text, at + 1);
  }
}

function scanClauses(text: string, start: number): Parsed<{ specifiers: readonly Specifier[]; end: number }> {
  const enclosed = text.charCodeAt(start) === 0x28; /* ( */
  const specifiers: Specifier[] = [];
  let at = enclosed ? skipBlanks(text, start + 1) : start;
  while (operatorAt(text, at) !== null) {
    const scanned = scanSpecifier(text, at);
    if (!scanned.ok) return scanned;
    specifiers.push(scanned.value.specifier);
    if (specifiers.length > mostSpecifiers) return unparsed(`more than ${mostSpecifiers} version clauses`, at);
    at = skipBlanks(text, scanned.value.end);
    if (text.charCodeAt(at) !== 0x2c /* , */) break;
    at = skipBlanks(text, at + 1);
  }
  if (!enclosed) return parsed({ specifiers, end: at });
  if (text.charCodeAt(at) !== 0x29 /* ) */) return unparsed("expected a comma or `)` behind the version clauses", at);
  return parsed({ specifiers, end: at + 1 });
}

function scanMarker(text: string, at: number, expected: string): Parsed<Marker | null> {
  if (at >= text.length) return parsed(null);
  if (text.charCodeAt(at) !== 0x3b /* ; */) return unparsed(`expected ${expected} or the end`, at);
  return parseMarkerFrom(text, at + 1);
}

function expectedBehind(extras: readonly string[], specifiers: readonly Specifier[]): string {
  if (specifiers.length > 0) return "a comma or a semicolon behind the version";
  return extras.length > 0
    ? "a version clause or a semicolon behind the extras"
    : "a version clause or a semicolon behind the name";
}
