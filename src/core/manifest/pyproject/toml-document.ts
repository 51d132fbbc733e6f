import { type AST, ParseError, parseTOML } from "toml-eslint-parser";
import type { Origin } from "../../error.ts";
import type { SourceText } from "../source-text.ts";
import { deepestNesting } from "./toml-nesting.ts";

/** A value of a TOML document with the span where it is written. Tables are maps, so no key can reach a prototype. */
export type TomlValue =
  | (Span & {
      readonly kind: "string";
      readonly value: string /** True where the span is the text itself, with no escape in it. */;
      readonly plain: boolean;
    })
  | (Span & { readonly kind: "boolean"; readonly value: boolean })
  | (Span & { readonly kind: "array"; readonly items: TomlValue[] })
  | TomlTable
  | (Span & { readonly kind: "other" });

export interface TomlTable extends Span {
  readonly kind: "table";
  readonly entries: Map<string, TomlEntry>;
}

export interface TomlEntry {
  readonly key: Span;
  readonly value: TomlValue;
}

/** Offsets into the source; the end is exclusive. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

export type TomlDocument =
  | { readonly ok: true; readonly root: TomlTable }
  | { readonly ok: false; readonly message: string; readonly hint: string; readonly origin: Origin };

/** Deepest nesting of arrays and inline tables that is parsed: the parser recurses. */
const deepest = 64;

/**
 * Parses TOML into values that know their place. A string's span is what stands between its quotation marks where that
 * is its value, and the whole literal where it holds escapes, so that an edit can always replace the span.
 */
export function parseTomlDocument(source: SourceText): TomlDocument {
  const nesting = deepestNesting(source.text);
  if (nesting.depth > deepest) {
    const origin = source.origin(nesting.offset, nesting.offset + 1);
    const message = `Arrays, tables and keys are nested ${nesting.depth} deep, and at most ${deepest} are read.`;
    return { ok: false, message, hint: "Flatten the value.", origin };
  }
  try {
    // TOML 1.1 differs from 1.0 only in what it allows, and uv and pip are not of one mind about it: the wider one is read.
    const ast = parseTOML(source.text, { tomlVersion: "1.1" });
    return { ok: true, root: documentOf(ast, source.text) };
  } catch (error) {
    if (error instanceof RangeError) return tooLong(source);
    if (!(error instanceof ParseError)) throw error;
    const offset = Math.min(error.index, source.text.length);
    const message = `The file is not valid TOML: ${error.message}`;
    return {
      ok: false,
      message,
      hint: "Correct the line; until then nothing of the file is read.",
      origin: source.origin(offset, offset + 1),
    };
  }
}

/** The parser hands a token's characters over as arguments of one call, and an engine takes some hundred thousand. */
function tooLong(source: SourceText): TomlDocument {
  const message = "The file holds a string or a number that is too long to be read.";
  return { ok: false, message, hint: "Shorten it to less than 100,000 characters.", origin: source.origin(0, 1) };
}

function documentOf(ast: AST.TOMLProgram, text: string): TomlTable {
  const root = table(0, text.length);
  for (const node of ast.body[0].body) {
    if (node.type === "TOMLKeyValue") {
      assign(root, node, text);
      continue;
    }
    const target = tableAt(root, node);
    for (const entry of node.body) assign(target, entry, text);
  }
  return root;
}

/** Walks to the table that a `[header]` opens, making the tables and array elements on the way. */
function tableAt(root: TomlTable, node: AST.TOMLTable): TomlTable {
  const [start, end] = node.key.range;
  let current: TomlValue = root;
  const path = node.resolvedKey;
  for (let index = 0; index < path.length; index++) {
    const step = path[index] as string | number;
    const makesArray = typeof path[index + 1] === "number";
    const fresh: TomlValue = makesArray ? { kind: "array", items: [], start, end } : table(start, end);
    const next: TomlValue = child(current, step, fresh);
    current = next;
  }
  return current.kind === "table" ? current : table(start, end);
}

function child(parent: TomlValue, step: string | number, fresh: TomlValue): TomlValue {
  if (parent.kind === "array" && typeof step === "number") {
    const existing = parent.items[step];
    if (existing !== undefined) return existing;
    parent.items.push(fresh);
    return fresh;
  }
  if (parent.kind !== "table") return fresh;
  const existing = parent.entries.get(String(step));
  if (existing !== undefined) return existing.value;
  parent.entries.set(String(step), { key: { start: fresh.start, end: fresh.end }, value: fresh });
  return fresh;
}

function assign(target: TomlTable, node: AST.TOMLKeyValue, text: string): void {
  let current = target;
  const keys = node.key.keys;
  for (const key of keys.slice(0, -1)) {
    const [start, end] = key.range;
    const next = child(current, keyText(key), table(start, end));
    if (next.kind !== "table") return;
    current = next;
  }
  const last = keys.at(-1);
  if (last === undefined) return;
  const [start, end] = last.range;
  current.entries.set(keyText(last), { key: { start, end }, value: located(node.value, text) });
}

function keyText(key: AST.TOMLBare | AST.TOMLQuoted): string {
  return key.type === "TOMLBare" ? key.name : key.value;
}

function located(node: AST.TOMLContentNode, text: string): TomlValue {
  const [start, end] = node.range;
  if (node.type === "TOMLArray")
    return { kind: "array", items: node.elements.map((element) => located(element, text)), start, end };
  if (node.type === "TOMLInlineTable") {
    const result = table(start, end);
    for (const entry of node.body) assign(result, entry, text);
    return result;
  }
  if (node.kind === "boolean") return { kind: "boolean", value: node.value, start, end };
  if (node.kind !== "string") return { kind: "other", start, end };
  const marks = node.multiline ? 3 : 1;
  const plain = text.slice(start + marks, end - marks) === node.value;
  return plain
    ? { kind: "string", value: node.value, plain, start: start + marks, end: end - marks }
    : { kind: "string", value: node.value, plain, start, end };
}

function table(start: number, end: number): TomlTable {
  return { kind: "table", entries: new Map(), start, end };
}

/** The value at a path of keys, or null where there is none. */
export function tomlAt(root: TomlTable, ...path: readonly string[]): TomlValue | null {
  let current: TomlValue = root;
  for (const key of path) {
    if (current.kind !== "table") return null;
    const entry = current.entries.get(key);
    if (entry === undefined) return null;
    current = entry.value;
  }
  return current;
}
