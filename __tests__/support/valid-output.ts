import { Ajv2020 } from "ajv/dist/2020.js";
import type { CheckReport } from "../../src/core/comparison/comparison.ts";
import type { FixJson } from "../../src/core/report/fix-json.ts";
import type { ResolutionJson } from "../../src/core/report/resolution-json.ts";
import { checkJsonSchema } from "../../src/core/report/schema/check-schema.ts";
import { fixJsonSchema } from "../../src/core/report/schema/fix-schema.ts";
import { resolveJsonSchema } from "../../src/core/report/schema/resolve-schema.ts";

const ajv = new Ajv2020({ strict: true, allowUnionTypes: true, allErrors: true });
const validResolution = ajv.compile<ResolutionJson>(resolveJsonSchema());
const validFix = ajv.compile<FixJson>(fixJsonSchema());
const validReport = ajv.compile<CheckReport>(checkJsonSchema());

/** Reads what `resolve --format json` printed, and throws where it is not what the schema says. */
export function readResolution(text: string): ResolutionJson {
  const value: unknown = JSON.parse(text);
  if (!validResolution(value)) throw new Error(ajv.errorsText(validResolution.errors, { separator: "\n" }));
  return value;
}

/** Reads what `fix --format json` printed, and throws where it is not what the schema says. */
export function readFix(text: string): FixJson {
  const value: unknown = JSON.parse(text);
  if (!validFix(value)) throw new Error(ajv.errorsText(validFix.errors, { separator: "\n" }));
  return value;
}

/** Reads what `check --format json` printed, and throws where it is not what the schema says. */
export function readReport(text: string): CheckReport {
  const value: unknown = JSON.parse(text);
  if (!validReport(value)) throw new Error(ajv.errorsText(validReport.errors, { separator: "\n" }));
  return value;
}
