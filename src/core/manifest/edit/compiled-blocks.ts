import type { PackageName } from "../../python/name.ts";
import { quoted } from "../quoted.ts";
import { readText, type WholeReader } from "./edit-requirements.ts";
import { type EditResult, refused } from "./specifier-edit.ts";

/** A pin of a compiled list: its line, its hashes, and who asks for it. */
export interface CompiledPin {
  readonly name: PackageName;
  readonly version: string;
  /** As `sha256:…`; empty where the list has none. */
  readonly hashes: readonly string[];
  /** Names of the packages that ask for it. */
  readonly via: readonly string[];
}

/** The lines of one pin: the requirement with what continues it, and the comments below that say where it comes from. */
interface Block {
  readonly name: PackageName;
  /** Index of its first line. */
  readonly start: number;
  /** Index behind its last line. */
  readonly end: number;
}

/**
 * Adds pins to a list that pip-compile or uv wrote, and takes others out, with their comments: each where its name belongs in the order of
 * the list. Every other line stays to the letter. The result is read again, and refused where it would say anything else.
 */
export function editCompiled(
  read: WholeReader,
  path: string,
  content: string,
  added: readonly CompiledPin[],
  removed: ReadonlySet<PackageName>,
): EditResult {
  const lineBreak = /\r\n|\n|\r/.exec(content)?.[0] ?? "\n";
  const lines = content.split(/\r\n|\n|\r/);
  const before = readText(read, path, content.replace(/^\uFEFF/, ""));
  const names = new Set(before.map(({ specifier }) => specifier.name));
  const twice = before.find(
    ({ specifier }, index) => before.findIndex((one) => one.specifier.name === specifier.name) !== index,
  );
  if (twice !== undefined) {
    return refused(
      `${quoted(path)} lists ${twice.specifier.name} more than once.`,
      "Compile it again with its own tool.",
    );
  }
  const blocks = before.map(({ specifier, origin }): Block => {
    const start = origin.line - 1;
    return { name: specifier.name, start, end: endOfBlock(lines, start) };
  });
  const kept: string[] = [];
  const waiting = added.filter(({ name }) => !names.has(name)).sort((a, b) => (a.name < b.name ? -1 : 1));
  let at = 0;
  for (const { name, start, end } of blocks) {
    kept.push(...lines.slice(at, start));
    while (waiting[0] !== undefined && waiting[0].name < name) kept.push(...linesOf(waiting.shift() as CompiledPin));
    if (!removed.has(name)) kept.push(...lines.slice(start, end));
    at = end;
  }
  for (const pin of waiting) kept.push(...linesOf(pin));
  const edited = [...kept, ...lines.slice(at)].join(lineBreak);
  const after = new Set(readText(read, path, edited.replace(/^\uFEFF/, "")).map(({ specifier }) => specifier.name));
  const expected = new Set([...names, ...added.map(({ name }) => name)].filter((name) => !removed.has(name)));
  if (after.size !== expected.size || [...expected].some((name) => !after.has(name))) {
    return refused(
      `${quoted(path)} is laid out in a way in which no line can be added.`,
      "Compile it again with its own tool.",
    );
  }
  return { kind: "edited", content: edited };
}

/** What a backslash continues, then comments that are indented: `    # via torch`. */
function endOfBlock(lines: readonly string[], start: number): number {
  let end = start + 1;
  while (end < lines.length && (lines[end - 1] ?? "").trimEnd().endsWith("\\")) end += 1;
  while (end < lines.length && /^\s+#/.test(lines[end] ?? "")) end += 1;
  return end;
}

function linesOf({ name, version, hashes, via }: CompiledPin): string[] {
  const options = hashes.map((hash) => `    --hash=${hash}`);
  const head = [`${name}==${version}`, ...options].map((line, index, all) =>
    index + 1 < all.length ? `${line} \\` : line,
  );
  if (via.length === 0) return head;
  if (via.length === 1) return [...head, `    # via ${via[0]}`];
  return [...head, "    # via", ...via.map((one) => `    #   ${one}`)];
}
