import type { CheckReport } from "../comparison/comparison.ts";

/**
 * The report as `check --format json` prints it; schemas/check.schema.json describes it. What a workflow's runner would take
 * for a command is written with an escape, so that the text means the same and is none.
 */
export function reportJson(report: CheckReport): string {
  return `${JSON.stringify(report, null, 2).replace(/##\[/g, "##\\u005b")}\n`;
}
