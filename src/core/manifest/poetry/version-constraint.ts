import { formatRange } from "../../python/format-range.ts";
import { type Parsed, parsed, unparsed } from "../../python/parsed.ts";
import { mostSpecifiers, parseSpecifierSet } from "../../python/specifier.ts";
import { compareVersions, makeVersion, parseVersion, type Version } from "../../python/version.ts";
import {
  type CutPoint,
  isEmptyRange,
  isTop,
  rangeOf,
  successor,
  uniteRanges,
  type VersionRange,
} from "../../python/version-range.ts";
import { withoutTrailing } from "../../trailing.ts";

/** A version constraint of Poetry as PEP 440 clauses. */
export interface PoetryConstraint {
  /** Empty for any version. */
  readonly clauses: string;
  /** False where alternatives leave a gap that clauses cannot say: `clauses` then also lets the gap through. */
  readonly exact: boolean;
}

/** Longest constraint that is taken; real ones stay under 100 characters. */
const longest = 2000;

/**
 * Reads a constraint of Poetry (Poetry's documentation, "Dependency specification"): clauses that all hold are separated by commas or
 * blanks, alternatives by `||` or `|`; a clause is PEP 440's, `^1.2`, `~1.2`, `1.2` for that very version, `1.2.*` or `*`.
 */
export function parsePoetryConstraint(text: string): Parsed<PoetryConstraint> {
  if (text.length > longest) return unparsed(`a version constraint of more than ${longest} characters`);
  const alternatives: string[] = [];
  let offset = 0;
  for (const part of text.split(/\|\|?/)) {
    const clauses = conjunction(part);
    if (!clauses.ok) return unparsed(clauses.problem.message, offset + clauses.problem.offset);
    alternatives.push(clauses.value);
    offset = text.indexOf("|", offset + part.length) + 1;
    if (text[offset] === "|") offset++;
  }
  const [only, second] = alternatives;
  if (alternatives.includes("")) return parsed({ clauses: "", exact: true });
  return second === undefined ? parsed({ clauses: only ?? "", exact: true }) : united(alternatives);
}

/** The clauses of one alternative as PEP 440 writes them. */
function conjunction(text: string): Parsed<string> {
  const clauses: string[] = [];
  let at = 0;
  for (;;) {
    while (at < text.length && /[\s,]/.test(text[at] as string)) at++;
    if (at >= text.length) break;
    const start = at;
    while (at < text.length && "<>=!~^".includes(text[at] as string)) at++;
    const operator = text.slice(start, at);
    while (at < text.length && /\s/.test(text[at] as string)) at++;
    const from = at;
    while (at < text.length && !/[\s,<>=~^]/.test(text[at] as string)) at++;
    const clause = clauseOf(operator, text.slice(from, at));
    if (clause === null) {
      const shown = text.slice(start, at).slice(0, 40);
      return unparsed(`expected a version clause such as \`^1.2\` or \`>=1.2\`, found \`${shown}\``, start);
    }
    if (clause !== "") clauses.push(clause);
    if (clauses.length > mostSpecifiers) return unparsed(`more than ${mostSpecifiers} version clauses`, start);
  }
  if (text.trim() === "") return unparsed("expected a version constraint, found none");
  return parsed(clauses.join(","));
}

/** One clause as PEP 440 writes it, empty for any version; null where it is none. */
function clauseOf(operator: string, version: string): string | null {
  if (version === "*") return operator === "" || operator === "==" || operator === "=" ? "" : null;
  if (operator === "^" || operator === "~") {
    const least = parseVersion(withoutTrailing(version, ".*"));
    if (least === null) return null;
    const below = operator === "^" ? caretBound(least) : tildeBound(least);
    return `>=${least.text},<${makeVersion({ ...below }).text}`;
  }
  const plain = operator === "" || operator === "=" ? "==" : operator === "<>" ? "!=" : operator;
  // A wildcard behind an ordering says no more than the version itself (`>=1.2.*`).
  const least = withoutTrailing(version, ".*");
  const written = /^(?:[<>]=?|~=)$/.test(plain) || least === version ? least : `${least}.*`;
  return parseSpecifierSet(plain + written).ok ? plain + written : null;
}

type Release = Version["release"];

/** `^1.2.3` is below 2, `^0.2.3` below 0.3, `^0.0.3` below 0.0.4, `^0.0` below 0.1 and `^0` below 1. */
function caretBound({ epoch, release }: Version): Version {
  const first = release.findIndex((part) => part !== 0);
  const at = first === -1 ? release.length - 1 : first;
  return bound(epoch, release.slice(0, at + 1));
}

/** `~1.2.3` and `~1.2` are below 1.3, and `~1` below 2. */
function tildeBound({ epoch, release }: Version): Version {
  return bound(epoch, release.slice(0, Math.min(2, release.length)));
}

function bound(epoch: Version["epoch"], release: Release): Version {
  const last = release.at(-1) ?? 0;
  return makeVersion({
    epoch,
    release: [...release.slice(0, -1), successor(last)],
    pre: null,
    post: null,
    dev: null,
    local: null,
  });
}

function united(alternatives: readonly string[]): Parsed<PoetryConstraint> {
  let range: VersionRange = { cuts: [] };
  for (const clauses of alternatives) {
    const set = parseSpecifierSet(clauses);
    if (set.ok) range = uniteRanges(range, rangeOf(set.value));
  }
  const joined = withoutPrereleaseGaps(range);
  const text = formatRange(joined);
  if (text === "any version") return parsed({ clauses: "", exact: true });
  if (isEmptyRange(joined)) return parsed({ clauses: "<0.dev0", exact: true });
  if (parseSpecifierSet(text).ok) return parsed({ clauses: text, exact: true });
  const hull = formatRange({ cuts: [joined.cuts[0] as CutPoint, joined.cuts.at(-1) as CutPoint] });
  return parsed({ clauses: hull === "any version" ? "" : hull, exact: false });
}

/** `<2` leaves out the pre-releases of 2 that `>=2` does not let in either: nobody means that gap by `^1 || ^2`. */
function withoutPrereleaseGaps({ cuts }: VersionRange): VersionRange {
  const kept: CutPoint[] = [];
  for (const cut of cuts) {
    const last = kept.at(-1);
    const opens = kept.length % 2 === 0;
    if (opens && last !== undefined && !isTop(last) && !cut.after && isFirstDevelopment(last, cut.version)) kept.pop();
    else kept.push(cut);
  }
  return { cuts: kept };
}

function isFirstDevelopment(cut: CutPoint, version: Version): boolean {
  if (cut.after) return false;
  const release = makeVersion({ ...cut.version, pre: null, post: null, dev: null, local: null });
  return compareVersions(release, version) === 0 && compareVersions(cut.version, version) < 0;
}
