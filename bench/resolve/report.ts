import { type BarChart, barChart } from "../plot/bar-chart.ts";
import { colours } from "../plot/svg.ts";
import { geometricMean, median } from "../support/statistics.ts";
import type { Run, RunState } from "./measure.ts";
import { type ToolName, toolNames } from "./tools.ts";

/** Everything that was measured, as it is written to JSON. */
export interface Results {
  readonly command: string;
  readonly date: string;
  readonly machine: string;
  readonly target: string;
  readonly limitSeconds: number;
  readonly versions: Readonly<Partial<Record<ToolName, string>>>;
  readonly skipped: readonly string[];
  readonly sets: readonly SetResult[];
}

export interface SetResult {
  readonly name: string;
  readonly requirements: readonly string[];
  readonly runs: Readonly<Partial<Record<ToolName, readonly Run[]>>>;
}

/** One tool on one set in one state: the median of the runs, or that a run did not end. */
function cellOf(
  set: SetResult,
  tool: ToolName,
  state: RunState,
): { readonly seconds: number; readonly result: Run["result"] } | null {
  const runs = (set.runs[tool] ?? []).filter((run) => run.state === state);
  const [first] = runs;
  if (first === undefined) return null;
  const over = runs.find((run) => run.result === "over the limit");
  return { seconds: median(runs.map((run) => run.seconds)), result: over?.result ?? first.result };
}

function shown(set: SetResult, tool: ToolName, state: RunState): string {
  const cell = cellOf(set, tool, state);
  if (cell === null) return "–";
  if (cell.result === "over the limit") return `> ${cell.seconds.toFixed(0)}`;
  return `${cell.seconds.toFixed(2)}${cell.result === "resolved" ? "" : " ✗"}`;
}

/** `a` of `b`; null where one of them was not measured or did not end. */
function ratio(set: SetResult, state: RunState, a: ToolName, b: ToolName): number | null {
  const [one, other] = [cellOf(set, a, state), cellOf(set, b, state)];
  if (one === null || other === null || one.result === "over the limit" || other.result === "over the limit")
    return null;
  return one.seconds / other.seconds;
}

/** Which pins of the last cold runs are not the same, as `name ours/theirs`; null where one has none. */
export function differences(set: SetResult): readonly string[] | null {
  const pinsOf = (tool: ToolName): Map<string, string> | null => {
    const last = set.runs[tool]?.findLast((run) => run.state === "cold");
    return last?.result === "resolved" ? new Map(last.pins.map((one) => one.split("==") as [string, string])) : null;
  };
  const [ours, theirs] = [pinsOf("pinwarden"), pinsOf("uv")];
  if (ours === null || theirs === null) return null;
  const names = [...new Set([...ours.keys(), ...theirs.keys()])].sort();
  return names.flatMap((name) =>
    ours.get(name) === theirs.get(name) ? [] : [`${name} ${ours.get(name) ?? "–"}/${theirs.get(name) ?? "–"}`],
  );
}

function agreement(set: SetResult): string {
  const differing = differences(set);
  if (differing !== null) return differing.length === 0 ? "same" : `${differing.length} differ`;
  const [ours, theirs] = [cellOf(set, "pinwarden", "cold")?.result, cellOf(set, "uv", "cold")?.result];
  return ours === theirs && ours === "no resolution" ? "both refuse" : "–";
}

/** Processor seconds of ours by uv's, medians; "–" where they are not known. */
function processorRatio(set: SetResult, state: RunState): string {
  const spent = (tool: ToolName): number =>
    median(
      (set.runs[tool] ?? []).flatMap((run) =>
        run.state === state && run.processorSeconds !== null ? [run.processorSeconds] : [],
      ),
    );
  const [ours, theirs] = [spent("pinwarden"), spent("uv")];
  return Number.isNaN(ours) || Number.isNaN(theirs) ? "–" : `${ours.toFixed(2)}/${theirs.toFixed(2)}`;
}

const others: readonly ToolName[] = ["pip", "pip-compile", "poetry"];

/** The table, a row for each set. */
export function resultTable(results: Results): string {
  const present = others.filter((tool) => results.versions[tool] !== undefined);
  const head = [
    "set",
    "packages",
    "pins as uv's",
    "pinwarden cold",
    "uv cold",
    "ratio",
    "pinwarden warm",
    "uv warm",
    "ratio",
    "processor cold",
    "processor warm",
    "MB cold",
    "MB warm",
    ...present,
  ];
  const rows = results.sets.map((set) => [
    set.name,
    String(set.runs.pinwarden?.[0]?.pins.length || "–"),
    agreement(set),
    ...(["cold", "warm"] as const).flatMap((state) => [
      shown(set, "pinwarden", state),
      shown(set, "uv", state),
      ratio(set, state, "pinwarden", "uv")?.toFixed(2) ?? "–",
    ]),
    processorRatio(set, "cold"),
    processorRatio(set, "warm"),
    peaks(set, "cold"),
    peaks(set, "warm"),
    ...present.map((tool) => shown(set, tool, "cold")),
  ]);
  return [head, head.map(() => "---"), ...rows].map((row) => `| ${row.join(" | ")} |`).join("\n");
}

const peakOf = (set: SetResult): number | null => {
  const peaks = (set.runs.pinwarden ?? []).flatMap(({ megabytes }) => (megabytes === null ? [] : [megabytes]));
  return peaks.length === 0 ? null : Math.max(...peaks);
};

/** The highest peaks of ours and of uv, in megabytes: what a machine must have is no median. */
function peaks(set: SetResult, state: RunState): string {
  const [ours, theirs] = (["pinwarden", "uv"] as const).map((tool) =>
    Math.max(...(set.runs[tool] ?? []).flatMap((run) => (run.state === state ? (run.megabytes ?? []) : []))),
  );
  return [ours, theirs].map((peak) => (Number.isFinite(peak) ? (peak ?? 0).toFixed(0) : "–")).join("/");
}

/** The figures below the table. */
export function summary(results: Results): string {
  const lines: string[] = [];
  const named = (state: RunState, a: ToolName, b: ToolName): { name: string; value: number }[] =>
    results.sets.flatMap((set) => {
      const value = ratio(set, state, a, b);
      return value === null ? [] : [{ name: set.name, value }];
    });
  for (const state of ["cold", "warm"] as const) {
    const ratios = named(state, "pinwarden", "uv");
    const worst = ratios.toSorted((a, b) => b.value - a.value)[0];
    if (worst === undefined) continue;
    const mean = geometricMean(ratios.map(({ value }) => value));
    lines.push(
      `${state}, pinwarden / uv: geometric mean ${mean.toFixed(2)} over ${ratios.length} sets, worst ${worst.value.toFixed(2)} (${worst.name})`,
    );
  }
  for (const tool of others) {
    // Where pip found nothing to install it ended early or late for reasons of its own.
    const ratios = named("cold", tool, "pinwarden").filter(
      ({ name }) => results.sets.find((set) => set.name === name)?.runs[tool]?.[0]?.result === "resolved",
    );
    const least = ratios.toSorted((a, b) => a.value - b.value)[0];
    if (least === undefined) continue;
    lines.push(
      `cold, ${tool} / pinwarden where ${tool} resolves: geometric mean ${geometricMean(ratios.map(({ value }) => value)).toFixed(1)} over ${ratios.length} sets, least ${least.value.toFixed(1)} (${least.name})`,
    );
  }
  const highest = Math.max(...results.sets.flatMap((set) => peakOf(set) ?? []));
  if (Number.isFinite(highest)) lines.push(`peak memory of pinwarden: ${highest.toFixed(0)} MB`);
  for (const set of results.sets) {
    const differing = differences(set) ?? [];
    if (differing.length > 0) lines.push(`${set.name}, pins that differ (pinwarden/uv): ${differing.join(", ")}`);
  }
  return lines.map((line) => `- ${line}`).join("\n");
}

/** Every tool's cold median by set. */
export function coldChart(results: Results): BarChart {
  const present = toolNames.filter((tool) => results.versions[tool] !== undefined);
  return {
    title: "Resolving with an empty cache",
    made: `${results.command} · ${results.date} · ${results.machine}`,
    unit: "seconds, median",
    series: present.map((name) => ({
      name: `${name} ${results.versions[name]}`,
      colour: colours[toolNames.indexOf(name)] ?? "blue",
    })),
    groups: results.sets.map((set) => ({
      name: set.name,
      bars: present.map((tool) => {
        const cell = cellOf(set, tool, "cold");
        if (cell === null) return { missing: "not run" };
        return cell.result === "over the limit" ? { missing: `over ${results.limitSeconds} s` } : cell.seconds;
      }),
    })),
  };
}

export const coldPlot = (results: Results): string => barChart(coldChart(results));
