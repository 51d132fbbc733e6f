import {
  formatSpecifier,
  parseSpecifierSet,
  type Specifier,
  type SpecifierSet,
  specifierSetOf,
} from "../python/specifier.ts";
import { type Version, type VersionPart, withoutLocal } from "../python/version.ts";
import { rangeContains, rangeOf, rangeOfSpecifier, successor } from "../python/version-range.ts";

/**
 * The clauses that let a version in, as near as can be to the clauses that a maintainer wrote: a clause that lets it in stays as it is, and
 * one that does not is moved by as little as its form allows. Null where no such clauses exist.
 *
 * `==1.2.3` becomes `==1.3.0`; `~=1.2.3` becomes `~=1.3.0`; `==1.2.*` becomes `==1.3.*`; `>=1,<2` becomes `>=1,<3` for 2.1.
 */
export function rewriteSpecifier(written: SpecifierSet, version: Version): string | null {
  if (rangeContains(rangeOf(written), version)) return written.text;
  const clauses: Specifier[] = [];
  for (const clause of written.specifiers) {
    const moved = rangeContains(rangeOfSpecifier(clause), version)
      ? formatSpecifier(clause)
      : movedClause(clause, version);
    const set = moved === null ? null : parseSpecifierSet(moved);
    if (set === null || !set.ok) return null;
    clauses.push(...set.value.specifiers);
  }
  const rewritten = specifierSetOf(clauses);
  return rangeContains(rangeOf(rewritten), version) ? rewritten.text : null;
}

function movedClause({ operator, version, wildcard }: Specifier, to: Version): string | null {
  switch (operator) {
    case "==":
      return wildcard && version !== null ? `==${prefixOf(to, version.release.length)}.*` : `==${to.text}`;
    case "===":
      return `===${to.text}`;
    case "~=":
      return version === null
        ? null
        : `~=${prefixOf(to, version.release.length)}${suffixOf(to, version.release.length)}`;
    case "<":
      return version === null ? null : `<${boundAbove(to, version.release.length)}`;
    case "<=":
      return `<=${withoutLocal(to).text}`;
    case ">=":
    case ">":
      return `>=${withoutLocal(to).text}`;
    case "!=":
      return null;
  }
}

/** The first parts of a release, filled with zeros: `2.1`, 3 → `2.1.0`. */
function prefixOf({ epoch, release }: Version, length: number): string {
  const parts = Array.from({ length }, (_, index): VersionPart => release[index] ?? 0);
  return `${epoch === 0 ? "" : `${epoch}!`}${parts.join(".")}`;
}

/** A pre-release is let in by a clause that names one. */
function suffixOf({ pre, release }: Version, length: number): string {
  return pre === null || release.length > length ? "" : `${pre.letter}${pre.number}`;
}

/** The nearest bound above, with as many parts as the old one has: 2.1.3 → `3`, `2.2`, `2.1.4`. */
function boundAbove({ epoch, release }: Version, length: number): string {
  const parts = Array.from({ length }, (_, index): VersionPart => release[index] ?? 0);
  parts[length - 1] = successor(parts[length - 1] ?? 0);
  return `${epoch === 0 ? "" : `${epoch}!`}${parts.join(".")}`;
}
