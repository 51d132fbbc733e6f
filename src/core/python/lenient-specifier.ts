import { type Parsed, parsed } from "./parsed.ts";
import { isSpace } from "./scan.ts";
import { operatorAt, parseSpecifierSet, type SpecifierSet } from "./specifier.ts";
import { scanVersion } from "./version.ts";

/** A value, and whether its text had to be repaired to read it. */
export interface Repaired<T> {
  readonly value: T;
  readonly repaired: boolean;
}

/**
 * Reads what PEP 440 allows, and what uv repairs of the texts in the wild. What stays unclear stays invalid (`3.6`,
 * `~=1`): the strict problem is told.
 */
export function parseLenientSpecifierSet(text: string): Parsed<Repaired<SpecifierSet>> {
  const strict = parseSpecifierSet(text);
  if (strict.ok) return parsed({ value: strict.value, repaired: false });
  const lenient = parseSpecifierSet(repairClauses(text));
  return lenient.ok ? parsed({ value: lenient.value, repaired: true }) : strict;
}

/**
 * Rewrites version clauses that PEP 440 forbids and that published metadata holds, in one pass:
 * `>=1,<2` for `>=1<2`, `>=1.0` for `>=1.0.*`, `!=3.0.*` for `!=3.0*` and `!=~3.0`, `>=9.0a1` for `>=9.0a1.0`,
 * `>0.0.0.dev0` for `>dev`, nothing for a stray quote. What it does not know it copies.
 */
export function repairClauses(text: string): string {
  const clauses: string[] = [];
  let unknown = "";
  let at = 0;
  while (at < text.length) {
    const operator = operatorAt(text, at);
    if (operator !== null && operator !== "===") {
      const clause = repairClause(text, at, operator);
      if (clause !== null) {
        clauses.push(clause.text);
        at = clause.end;
        continue;
      }
    }
    if (!isFiller(text.charCodeAt(at))) unknown += text[at];
    at += 1;
  }
  // Something that is no clause: kept, so that the strict parser refuses it.
  if (unknown !== "") clauses.push(unknown);
  return clauses.join(",");
}

function repairClause(text: string, start: number, operator: string): { text: string; end: number } | null {
  let at = skipFiller(text, start + operator.length);
  // `!=~5.0` means any 5.0.
  const tilde = operator === "!=" && text[at] === "~";
  if (tilde) at = skipFiller(text, at + 1);
  if (operator === ">" && text.startsWith("dev", at)) return { text: ">0.0.0.dev0", end: at + 3 };
  const scanned = scanVersion(text, at);
  if (scanned === null) return null;
  const { version } = scanned;
  let { end } = scanned;
  const isRelease = version.pre === null && version.post === null && version.dev === null && version.local === null;
  let star = tilde;
  if (isRelease) {
    const dotted = text[end] === "." && text[end + 1] === "*";
    if (dotted || text[end] === "*") {
      star = true;
      end += dotted ? 2 : 1;
    }
  } else if (text.startsWith(".0", end)) end += 2;
  const equality = operator === "==" || operator === "!=";
  return { text: operator + version.text + (star && equality ? ".*" : ""), end };
}

function skipFiller(text: string, start: number): number {
  let at = start;
  while (at < text.length && text[at] !== "," && isFiller(text.charCodeAt(at))) at += 1;
  return at;
}

/** White space, commas and quotes: what stands between clauses or should not stand there at all. */
function isFiller(code: number): boolean {
  return code === 0x2c || code === 0x22 || code === 0x27 || isSpace(code);
}
