/** One line of a legend, and the class of its colour. */
export interface Series {
  readonly name: string;
  readonly colour: Colour;
}

/** Told apart in light and dark and by most who see few colours (after Okabe and Ito). */
export const colours = ["blue", "orange", "green", "red", "purple", "sky"] as const;
export type Colour = (typeof colours)[number];

/** The shades for a light and for a dark ground. */
const shades: Readonly<Record<Colour, readonly [string, string]>> = {
  blue: ["#0072b2", "#56b4e9"],
  orange: ["#d55e00", "#e69f00"],
  green: ["#00795a", "#3cc9a0"],
  red: ["#a3324b", "#f28b9d"],
  purple: ["#6b4ba1", "#b79cf2"],
  sky: ["#2b8fc4", "#56b4e9"],
};

export const escapeText = (text: string): string =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");

/** A whole drawing: a title, what was run and when, and the shapes. Colours follow the reader's ground. */
export function drawing(
  size: { readonly width: number; readonly height: number },
  heading: { readonly title: string; readonly made: string },
  shapes: readonly string[],
): string {
  const rules = (at: 0 | 1): string =>
    colours.map((name) => `.${name}{fill:${shades[name][at]}}.${name}-line{stroke:${shades[name][at]}}`).join("");
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${size.width} ${size.height}" width="${size.width}" height="${size.height}" font-family="system-ui, sans-serif" font-size="12" role="img">`,
    `<title>${escapeText(heading.title)}</title>`,
    "<style>",
    `.ground{fill:#ffffff}.ink{fill:#1f2328}.faint{fill:#59636e}.rule{stroke:#d1d9e0}.line{fill:none}${rules(0)}`,
    `@media (prefers-color-scheme: dark){.ground{fill:#0d1117}.ink{fill:#f0f6fc}.faint{fill:#9198a1}.rule{stroke:#3d444d}${rules(1)}}`,
    "</style>",
    `<rect class="ground" width="${size.width}" height="${size.height}"/>`,
    label(16, 24, heading.title, { size: 15, weight: "bold" }),
    label(16, 42, heading.made, { tone: "faint", size: 11 }),
    ...shapes,
    "</svg>",
    "",
  ].join("\n");
}

export interface LabelStyle {
  readonly anchor?: "start" | "middle" | "end";
  readonly tone?: "ink" | "faint";
  readonly size?: number;
  readonly weight?: "bold";
}

export function label(x: number, y: number, text: string, style: LabelStyle = {}): string {
  const { anchor = "start", tone = "ink", size = 12, weight } = style;
  const bold = weight === undefined ? "" : ` font-weight="${weight}"`;
  return `<text class="${tone}" x="${round(x)}" y="${round(y)}" text-anchor="${anchor}" font-size="${size}"${bold}>${escapeText(text)}</text>`;
}

export const rule = (x1: number, y1: number, x2: number, y2: number): string =>
  `<line class="rule" x1="${round(x1)}" y1="${round(y1)}" x2="${round(x2)}" y2="${round(y2)}"/>`;

/** Names of the series side by side. */
export function legend(x: number, y: number, series: readonly Series[]): string[] {
  let at = x;
  return series.flatMap(({ name, colour }) => {
    const shapes = [
      `<rect class="${colour}" x="${round(at)}" y="${y - 9}" width="10" height="10"/>`,
      label(at + 15, y, name),
    ];
    at += 35 + name.length * 7;
    return shapes;
  });
}

export const round = (number: number): number => Math.round(number * 10) / 10;

/** A logarithmic scale from values to places, over whole decades or halves of them, with its marks. */
export interface Scale {
  place(value: number): number;
  readonly marks: readonly number[];
}

export function logScale(values: readonly number[], from: number, to: number): Scale {
  const steps = [1, 2, 5];
  const marks: number[] = [];
  const least = Math.min(...values);
  const most = Math.max(...values);
  for (let decade = Math.floor(Math.log10(least)); decade <= Math.ceil(Math.log10(most)); decade += 1) {
    for (const step of steps) marks.push(step * 10 ** decade);
  }
  const low = marks.findLast((mark) => mark <= least) ?? least;
  const high = marks.find((mark) => mark >= most) ?? most;
  const span = Math.log(high / low) || 1;
  return {
    place: (value) => from + ((to - from) * Math.log(value / low)) / span,
    marks: marks.filter((mark) => mark >= low && mark <= high),
  };
}

/** 0.5, 20, 1500 → 0.5, 20, 1.5k. */
export function shortNumber(value: number): string {
  if (value >= 1e6) return `${Number((value / 1e6).toPrecision(3))}M`;
  if (value >= 1e3) return `${Number((value / 1e3).toPrecision(3))}k`;
  return String(Number(value.toPrecision(2)));
}
