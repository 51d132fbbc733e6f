import type { CheckReport } from "../comparison/comparison.ts";
import { jsonText } from "./json-text.ts";

/** The report as `check --format json` prints it; schemas/check.schema.json describes it. */
export function reportJson(report: CheckReport): string {
  return jsonText(report);
}
