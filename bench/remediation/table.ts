import { median } from "../support/statistics.ts";
import type { Measured } from "./measure.ts";

/** The table of all sets, and what it comes to. */
export function remediationTable(results: readonly Measured[]): string {
  const rows = results.map(
    ({
      id,
      python,
      findings,
      fixable,
      clearedFixable,
      cleared,
      lines,
      moved,
      reasons,
      checkSeconds,
      seconds,
      againSeconds,
      uvResolves,
      back,
    }) =>
      `| ${id} | ${python} | ${findings} | ${fixable} | ${clearedFixable} | ${cleared - clearedFixable} | ${lines} | ${moved} | ${checkSeconds.toFixed(1)} | ${seconds.toFixed(1)} | ${againSeconds?.toFixed(1) ?? "–"} | ${uvText(uvResolves)} | ${back.length} | ${reasonsText(reasons)} |`,
  );
  const sum = (of: (one: Measured) => number): number => results.reduce((all, one) => all + of(one), 0);
  const planned = results.filter(({ lines }) => lines > 0);
  const share = (100 * sum((one) => one.clearedFixable)) / sum((one) => one.fixable);
  return [
    "| set | Python | advisories | fixable | of them cleared | others cleared | lines edited | packages moved | s check | s fix | s again | uv resolves it | back by uv's pins | fixable without a plan |",
    "|---|---|---|---|---|---|---|---|---|---|---|---|---|---|",
    ...rows,
    "",
    `${results.length} sets, ${sum((one) => one.findings)} advisories, ${sum((one) => one.fixable)} with a fixed version, ${share.toFixed(0)} % of these cleared by ${planned.length} plans;`,
    `median of ${median(planned.map(({ lines }) => lines))} lines and ${median(planned.map(({ moved }) => moved))} packages a plan; median ${median(results.map(({ seconds }) => seconds)).toFixed(1)} s after the check, ${median(planned.map(({ againSeconds }) => againSeconds ?? 0)).toFixed(1)} s again, ${median(results.map(({ checkSeconds }) => checkSeconds)).toFixed(1)} s the check; worst ${Math.max(...results.map(({ seconds }) => seconds)).toFixed(1)} s;`,
    `uv resolves ${planned.filter(({ uvResolves }) => uvResolves === true).length} of ${planned.length} edited files; ${sum((one) => one.back.length)} cleared findings are back in what it installs.`,
  ].join("\n");
}

const uvText = (resolves: boolean | null): string => (resolves === null ? "–" : resolves ? "yes" : "**no**");

const reasonsText = (reasons: Measured["reasons"]): string =>
  Object.entries(reasons)
    .map(([reason, count]) => `${reason} ${count}`)
    .join(", ");
