import type { Sourced } from "../../src/core/accelerator/tables.ts";

/** A table of Markdown. The cells are plain text. */
export function grid(header: readonly string[], rows: readonly (readonly string[])[]): string {
  return rawGrid(
    header,
    rows.map((cells) => cells.map(cell)),
  );
}

/** The same with cells that are Markdown already. */
export function rawGrid(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(" | ")} |`;
  return [line(header), `|${" --- |".repeat(header.length)}`, ...rows.map(line)].join("\n");
}

/** Keeps a text inside its cell; `<`, `*` and `_` would be read as markup. */
export function cell(text: string): string {
  return text.replace(/[|*_<`[\]]/g, (character) => `\\${character}`);
}

export function rangeText({ from, through }: { readonly from: string; readonly through: string }): string {
  return from === through ? from : `${from} to ${through}`;
}

export function branchText(branch: number | null): string {
  return branch === null ? "" : `R${branch}`;
}

export function sourcesText({ source }: Sourced): string {
  return source.join(", ");
}
