import { type Parsed, parsed, unparsed } from "./parsed.ts";
import { isSpace } from "./scan.ts";
import { isPrerelease, makeVersion, parseVersion, scanVersion, type Version } from "./version.ts";

export type SpecifierOperator = "==" | "!=" | "<=" | ">=" | "<" | ">" | "~=" | "===";

/** One clause of a PEP 440 version specifier, such as `>=1.0` or `==2.1.*`. */
export interface Specifier {
  readonly operator: SpecifierOperator;
  /** Null only for `===` followed by a text that is no version. */
  readonly version: Version | null;
  /** True for `==1.2.*` and `!=1.2.*`; `version` is then the prefix. */
  readonly wildcard: boolean;
  /** What stands behind the operator, as written: `===` compares it as text. */
  readonly versionText: string;
}

/** Clauses that must all hold. None means any version. */
export interface SpecifierSet {
  readonly specifiers: readonly Specifier[];
  /** The clauses as they were written, in their order, without white space, joined by commas. */
  readonly text: string;
}

/** Most clauses taken: `!=` lists of real packages stay under a hundred. */
export const mostSpecifiers = 1000;

/** Longest text taken. */
const longest = 65_536;

export const anySpecifierSet: SpecifierSet = { specifiers: [], text: "" };

export function specifierSetOf(specifiers: readonly Specifier[]): SpecifierSet {
  if (specifiers.length === 0) return anySpecifierSet;
  return { specifiers, text: specifiers.map(formatSpecifier).join(",") };
}

export function formatSpecifier(specifier: Specifier): string {
  return specifier.operator + specifier.versionText;
}

/** Sorted, without repetitions: one text for all sets that hold the same clauses, as `packaging` prints them. */
export function formatSpecifierSet(set: SpecifierSet): string {
  const clauses = new Map<string, string>();
  for (const specifier of set.specifiers.toSorted((a, b) => compareTexts(formatSpecifier(a), formatSpecifier(b)))) {
    const meaning = specifier.operator + meaningOf(specifier);
    if (!clauses.has(meaning)) clauses.set(meaning, formatSpecifier(specifier));
  }
  return [...clauses.values()].join(",");
}

/** `>1.0` and `>1.0.0` say one thing. Where the number of parts counts (`~=1.0`, `==1.0.*`) or the text does, they do not. */
function meaningOf({ operator, version, wildcard, versionText }: Specifier): string {
  if (version === null || wildcard || operator === "~=" || operator === "===") return versionText;
  let parts = version.release.length;
  while (parts > 1 && version.release[parts - 1] === 0) parts -= 1;
  return makeVersion({ ...version, release: version.release.slice(0, parts) }).text;
}

function compareTexts(a: string, b: string): number {
  return a === b ? 0 : a < b ? -1 : 1;
}

/** Strict PEP 440. Commas that separate nothing are passed over, as everybody does. */
export function parseSpecifierSet(text: string): Parsed<SpecifierSet> {
  if (text.length > longest) return unparsed(`a version specifier of more than ${longest} characters`);
  const specifiers: Specifier[] = [];
  for (let start = 0; start <= text.length; ) {
    const comma = text.indexOf(",", start);
    const end = comma === -1 ? text.length : comma;
    const at = skipSpaces(text, start, end);
    if (at < end) {
      const scanned = scanSpecifier(text, at);
      if (!scanned.ok) return scanned;
      const after = skipSpaces(text, scanned.value.end, end);
      if (after !== end)
        return unparsed(`expected a comma or the end after \`${formatSpecifier(scanned.value.specifier)}\``, after);
      specifiers.push(scanned.value.specifier);
      if (specifiers.length > mostSpecifiers) return unparsed(`more than ${mostSpecifiers} version clauses`, at);
    }
    start = end + 1;
  }
  return parsed(specifierSetOf(specifiers));
}

export interface ScannedSpecifier {
  readonly specifier: Specifier;
  readonly end: number;
}

/** Reads one clause that begins at `start` with its operator. */
export function scanSpecifier(text: string, start: number): Parsed<ScannedSpecifier> {
  const operator = operatorAt(text, start);
  if (operator === null) return unparsed("expected a version clause such as `>=1.0`", start);
  const at = skipSpaces(text, start + operator.length, text.length);
  return operator === "===" ? scanArbitrary(text, at) : scanOrdered(text, operator, at);
}

/** Everything up to white space, `;`, `)` or `,`: the escape hatch of PEP 440's arbitrary equality. */
function scanArbitrary(text: string, start: number): Parsed<ScannedSpecifier> {
  let end = start;
  for (let code = text.charCodeAt(end); end < text.length && !isSpace(code); code = text.charCodeAt(end)) {
    if (code === 0x3b /* ; */ || code === 0x29 /* ) */ || code === 0x2c /* , */) break;
    end += 1;
  }
  const versionText = text.slice(start, end);
  if (versionText === "") return unparsed("expected a text after `===`", start);
  return parsed({
    specifier: { operator: "===", version: parseVersion(versionText), wildcard: false, versionText },
    end,
  });
}

function scanOrdered(text: string, operator: SpecifierOperator, start: number): Parsed<ScannedSpecifier> {
  const scanned = scanVersion(text, start);
  if (scanned === null) return unparsed(`expected a version after \`${operator}\``, start);
  const { version } = scanned;
  const equality = operator === "==" || operator === "!=";
  const wildcard = text.startsWith(".*", scanned.end);
  if (wildcard && !equality)
    return unparsed(`\`.*\` may stand behind \`==\` and \`!=\` only, not behind \`${operator}\``, scanned.end);
  if (wildcard && !isRelease(version)) return unparsed("`.*` may follow a release such as `1.2` only", scanned.end);
  if (version.local !== null && !equality) {
    return unparsed(`a local version may stand behind \`==\` and \`!=\` only, not behind \`${operator}\``, start);
  }
  if (operator === "~=" && version.release.length < 2)
    return unparsed("`~=` needs at least two parts, such as `~=1.4`", start);
  const end = wildcard ? scanned.end + 2 : scanned.end;
  return parsed({ specifier: { operator, version, wildcard, versionText: text.slice(start, end) }, end });
}

function isRelease(version: Version): boolean {
  return version.pre === null && version.post === null && version.dev === null && version.local === null;
}

/** The longest operator at `at`. */
export function operatorAt(text: string, at: number): SpecifierOperator | null {
  const second = text.charCodeAt(at + 1) === 0x3d; /* = */
  switch (text.charCodeAt(at)) {
    case 0x3d:
      if (!second) return null;
      return text.charCodeAt(at + 2) === 0x3d ? "===" : "==";
    case 0x21:
      return second ? "!=" : null;
    case 0x7e:
      return second ? "~=" : null;
    case 0x3c:
      return second ? "<=" : "<";
    case 0x3e:
      return second ? ">=" : ">";
    default:
      return null;
  }
}

/**
 * Does a clause itself name a pre-release? Then pre-releases are asked for (PEP 440, "Handling of pre-releases").
 * `!=` only ever takes away, so it asks for nothing.
 */
export function mentionsPrerelease(set: SpecifierSet): boolean {
  return set.specifiers.some(({ operator, version }) => operator !== "!=" && version !== null && isPrerelease(version));
}

function skipSpaces(text: string, start: number, end: number): number {
  let at = start;
  while (at < end && isSpace(text.charCodeAt(at))) at += 1;
  return at;
}
