import { median } from "../support/statistics.ts";
import type { Measured, Time, Verified } from "./measure.ts";

const columns = [
  "set",
  "Python",
  "lines left out",
  "advisories",
  "fixable",
  "of them cleared",
  "others cleared",
  "lines edited",
  "packages moved",
  "check",
  "fix",
  "again",
  "uv resolves it",
  "Pinwarden resolves it",
  "pins that differ",
  "fixable without a plan",
];

/** The table of all sets, and what it comes to. */
export function remediationTable(results: readonly Measured[]): string {
  return [
    `| ${columns.join(" | ")} |`,
    `|${"---|".repeat(columns.length)}`,
    ...results.map(row),
    "",
    summary(results),
  ].join("\n");
}

function row(one: Measured): string {
  const { check, fix, again } = one.times;
  const cells = [
    one.id,
    one.python,
    one.leftOut.length,
    one.findings,
    one.fixable,
    one.clearedFixable,
    one.cleared - one.clearedFixable,
    one.lines,
    one.moved,
    timeText(check),
    timeText(fix),
    again === null ? "–" : timeText(again),
    verifiedText(one.verified?.uv),
    verifiedText(one.verified?.own),
    one.verified?.pinsThatDiffer ?? "–",
    reasonsText(one.reasons),
  ];
  return `| ${cells.join(" | ")} |`;
}

function summary(results: readonly Measured[]): string {
  const sum = (of: (one: Measured) => number): number => results.reduce((all, one) => all + of(one), 0);
  const withFixable = results.filter(({ fixable }) => fixable > 0);
  const planned = results.filter(({ lines }) => lines > 0);
  const share = (100 * sum((one) => one.clearedFixable)) / sum((one) => one.fixable);
  const fixes = results.map(({ times }) => times.fix);
  const verified = planned.flatMap((one) => one.verified ?? []);
  const resolved = (by: "uv" | "own"): number => verified.filter((one) => one[by].resolves).length;
  const back = verified.flatMap(({ uv, own }) => [...uv.back, ...own.back]).length;
  return [
    `${results.length} sets with ${sum((one) => one.findings)} advisories, ${withFixable.length} of them with ${sum((one) => one.fixable)} that have a fixed version: ${planned.length} plans clear ${share.toFixed(0)} % of those.`,
    `Plans: median ${median(planned.map(({ lines }) => lines))} lines and ${median(planned.map(({ moved }) => moved))} packages.`,
    ...(["check", "fix", "again"] as const).map((of) => timesText(of, results)),
    `Longest fix: ${Math.max(...fixes.map(({ seconds }) => seconds)).toFixed(1)} s, ${Math.max(...fixes.map(({ userSeconds }) => userSeconds)).toFixed(1)} s of processor time.`,
    `Of ${verified.length} edited lists uv resolves ${resolved("uv")} and Pinwarden ${resolved("own")}; ${back} cleared findings are back in what they install.`,
  ].join("\n");
}

function timesText(of: keyof Measured["times"], results: readonly Measured[]): string {
  const times = results.flatMap(({ times: all }) => all[of] ?? []);
  const middle = (each: (one: Time) => number): string => median(times.map(each)).toFixed(1);
  return `Median of ${of}: ${middle(({ seconds }) => seconds)} s, ${middle(({ userSeconds }) => userSeconds)} s of processor time.`;
}

/** Seconds by the clock, and of processor time. */
const timeText = ({ seconds, userSeconds }: Time): string => `${seconds.toFixed(1)} (${userSeconds.toFixed(1)})`;

function verifiedText(verified: Verified | undefined): string {
  if (verified === undefined) return "–";
  if (!verified.resolves) return "**no**";
  return verified.back.length === 0 ? "yes" : `yes, **${verified.back.length} back**`;
}

const reasonsText = (reasons: Measured["reasons"]): string =>
  Object.entries(reasons)
    .map(([reason, count]) => `${reason} ${count}`)
    .join(", ");
