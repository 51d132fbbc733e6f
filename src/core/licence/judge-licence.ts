import satisfies from "spdx-satisfies";
import { isSingleLicence, type LicenceExpression, licenceText, type SingleLicence } from "./licence-expression.ts";
import type { LicenceReading } from "./read-licence.ts";

/** Single licences, as SPDX writes them. */
export interface LicenceLists {
  /** Null: whatever is not denied is allowed. */
  readonly allowed: readonly string[] | null;
  readonly denied: readonly string[];
}

export type LicenceVerdict = "allowed" | "denied" | "not-allowed" | "unknown";

/**
 * What the lists make of a licence. Where its words leave several possibilities open, the verdict is the one that all of them get; where they differ it
 * is not known.
 */
export function judgeLicence(reading: LicenceReading, lists: LicenceLists): LicenceVerdict {
  if (reading.kind === "unknown") return "unknown";
  const verdicts = new Set(reading.possible.map((one) => judge(one, lists)));
  if (verdicts.size === 1) return [...verdicts][0] ?? "unknown";
  return verdicts.has("allowed") ? "unknown" : "not-allowed";
}

/** With `OR` the user of a package may choose, so that one good side is enough; `AND` binds to both. */
function judge(expression: LicenceExpression, lists: LicenceLists): LicenceVerdict {
  if (isSingleLicence(expression)) return judgeSingle(expression, lists);
  const sides = [judge(expression.left, lists), judge(expression.right, lists)];
  const order: readonly LicenceVerdict[] =
    expression.conjunction === "or" ? ["allowed", "not-allowed", "denied"] : ["denied", "not-allowed", "allowed"];
  return order.find((verdict) => sides.includes(verdict)) ?? "unknown";
}

function judgeSingle(licence: SingleLicence, { allowed, denied }: LicenceLists): LicenceVerdict {
  const text = licenceText(licence);
  // What is listed to the letter, exception and all, was meant.
  if (licence.exception !== undefined && allowed?.includes(text) === true) return "allowed";
  if (isAmong(text, licence, denied)) return "denied";
  return allowed === null || isAmong(text, licence, allowed) ? "allowed" : "not-allowed";
}

/** By SPDX's own relations: `GPL-3.0-or-later` may be used as `GPL-3.0-only`. A list that names a licence means it without exceptions too. */
function isAmong(text: string, licence: SingleLicence, list: readonly string[]): boolean {
  if (list.length === 0) return false;
  return list.some((one) => satisfies(text, [one]) || (licence.exception !== undefined && one === licence.license));
}
