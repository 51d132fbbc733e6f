import type { Matrix, MatrixCell } from "./matrix.ts";

const signs: Readonly<Record<MatrixCell["verdict"], string>> = { ok: "✅", limited: "⚠️", fail: "⛔", unknown: "❔" };

const legend = "✅ runs. ⚠️ runs by minor version compatibility or from PTX. ⛔ does not run. ❔ is not known.";

/** A matrix as a table of Markdown, with a note for every cell that is not plain. */
export function matrixMarkdown(matrix: Matrix): string {
  const head = [`${matrix.package}`, "CUDA", ...matrix.gpus];
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
  const rows = matrix.rows.map(({ release, cuda, cells }) => line([release, cuda, ...cells.map(cellText)]));
  return `${[`# ${title(matrix)}`, "", line(head), `|${" --- |".repeat(head.length)}`, ...rows, "", legend].join("\n")}\n`;
}

/** The same as a page of its own: nothing is loaded, and every text is escaped. */
export function matrixHtml(matrix: Matrix): string {
  const cells = (tag: string, texts: readonly string[]): string =>
    texts.map((text) => `<${tag}>${escaped(text)}</${tag}>`).join("");
  const rows = matrix.rows.map(
    ({ release, cuda, cells: row }) =>
      `<tr>${cells("th", [release])}${cells("td", [cuda])}${row.map((cell) => `<td class="${cell.verdict}" title="${escaped(cell.why)}">${escaped(cellText(cell))}</td>`).join("")}</tr>`,
  );
  return [
    "<!doctype html>",
    '<html lang="en"><head><meta charset="utf-8">',
    `<title>${escaped(title(matrix))}</title>`,
    "<style>body{font-family:sans-serif}table{border-collapse:collapse}td,th{border:1px solid #ccc;padding:.3em .6em;text-align:left}.fail{background:#fdd}.limited{background:#ffd}.unknown{background:#eee}</style>",
    `</head><body><h1>${escaped(title(matrix))}</h1>`,
    `<table><thead><tr>${cells("th", [matrix.package, "CUDA", ...matrix.gpus])}</tr></thead><tbody>`,
    ...rows,
    `</tbody></table><p>${legend}</p></body></html>`,
    "",
  ].join("\n");
}

const title = ({ package: name, driver }: Matrix): string =>
  driver === null ? `${name} by GPU` : `${name} by GPU on driver ${driver}`;

const cellText = ({ verdict, why }: MatrixCell): string =>
  verdict === "ok" ? `${signs.ok} ${why}`.trim() : `${signs[verdict]} ${why}`;

function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
}
