import type { Parsed } from "../python/parsed.ts";
import { parsed, unparsed } from "../python/parsed.ts";
import { severities } from "../rule/finding.ts";
import type { FailOn } from "./config.ts";
import { shorten } from "./config-problem.ts";
import { nearestName } from "./nearest-name.ts";

/** What `fail-on-severity` takes, in words. */
export const failOnExpected = "`low`, `moderate`, `high`, `critical`, or a CVSS score from 0 to 10";

/** Reads a threshold as the configuration, the command line and the action take it: a severity or a CVSS base score. */
export function parseFailOn(text: string): Parsed<FailOn> {
  const word = text.trim();
  const severity = severities.find((name) => name === word.toLowerCase());
  if (severity !== undefined) return parsed({ kind: "severity", severity });
  if (/^\d{1,2}(?:\.\d{1,3})?$/.test(word) && Number(word) <= 10) return parsed({ kind: "score", score: Number(word) });
  const near = nearestName(word, severities);
  const hint = near === null ? "" : ` Did you mean \`${near}\`?`;
  return unparsed(`Expected ${failOnExpected}, found \`${shorten(word)}\`.${hint}`);
}
