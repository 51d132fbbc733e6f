import { drawing, label, legend, logScale, round, rule, type Series, shortNumber } from "./svg.ts";

export interface LineChart {
  readonly title: string;
  readonly made: string;
  readonly x: string;
  readonly y: string;
  readonly lines: readonly Line[];
}

export interface Line extends Series {
  readonly points: readonly (readonly [number, number])[];
  /** Drawn with dashes and without dots: not measured, but what it is held against. */
  readonly reference?: boolean;
}

const [width, height] = [900, 480];
const [left, right, top, bottom] = [70, 30, 92, 56];

/** Lines over two logarithmic axes, on which a power is a straight line and its slope the exponent. */
export function lineChart(chart: LineChart): string {
  const points = chart.lines.flatMap((line) => line.points);
  const across = logScale(
    points.map(([x]) => x),
    left,
    width - right,
  );
  const up = logScale(
    points.map(([, y]) => y),
    height - bottom,
    top,
  );
  const grid = [
    ...across.marks.flatMap((mark) => [
      rule(across.place(mark), top, across.place(mark), height - bottom),
      label(across.place(mark), height - bottom + 16, shortNumber(mark), { anchor: "middle", tone: "faint", size: 11 }),
    ]),
    ...up.marks.flatMap((mark) => [
      rule(left, up.place(mark), width - right, up.place(mark)),
      label(left - 6, up.place(mark) + 4, shortNumber(mark), { anchor: "end", tone: "faint", size: 11 }),
    ]),
  ];
  const lines = chart.lines.flatMap((line) => {
    const path = line.points.map(([x, y]) => `${round(across.place(x))},${round(up.place(y))}`).join(" ");
    const dashes = line.reference === true ? ' stroke-dasharray="5 5"' : "";
    const dots =
      line.reference === true
        ? []
        : line.points.map(
            ([x, y]) =>
              `<circle class="${line.colour}" cx="${round(across.place(x))}" cy="${round(up.place(y))}" r="4"/>`,
          );
    return [`<polyline class="line ${line.colour}-line" stroke-width="2"${dashes} points="${path}"/>`, ...dots];
  });
  return drawing({ width, height }, chart, [
    ...legend(16, 66, chart.lines),
    ...grid,
    label((left + width - right) / 2, height - 14, `${chart.x}, logarithmic`, {
      anchor: "middle",
      tone: "faint",
      size: 11,
    }),
    label(16, top - 10, `${chart.y}, logarithmic`, { tone: "faint", size: 11 }),
    ...lines,
  ]);
}
