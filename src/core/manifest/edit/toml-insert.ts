import { type AST, ParseError, parseTOML } from "toml-eslint-parser";

/** Where a table of dependencies stands, from the root. */
export type TomlPath = readonly [string, ...string[]];

/**
 * Adds a string to the array at a path, as its last item and laid out as the others are; the array, and its table, are made where there are none.
 * Null where the text is no TOML, or the path leads to something else. Nothing else of the text changes.
 */
export function addToTomlArray(text: string, path: TomlPath, item: string): string | null {
  const program = parsed(text);
  if (program === null) return null;
  const literal = JSON.stringify(item);
  const found = entryAt(program, path);
  if (found === null) return addEntry(text, program, path, `[${literal}]`);
  if (found.value.type !== "TOMLArray") return null;
  return insertItem(text, found.value, literal);
}

/** Adds a key with a string to the table at a path, as its last one; the table is made where there is none. Null as `addToTomlArray`. */
export function addTomlEntry(text: string, table: TomlPath, key: string, value: string): string | null {
  const program = parsed(text);
  if (program === null || entryAt(program, [...table, key]) !== null) return null;
  return addEntry(text, program, [...table, key], JSON.stringify(value));
}

function parsed(text: string): readonly Node[] | null {
  try {
    return parseTOML(text, { tomlVersion: "1.1" }).body[0].body;
  } catch (error) {
    if (error instanceof ParseError || error instanceof RangeError) return null;
    throw error;
  }
}

type Node = AST.TOMLKeyValue | AST.TOMLTable;

const keysOf = ({ key }: AST.TOMLKeyValue): readonly string[] =>
  key.keys.map((one) => (one.type === "TOMLBare" ? one.name : one.value));

const isAt = (keys: readonly (string | number)[], path: readonly string[]): boolean =>
  keys.length === path.length && keys.every((key, index) => key === path[index]);

/** The entry that is written for a path, under a header or with a dotted key. */
function entryAt(program: readonly Node[], path: readonly string[]): AST.TOMLKeyValue | null {
  for (const node of program) {
    const [above, entries] = node.type === "TOMLTable" ? [node.resolvedKey, node.body] : [[], [node]];
    const found = entries.find((entry) => isAt([...above, ...keysOf(entry)], path));
    if (found !== undefined) return found;
  }
  return null;
}

/** As the last entry of the table's section; a section of its own at the end where the table has none. */
function addEntry(text: string, program: readonly Node[], path: readonly string[], value: string): string {
  const lineBreak = /\r\n|\n/.exec(text)?.[0] ?? "\n";
  const line = `${bareOrQuoted(path.at(-1) ?? "")} = ${value}`;
  const above = path.slice(0, -1);
  const header = program.findLast(
    (node): node is AST.TOMLTable =>
      node.type === "TOMLTable" && node.kind === "standard" && isAt(node.resolvedKey, above),
  );
  if (header !== undefined) {
    const last = header.body.at(-1);
    const end = endOfLine(text, last === undefined ? header.key.range[1] : last.range[1]);
    const indent = last === undefined ? "" : indentAt(text, last.range[0]);
    return `${text.slice(0, end)}${lineBreak}${indent}${line}${text.slice(end)}`;
  }
  const body = text.trimEnd() === "" ? "" : `${withoutLastBreaks(text)}${lineBreak}${lineBreak}`;
  return `${body}[${above.map(bareOrQuoted).join(".")}]${lineBreak}${line}${lineBreak}`;
}

function withoutLastBreaks(text: string): string {
  let end = text.length;
  while (text.endsWith("\n", end)) end -= text.endsWith("\r\n", end) ? 2 : 1;
  return text.slice(0, end);
}

function insertItem(text: string, array: AST.TOMLArray, literal: string): string {
  const [start, end] = array.range;
  const last = array.elements.at(-1);
  if (last === undefined) return `${text.slice(0, start)}[${literal}]${text.slice(end)}`;
  const at = last.range[1];
  const after = text.slice(at, end - 1);
  const comma = /^\s*,/.exec(after)?.[0] ?? null;
  const lineStart = text.lastIndexOf("\n", last.range[0]) + 1;
  const ownLine = lineStart > start && text.slice(lineStart, last.range[0]).trim() === "";
  if (!ownLine) return `${text.slice(0, at)}, ${literal}${text.slice(at)}`;
  const lineBreak = text[lineStart - 2] === "\r" ? "\r\n" : "\n";
  const indent = text.slice(lineStart, last.range[0]);
  // What stands behind the item on its line, a comma and a comment, stays there.
  const stop = Math.min(endOfLine(text, at), end - 1);
  const rest = comma === null ? `,${text.slice(at, stop)}` : text.slice(at, stop);
  return `${text.slice(0, at)}${rest}${lineBreak}${indent}${literal}${comma === null ? "" : ","}${text.slice(stop)}`;
}

function endOfLine(text: string, from: number): number {
  const at = text.indexOf("\n", from);
  if (at === -1) return text.length;
  return text[at - 1] === "\r" ? at - 1 : at;
}

function indentAt(text: string, at: number): string {
  const start = text.lastIndexOf("\n", at) + 1;
  return /^[ \t]*/.exec(text.slice(start, at))?.[0] ?? "";
}

const bareOrQuoted = (key: string): string => (/^[A-Za-z0-9_-]+$/.test(key) ? key : JSON.stringify(key));
