import type { Requirement } from "../manifest/requirement.ts";
import { type SpecifierSet, specifierSetOf } from "../python/specifier.ts";
import { type LineKey, lineKey } from "./standing.ts";

/** The same requirements, where those of the given lines let their package move. */
export function loosened(requirements: readonly Requirement[], lines: ReadonlySet<LineKey>): readonly Requirement[] {
  return requirements.map((requirement) =>
    lines.has(lineKey(requirement.origin)) ? withoutBounds(requirement) : requirement,
  );
}

function withoutBounds(requirement: Requirement): Requirement {
  const kept = exclusionsOf(requirement.specifier.specifier);
  const specifier = { ...requirement.specifier, specifier: kept };
  // The text says what is asked for now: a proof quotes it, and two requests with one text are one request.
  const extras = specifier.extras.length === 0 ? "" : `[${specifier.extras.join(",")}]`;
  return { ...requirement, hashes: [], specifier, text: `${specifier.displayName}${extras}${kept.text}` };
}

/** What a maintainer rules out stays ruled out: `!=` says that something is wrong with that very version. */
function exclusionsOf({ specifiers }: SpecifierSet): SpecifierSet {
  return specifierSetOf(specifiers.filter(({ operator }) => operator === "!="));
}

/** A requirement that names its version: moving it changes no range that somebody declared. */
export function namesVersion({ specifier: { specifier } }: Requirement): boolean {
  return specifier.specifiers.some(({ operator }) => operator === "==" || operator === "===");
}
