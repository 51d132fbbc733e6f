import { drawing, label, legend, logScale, round, rule, type Series, shortNumber } from "./svg.ts";

export interface BarChart {
  readonly title: string;
  /** What was run, and when. */
  readonly made: string;
  readonly unit: string;
  readonly series: readonly Series[];
  readonly groups: readonly BarGroup[];
}

export interface BarGroup {
  readonly name: string;
  /** In the order of the series; null where there is none, with why. */
  readonly bars: readonly (number | { readonly missing: string })[];
}

const width = 900;
const barHeight = 11;
const groupGap = 14;
const [left, right, top] = [190, 70, 92];

/** Horizontal bars on a logarithmic scale, grouped, each with its number. */
export function barChart(chart: BarChart): string {
  const values = chart.groups.flatMap(({ bars }) => bars.filter((bar) => typeof bar === "number"));
  const groupHeight = chart.series.length * (barHeight + 2) + groupGap;
  const bottom = top + chart.groups.length * groupHeight;
  const scale = logScale(values, left, width - right);
  const grid = scale.marks.flatMap((mark) => [
    rule(scale.place(mark), top - 8, scale.place(mark), bottom),
    label(scale.place(mark), bottom + 14, shortNumber(mark), { anchor: "middle", tone: "faint", size: 11 }),
  ]);
  const groups = chart.groups.flatMap((group, at) => drawGroup(group, top + at * groupHeight));
  return drawing({ width, height: bottom + 40 }, chart, [
    ...legend(16, 66, chart.series),
    ...grid,
    label((left + width - right) / 2, bottom + 32, `${chart.unit}, logarithmic`, {
      anchor: "middle",
      tone: "faint",
      size: 11,
    }),
    ...groups,
  ]);

  function drawGroup({ name, bars }: BarGroup, y: number): string[] {
    const middle = y + (chart.series.length * (barHeight + 2)) / 2 + 4;
    const shapes = bars.flatMap((bar, at) => {
      const barTop = y + at * (barHeight + 2);
      const colour = chart.series[at]?.colour ?? "blue";
      if (typeof bar !== "number") return [label(left + 4, barTop + 9, bar.missing, { tone: "faint", size: 10 })];
      const end = scale.place(bar);
      return [
        `<rect class="${colour}" x="${left}" y="${barTop}" width="${round(Math.max(1, end - left))}" height="${barHeight}"/>`,
        label(Math.max(end, left + 1) + 4, barTop + 9.5, bar.toFixed(bar < 10 ? 2 : 0), { tone: "faint", size: 10 }),
      ];
    });
    return [label(left - 8, middle, name, { anchor: "end" }), ...shapes];
  }
}
