/** The `# /// script` block of a Python file (PEP 723). */
export type ScriptBlock =
  /** The file's text with everything but the block's TOML blank, so that places stay what they are. */
  | { readonly kind: "block"; readonly toml: string }
  | { readonly kind: "none" }
  /** Several blocks, or one that is not closed: what a tool would make of it differs. */
  | { readonly kind: "invalid"; readonly message: string; readonly start: number; readonly end: number };

/** Finds the block, line by line: each of its lines is `#`, or begins with `# `, and `# ///` closes it at its last occurrence. */
export function findScriptBlock(text: string): ScriptBlock {
  const lines = linesOf(text);
  const blocks: { readonly first: number; readonly last: number }[] = [];
  for (let index = 0; index < lines.length; index++) {
    if (lineText(text, lines[index]).trimEnd() !== "# /// script") continue;
    const last = closing(text, lines, index);
    if (last === null) {
      const [start, end] = lines[index] as Line;
      return { kind: "invalid", message: "The block `# /// script` is never closed by `# ///`.", start, end };
    }
    blocks.push({ first: index, last });
    index = last;
  }
  const [block, second] = blocks;
  if (second !== undefined) {
    const [start, end] = lines[second.first] as Line;
    return { kind: "invalid", message: "There are several blocks `# /// script`, and PEP 723 allows one.", start, end };
  }
  if (block === undefined) return { kind: "none" };
  return { kind: "block", toml: masked(text, lines, block.first, block.last) };
}

type Line = readonly [start: number, end: number];

/** Index of the last `# ///` among the comment lines that follow; null where there is none. */
function closing(text: string, lines: readonly Line[], opening: number): number | null {
  let last: number | null = null;
  for (let index = opening + 1; index < lines.length; index++) {
    const line = lineText(text, lines[index]);
    if (line.trimEnd() !== "#" && !line.startsWith("# ")) break;
    if (line.trimEnd() === "# ///") last = index;
  }
  return last;
}

function masked(text: string, lines: readonly Line[], first: number, last: number): string {
  const parts: string[] = [];
  let from = 0;
  for (let index = first + 1; index < last; index++) {
    const [start, end] = lines[index] as Line;
    const content = Math.min(start + 2, end);
    parts.push(text.slice(from, content).replace(/[^\r\n]/g, " "), text.slice(content, end));
    from = end;
  }
  // The text ends with the block, so that what is never closed is found in it.
  return parts.join("");
}

function lineText(text: string, line: Line | undefined): string {
  return line === undefined ? "" : text.slice(line[0], line[1]);
}

function linesOf(text: string): readonly Line[] {
  const lines: Line[] = [];
  let start = 0;
  for (const match of text.matchAll(/\r\n|\n|\r/g)) {
    lines.push([start, match.index]);
    start = match.index + match[0].length;
  }
  lines.push([start, text.length]);
  return lines;
}
