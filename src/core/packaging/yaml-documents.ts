import type { CST, Document, Node, Pair } from "yaml";
import { Composer, isAlias, isMap, isPair, isScalar, isSeq, Parser } from "yaml";
import { measureTokens } from "../config/yaml-depth.ts";
import type { DocumentEntry, DocumentFault, DocumentScalar, DocumentTable, DocumentValue } from "./document-value.ts";

/** What a packaging file may be at most: a large one embeds example inputs, and has some thousand values. */
const limits = { depth: 64, tokens: 100_000, nodes: 100_000, aliases: 1000, documents: 200 } as const;

/** Most characters that are parsed. */
export const mostYamlCharacters = 1024 * 1024;

export interface YamlDocuments {
  /** One value for each document that could be read, in order; an empty document is left out. */
  readonly documents: readonly DocumentValue[];
  readonly faults: readonly DocumentFault[];
}

/** Thrown inside this file alone, to leave a document that is not worth reading on. */
class Refused {
  readonly fault: DocumentFault;
  constructor(fault: DocumentFault) {
    this.fault = fault;
  }
}

/**
 * Reads a stream of YAML documents as values that know their place, for files that are written for other tools: merge keys
 * are followed, unknown tags are passed over, and of a key that stands twice the last one counts, as those tools have it. Size,
 * depth, the number of values and of aliases are bounded, with aliases counted by what they stand for.
 */
export function readYamlDocuments(text: string): YamlDocuments {
  const fault = (code: DocumentFault["code"], message: string, hint: string | null, start = 0): YamlDocuments => ({
    documents: [],
    faults: [{ code, message, hint, start, end: start + 1 }],
  });
  if (text.length > mostYamlCharacters) {
    return fault(
      "too-large",
      `The file has ${text.length} characters, and at most ${mostYamlCharacters} are read.`,
      null,
    );
  }
  const bracket = deepBracket(text);
  if (bracket !== null) return tooDeep(bracket);
  try {
    return readBounded(text, fault);
  } catch (error) {
    // The parser recurses at each of thousands of keys that stand behind each other on one line.
    if (error instanceof RangeError)
      return fault("too-deep", "Keys stand behind each other past what can be read.", null);
    throw error;
  }
}

function readBounded(
  text: string,
  fault: (code: DocumentFault["code"], message: string, hint: string | null) => YamlDocuments,
): YamlDocuments {
  const tokens: CST.Token[] = [];
  for (const token of new Parser().parse(text)) tokens.push(token);
  const { tooDeepAt, count } = measureTokens(tokens, limits.depth);
  if (tooDeepAt !== null) return tooDeep(tooDeepAt);
  if (count > limits.tokens) {
    return fault("too-large", `The file has more than ${limits.tokens} keys and values, the most that is read.`, null);
  }
  const composer = new Composer({
    version: "1.2",
    schema: "core",
    uniqueKeys: false,
    merge: true,
    prettyErrors: false,
    strict: false,
    logLevel: "silent",
  });
  const documents: DocumentValue[] = [];
  const faults: DocumentFault[] = [];
  for (const document of composer.compose(tokens, false, text.length)) {
    if (documents.length + faults.length >= limits.documents) {
      const start = document.range[0];
      const message = `There are more than ${limits.documents} documents, the most that is read.`;
      faults.push({ code: "too-large", message, hint: "Split the file.", start, end: start + 1 });
      break;
    }
    const [error] = document.errors;
    if (error !== undefined) {
      const message = `The file is not valid YAML: ${error.message.slice(0, 200)}`;
      const hint = "Correct the line; until then nothing of the document is read.";
      faults.push({ code: "invalid", message, hint, start: error.pos[0], end: error.pos[1] });
      continue;
    }
    try {
      const value = new Walk(text).read(document as Document.Parsed);
      if (value !== null) documents.push(value);
    } catch (refused) {
      if (!(refused instanceof Refused)) throw refused;
      faults.push(refused.fault);
    }
  }
  return { documents, faults };
}

function tooDeep(start: number): YamlDocuments {
  const message = `Values are nested more than ${limits.depth} deep, the most that is read.`;
  return { documents: [], faults: [{ code: "too-deep", message, hint: "Flatten the value.", start, end: start + 1 }] };
}

/**
 * The first bracket that could stand deeper than the parser may be handed, whose own stack grows with them; null where there is
 * none. Brackets in texts count too, so the bound is far above what is accepted.
 */
function deepBracket(text: string): number | null {
  let depth = 0;
  for (let index = 0; index < text.length; index++) {
    const character = text[index];
    if (character === "[" || character === "{") depth += 1;
    else if ((character === "]" || character === "}") && depth > 0) depth -= 1;
    if (depth > 2000) return index;
  }
  return null;
}

class Walk {
  readonly #text: string;
  readonly #anchors = new Map<string, Node>();
  readonly #open = new Set<Node>();
  #nodes = 0;
  #aliases = 0;

  constructor(text: string) {
    this.#text = text;
  }

  read(document: Document.Parsed): DocumentValue | null {
    return document.contents === null ? null : this.#value(document.contents as Node, 0);
  }

  #value(node: Node | null, depth: number): DocumentValue {
    this.#nodes += 1;
    const start = node?.range?.[0] ?? 0;
    if (this.#nodes > limits.nodes)
      throw this.#refused("too-large", `There are more than ${limits.nodes} values, with aliases written out.`, start);
    if (depth > limits.depth)
      throw this.#refused(
        "too-deep",
        `Values are nested more than ${limits.depth} deep, the most that is read.`,
        start,
      );
    if (node === null) return { kind: "scalar", type: "null", text: "", plain: false, start, end: start };
    if (isAlias(node)) return this.#alias(node.source, node, depth);
    if (node.anchor !== undefined) this.#anchors.set(node.anchor, node);
    const end = node.range?.[1] ?? start;
    if (isScalar(node)) return this.#scalar(node.value, node.source, start, end);
    this.#open.add(node);
    const value: DocumentValue = isSeq<Node | null>(node)
      ? {
          kind: "list",
          items: node.items.map((item) => this.#value(isPair(item) ? null : item, depth + 1)),
          start,
          end,
        }
      : this.#table(isMap<Node, Node | null>(node) ? node.items : [], depth, start, end);
    this.#open.delete(node);
    return value;
  }

  #scalar(value: unknown, source: string | undefined, start: number, end: number): DocumentScalar {
    const type =
      value === null
        ? "null"
        : typeof value === "number" || typeof value === "bigint"
          ? "number"
          : typeof value === "boolean"
            ? "boolean"
            : "text";
    const text = source ?? "";
    if (this.#text.slice(start, end) === text) return { kind: "scalar", type, text, plain: true, start, end };
    // Between quotation marks the text stands as it is, unless it has an escape or a line break.
    const inner = this.#text.slice(start + 1, end - 1) === text;
    return inner
      ? { kind: "scalar", type, text, plain: true, start: start + 1, end: end - 1 }
      : { kind: "scalar", type, text, plain: false, start, end };
  }

  #alias(name: string, node: Node, depth: number): DocumentValue {
    this.#aliases += 1;
    const start = node.range?.[0] ?? 0;
    if (this.#aliases > limits.aliases)
      throw this.#refused("too-many-aliases", `There are more than ${limits.aliases} aliases.`, start);
    const target = this.#anchors.get(name);
    if (target === undefined) throw this.#refused("invalid", "An alias has no anchor before it.", start);
    if (this.#open.has(target)) throw this.#refused("invalid", "An alias stands inside of what it names.", start);
    return this.#value(target, depth);
  }

  #table(pairs: readonly Pair<Node, Node | null>[], depth: number, start: number, end: number): DocumentTable {
    const entries = new Map<string, DocumentEntry>();
    const merged: DocumentValue[] = [];
    for (const pair of pairs) {
      const { key } = pair;
      if (!isScalar(key)) continue;
      const name = key.source ?? String(key.value);
      const value = this.#value(pair.value, depth + 1);
      if (name === "<<" && value.kind !== "scalar") merged.push(...(value.kind === "list" ? value.items : [value]));
      else entries.set(name, { key: { start: key.range?.[0] ?? 0, end: key.range?.[1] ?? 0 }, value });
    }
    // What is merged in never wins over what is written, and of several the first wins (YAML's merge key, type tag of 2005).
    for (const source of merged) {
      if (source.kind !== "table") continue;
      for (const [name, entry] of source.entries) if (!entries.has(name)) entries.set(name, entry);
    }
    return { kind: "table", entries, start, end };
  }

  #refused(code: DocumentFault["code"], message: string, start: number): Refused {
    return new Refused({ code, message, hint: "Write the values out, or split the file.", start, end: start + 1 });
  }
}
