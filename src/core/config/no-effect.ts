import type { ConfigProblem } from "./config-problem.ts";
import type { RawConfig } from "./config-schema.ts";
import type { Section } from "./section.ts";

/** Sections that are read and checked, and that no part of this version acts on. What is written there is said to have no effect. */
const withoutEffect = ["extends", "remediation", "scan", "reports"] as const satisfies readonly (keyof RawConfig)[];

/** One notice for each key that is present and changes nothing, so that nobody relies on it. */
export function noticesOfNoEffect(raw: RawConfig, section: Section): readonly ConfigProblem[] {
  return withoutEffect
    .filter((key) => raw[key] !== undefined)
    .map((key) => ({
      code: "config/no-effect",
      key,
      message: `\`${key}\` is understood and has no effect in this version.`,
      hint: key === "extends" ? "Write what it shares into this file: none of it applies." : null,
      origin: section.keyOriginOf([key]),
    }));
}
