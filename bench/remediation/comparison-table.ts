/** What a tool reports of a list. */
export interface Reported {
  /** Advisories of what is installed that it reports, each counted once. */
  readonly found: number;
  /** Entries beyond one for each advisory. */
  readonly twice: number;
  /** Reported, and the service does not know of it. */
  readonly false: number;
  readonly seconds: number;
}

/** What is installed by the list as the tool edited it. */
export interface Fixed extends Reported {
  /** Advisories that are gone from what uv installs. */
  readonly fixed: number;
  /** Advisories that come with it and that the list had not. */
  readonly brought: number;
  /** uv finds no resolution of it. */
  readonly broken: boolean;
  /** Lines changed or added. */
  readonly lines: number;
}

/** One set: what every tool says of it. osv-scanner is null where it was not run. */
export interface Compared {
  readonly id: string;
  readonly python: string;
  /** Requirements as written, and packages that uv installs of them. */
  readonly lines: number;
  readonly pins: number;
  readonly advisories: number;
  /** Of the list with every package pinned. */
  readonly pinned: { readonly pipAudit: Fixed; readonly osvScanner: Reported | null; readonly pinwarden: Fixed };
  /** Of the list as it is written. */
  readonly written: { readonly osvScanner: Reported | null; readonly pinwarden: Reported };
}

/** The tables of `docs/comparison.md`: the pinned lists, then the lists as written. */
export function comparisonTables(all: readonly Compared[]): string {
  const audits = ["found", "twice", "false", "fixed", "brought", "lines"];
  const scans = ["found", "twice", "false"];
  const pinned = [
    ...["list", "pins", "advisories"],
    ...named("pip-audit", audits),
    ...named("osv-scanner", scans),
    ...named("Pinwarden", audits),
  ];
  const written = ["list", "lines", "pins", "advisories", ...named("osv-scanner", scans), ...named("Pinwarden", scans)];
  return [
    ...table(
      pinned,
      all.map(({ id, pins, advisories, pinned: { pipAudit, osvScanner, pinwarden } }) => [
        ...[id, pins, advisories],
        ...fixedCells([pipAudit]),
        ...cells([osvScanner]),
        ...fixedCells([pinwarden]),
      ]),
      [
        ...sizes(all, ["pins", "advisories"]),
        ...fixedCells(all.map((one) => one.pinned.pipAudit)),
        ...cells(all.map((one) => one.pinned.osvScanner)),
        ...fixedCells(all.map((one) => one.pinned.pinwarden)),
      ],
    ),
    "",
    ...table(
      written,
      all.map(({ id, lines, pins, advisories, written: { osvScanner, pinwarden } }) => [
        ...[id, lines, pins, advisories],
        ...cells([osvScanner]),
        ...cells([pinwarden]),
      ]),
      [
        ...sizes(all, ["lines", "pins", "advisories"]),
        ...cells(all.map((one) => one.written.osvScanner)),
        ...cells(all.map((one) => one.written.pinwarden)),
      ],
    ),
    "",
    `Seconds for all: pip-audit ${seconds(all.map((one) => one.pinned.pipAudit))}, osv-scanner ${seconds(all.map((one) => one.pinned.osvScanner))}, Pinwarden ${seconds(all.map((one) => one.pinned.pinwarden))}; as written: osv-scanner ${seconds(all.map((one) => one.written.osvScanner))}, Pinwarden ${seconds(all.map((one) => one.written.pinwarden))}.`,
  ].join("\n");
}

const seconds = (all: readonly (Reported | null)[]): string =>
  all.includes(null) ? "–" : all.reduce((sum, one) => sum + (one?.seconds ?? 0), 0).toFixed(0);

type Cell = string | number;

/** A tool's columns: the first names it. */
const named = (tool: string, columns: readonly string[]): readonly string[] =>
  columns.map((column, at) => (at === 0 ? `${tool}: ${column}` : column));

function table(header: readonly Cell[], rows: readonly (readonly Cell[])[], total: readonly Cell[]): string[] {
  const line = (row: readonly Cell[]): string => `| ${row.join(" | ")} |`;
  return [line(header), `|${"---|".repeat(header.length)}`, ...rows.map(line), line(total)];
}

function sizes(all: readonly Compared[], of: readonly ("lines" | "pins" | "advisories")[]): readonly Cell[] {
  return [`**${all.length} lists**`, ...of.map((size) => all.reduce((sum, one) => sum + one[size], 0))];
}

/** The sum of what was reported; a dash where a tool was not run. */
function cells(reported: readonly (Reported | null)[]): readonly Cell[] {
  const there = reported.filter((one) => one !== null);
  const sum = (of: (one: Reported) => number): Cell =>
    there.length < reported.length ? "–" : there.reduce((all, one) => all + of(one), 0);
  return [sum((one) => one.found), sum((one) => one.twice), sum((one) => one.false)];
}

function fixedCells(all: readonly Fixed[]): readonly Cell[] {
  const sum = (of: (one: Fixed) => number): number => all.reduce((total, one) => total + of(one), 0);
  const broken = all.filter((one) => one.broken).length;
  const fixed = sum((one) => one.fixed);
  const fixedText = broken === 0 ? fixed : all.length === 1 ? "**broken**" : `${fixed}, ${broken} broken`;
  return [...cells(all), fixedText, sum((one) => one.brought), sum((one) => one.lines)];
}
