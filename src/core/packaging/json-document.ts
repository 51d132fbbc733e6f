import type { DocumentEntry, DocumentFault, DocumentValue } from "./document-value.ts";

const limits = { characters: 4 * 1024 * 1024, depth: 64, values: 200_000 } as const;

class Refused {
  readonly fault: DocumentFault;
  constructor(fault: DocumentFault) {
    this.fault = fault;
  }
}

/** Reads JSON (RFC 8259) as a value that knows its place. Of a key that stands twice the last one counts, as in every reader that is in use. */
export function readJsonDocument(
  text: string,
): { readonly ok: true; readonly value: DocumentValue } | { readonly ok: false; readonly fault: DocumentFault } {
  try {
    return { ok: true, value: new JsonReader(text).document() };
  } catch (refused) {
    if (!(refused instanceof Refused)) throw refused;
    return { ok: false, fault: refused.fault };
  }
}

class JsonReader {
  readonly #text: string;
  #at = 0;
  #values = 0;

  constructor(text: string) {
    this.#text = text;
  }

  document(): DocumentValue {
    const { length } = this.#text;
    if (length > limits.characters)
      throw this.#refused(
        "too-large",
        `The file has ${length} characters, and at most ${limits.characters} are read.`,
        0,
      );
    const value = this.#value(0);
    this.#blanks();
    if (this.#at < length) throw this.#refused("invalid", "Expected the end of the file.");
    return value;
  }

  #value(depth: number): DocumentValue {
    this.#blanks();
    this.#values += 1;
    if (depth > limits.depth)
      throw this.#refused("too-deep", `Values are nested more than ${limits.depth} deep, the most that is read.`);
    if (this.#values > limits.values)
      throw this.#refused("too-large", `There are more than ${limits.values} values, the most that is read.`);
    const start = this.#at;
    const character = this.#text[start];
    if (character === "{") return this.#table(depth);
    if (character === "[") return this.#list(depth);
    if (character === '"') return this.#string();
    const word = /[-+.\w]*/y;
    word.lastIndex = start;
    const text = word.exec(this.#text)?.[0] ?? "";
    this.#at = start + text.length;
    const type =
      text === "true" || text === "false"
        ? "boolean"
        : text === "null"
          ? "null"
          : /^-?\d/.test(text) || /^(?:NaN|-?Infinity)$/.test(text)
            ? "number"
            : null;
    if (type === null) throw this.#refused("invalid", "Expected a value.", start);
    return { kind: "scalar", type, text, plain: true, start, end: this.#at };
  }

  #table(depth: number): DocumentValue {
    const start = this.#at++;
    const entries = new Map<string, DocumentEntry>();
    this.#blanks();
    if (this.#text[this.#at] === "}") return { kind: "table", entries, start, end: ++this.#at };
    for (;;) {
      this.#blanks();
      if (this.#text[this.#at] !== '"') throw this.#refused("invalid", "Expected a key in quotation marks.");
      const key = this.#string();
      this.#blanks();
      if (this.#text[this.#at] !== ":") throw this.#refused("invalid", "Expected `:` after the key.");
      this.#at += 1;
      entries.set(key.text, { key: { start: key.start, end: key.end }, value: this.#value(depth + 1) });
      if (!this.#goesOn("}")) return { kind: "table", entries, start, end: this.#at };
    }
  }

  #list(depth: number): DocumentValue {
    const start = this.#at++;
    const items: DocumentValue[] = [];
    this.#blanks();
    if (this.#text[this.#at] === "]") return { kind: "list", items, start, end: ++this.#at };
    for (;;) {
      items.push(this.#value(depth + 1));
      if (!this.#goesOn("]")) return { kind: "list", items, start, end: this.#at };
    }
  }

  /** After an item: true for a comma, false for the end. */
  #goesOn(end: string): boolean {
    this.#blanks();
    const character = this.#text[this.#at];
    if (character !== "," && character !== end) throw this.#refused("invalid", `Expected \`,\` or \`${end}\`.`);
    this.#at += 1;
    return character === ",";
  }

  #string(): Extract<DocumentValue, { kind: "scalar" }> {
    const start = this.#at;
    let end = start + 1;
    while (end < this.#text.length && this.#text[end] !== '"' && this.#text[end] !== "\n")
      end += this.#text[end] === "\\" ? 2 : 1;
    if (this.#text[end] !== '"') throw this.#refused("invalid", "The text has no end.", start);
    this.#at = end + 1;
    const inner = this.#text.slice(start + 1, end);
    if (!inner.includes("\\")) return { kind: "scalar", type: "text", text: inner, plain: true, start: start + 1, end };
    const text = unescaped(this.#text.slice(start, end + 1));
    if (text === null) throw this.#refused("invalid", "The text has an escape that JSON does not know.", start);
    return { kind: "scalar", type: "text", text, plain: false, start, end: end + 1 };
  }

  #blanks(): void {
    while (this.#at < this.#text.length && " \t\r\n".includes(this.#text[this.#at] as string)) this.#at += 1;
  }

  #refused(code: DocumentFault["code"], message: string, start = this.#at): Refused {
    const told = code === "invalid" ? `The file is not valid JSON: ${message}` : message;
    return new Refused({ code, message: told, hint: null, start, end: start + 1 });
  }
}

function unescaped(literal: string): string | null {
  try {
    const value: unknown = JSON.parse(literal);
    return typeof value === "string" ? value : null;
  } catch {
    return null;
  }
}
