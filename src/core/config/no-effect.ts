import type { ConfigProblem } from "./config-problem.ts";
import { formatKey } from "./config-problem.ts";
import type { RawConfig } from "./config-schema.ts";
import type { Section } from "./section.ts";

type Path = readonly (string | number)[];

/** One notice for each key that is present and changes nothing, so that nobody relies on it. */
export function noticesOfNoEffect(raw: RawConfig, section: Section): readonly ConfigProblem[] {
  return withoutEffect(raw).map((path) => ({
    code: "config/no-effect",
    key: formatKey(path),
    message: `\`${formatKey(path)}\` is understood and has no effect in this version.`,
    hint: null,
    origin: section.keyOriginOf(path),
  }));
}

function withoutEffect(raw: RawConfig): readonly Path[] {
  const paths: Path[] = [];
  if (raw.reports?.formats !== undefined) paths.push(["reports", "formats"]);
  for (const [index, entry] of (raw.policy?.packages ?? []).entries()) {
    if (entry.sdists !== undefined) paths.push(["policy", "packages", index, "sdists"]);
  }
  return paths;
}
