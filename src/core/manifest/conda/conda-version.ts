import { type Parsed, unparsed } from "../../python/parsed.ts";
import { type PoetryConstraint, parsePoetryConstraint } from "../poetry/version-constraint.ts";

/**
 * Clauses on a conda version as PEP 440 writes them (conda's documentation, "Package match specifications"): `=1.2` and `1.2*` are
 * every 1.2, `==1.2` and `1.2` that very version, as `=1.2` is too where a build follows; `,` joins and `|` divides.
 */
export function condaClauses(text: string, hasBuild: boolean): Parsed<PoetryConstraint> {
  if (/[()^$]/.test(text)) return unparsed("parentheses and patterns are not read");
  const alternatives = text.split("|").map((part) =>
    part
      .split(",")
      .map((clause) => clauseOf(clause.trim(), hasBuild))
      .join(","),
  );
  return parsePoetryConstraint(alternatives.join(" || "));
}

function clauseOf(clause: string, hasBuild: boolean): string {
  const fuzzy = /^=(?!=)\s*(\S.*)$/.exec(clause)?.[1];
  const bare = (fuzzy ?? clause).replace(/^==\s*/, "");
  if (bare === "*" || bare === "") return "*";
  // `~=1.2` and the orderings are PEP 440's own.
  if (/^[<>!~]/.test(bare)) return bare;
  const version = bare.replace(/\.?\*$/, "");
  const exact = version === bare && (fuzzy === undefined || hasBuild);
  return exact ? `==${version}` : `==${version}.*`;
}
