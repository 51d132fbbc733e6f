import type { DocumentEntry, DocumentFault, DocumentTable, DocumentValue } from "./document-value.ts";

const limits = { characters: 1024 * 1024, depth: 32, values: 50_000 } as const;

interface Token {
  readonly kind: "name" | "number" | "string" | "sign" | "end";
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

class Refused {
  readonly fault: DocumentFault;
  constructor(fault: DocumentFault) {
    this.fault = fault;
  }
}

/**
 * Reads protocol buffers' text format as far as `config.pbtxt` files use it: fields, messages in braces or angle brackets, lists,
 * comments, and texts of several literals. A field that stands more than once becomes a list, since the schema is not at hand.
 *
 * Source: protobuf.dev, "Text Format Language Specification".
 */
export function readTextProto(
  text: string,
): { readonly ok: true; readonly value: DocumentTable } | { readonly ok: false; readonly fault: DocumentFault } {
  try {
    return { ok: true, value: new TextProtoReader(text).document() };
  } catch (refused) {
    if (!(refused instanceof Refused)) throw refused;
    return { ok: false, fault: refused.fault };
  }
}

class TextProtoReader {
  readonly #text: string;
  #next: Token;
  #values = 0;

  constructor(text: string) {
    this.#text = text;
    this.#next = { kind: "end", text: "", start: 0, end: 0 };
  }

  document(): DocumentTable {
    const { length } = this.#text;
    if (length > limits.characters)
      throw this.#refused("too-large", `The file has ${length} characters, and at most ${limits.characters} are read.`);
    this.#next = this.#scan(0);
    const value = this.#message(0, 0, null);
    return { ...value, end: length };
  }

  #message(start: number, depth: number, close: string | null): DocumentTable {
    if (depth > limits.depth)
      throw this.#refused("too-deep", `Messages are nested more than ${limits.depth} deep, the most that is read.`);
    const entries = new Map<string, DocumentEntry>();
    for (;;) {
      const token = this.#next;
      if (token.kind === "end" && close !== null) throw this.#refused("invalid", `Expected \`${close}\`.`);
      if (token.kind === "end" || (token.kind === "sign" && token.text === close))
        return { kind: "table", entries, start, end: token.end };
      if (token.kind !== "name") throw this.#refused("invalid", "Expected the name of a field.");
      this.#advance();
      add(entries, token, this.#field(depth));
      if (this.#isSign(",") || this.#isSign(";")) this.#advance();
    }
  }

  #field(depth: number): DocumentValue {
    const colon = this.#isSign(":");
    if (colon) this.#advance();
    if (!colon && !this.#isSign("{") && !this.#isSign("<") && !this.#isSign("["))
      throw this.#refused("invalid", "Expected `:` after the name of a field.");
    return this.#value(depth);
  }

  #value(depth: number): DocumentValue {
    this.#values += 1;
    if (this.#values > limits.values)
      throw this.#refused("too-large", `There are more than ${limits.values} values, the most that is read.`);
    const token = this.#next;
    if (token.kind === "sign" && token.text === "[") return this.#list(depth);
    if (token.kind === "sign" && (token.text === "{" || token.text === "<")) {
      this.#advance();
      const message = this.#message(token.start, depth + 1, token.text === "{" ? "}" : ">");
      this.#advance();
      return message;
    }
    if (token.kind === "string") return this.#string();
    if (token.kind !== "name" && token.kind !== "number") throw this.#refused("invalid", "Expected a value.");
    this.#advance();
    const type = token.kind === "number" ? "number" : /^(?:true|false)$/.test(token.text) ? "boolean" : "text";
    return { kind: "scalar", type, text: token.text, plain: true, start: token.start, end: token.end };
  }

  #list(depth: number): DocumentValue {
    if (depth > limits.depth)
      throw this.#refused("too-deep", `Lists are nested more than ${limits.depth} deep, the most that is read.`);
    const { start } = this.#next;
    this.#advance();
    const items: DocumentValue[] = [];
    while (!this.#isSign("]")) {
      items.push(this.#value(depth + 1));
      if (this.#isSign(",")) this.#advance();
      else if (!this.#isSign("]")) throw this.#refused("invalid", "Expected `,` or `]`.");
    }
    const { end } = this.#next;
    this.#advance();
    return { kind: "list", items, start, end };
  }

  /** Literals that follow each other are one text. */
  #string(): DocumentValue {
    const first = this.#next;
    const parts: string[] = [];
    let { end } = first;
    let count = 0;
    while (this.#next.kind === "string") {
      parts.push(this.#next.text.slice(1, -1));
      ({ end } = this.#next);
      count += 1;
      this.#advance();
    }
    const text = parts.join("");
    const plain = count === 1 && !text.includes("\\");
    return plain
      ? { kind: "scalar", type: "text", text, plain, start: first.start + 1, end: end - 1 }
      : { kind: "scalar", type: "text", text, plain, start: first.start, end };
  }

  #isSign(sign: string): boolean {
    return this.#next.kind === "sign" && this.#next.text === sign;
  }

  #advance(): void {
    this.#next = this.#scan(this.#next.end);
  }

  #scan(from: number): Token {
    const text = this.#text;
    let start = from;
    while (start < text.length) {
      const character = text[start] as string;
      if (character === "#") {
        const line = text.indexOf("\n", start);
        start = line < 0 ? text.length : line + 1;
      } else if (" \t\r\n\v\f".includes(character)) start += 1;
      else break;
    }
    if (start >= text.length) return { kind: "end", text: "", start, end: start };
    const character = text[start] as string;
    if (character === '"' || character === "'") return this.#literal(start, character);
    const word = /[A-Za-z_][\w./-]*|[-+]?[.\d][\w.+-]*/y;
    word.lastIndex = start;
    const found = word.exec(text)?.[0];
    if (found !== undefined)
      return { kind: /^[A-Za-z_]/.test(found) ? "name" : "number", text: found, start, end: start + found.length };
    return { kind: "sign", text: character, start, end: start + 1 };
  }

  #literal(start: number, mark: string): Token {
    let end = start + 1;
    while (end < this.#text.length && this.#text[end] !== mark && this.#text[end] !== "\n")
      end += this.#text[end] === "\\" ? 2 : 1;
    if (this.#text[end] !== mark)
      throw this.#refused("invalid", "The text has no end.", { kind: "end", text: "", start, end: start + 1 });
    return { kind: "string", text: this.#text.slice(start, end + 1), start, end: end + 1 };
  }

  #refused(code: DocumentFault["code"], message: string, at: Token = this.#next): Refused {
    const told = code === "invalid" ? `The file is not valid text format of protocol buffers: ${message}` : message;
    return new Refused({ code, message: told, hint: null, start: at.start, end: Math.max(at.end, at.start + 1) });
  }
}

function add(entries: Map<string, DocumentEntry>, name: Token, value: DocumentValue): void {
  const key = { start: name.start, end: name.end };
  const first = entries.get(name.text);
  if (first === undefined) {
    entries.set(name.text, { key, value });
    return;
  }
  const items = [first.value, value].flatMap((one) => (one.kind === "list" ? one.items : [one]));
  const list: DocumentValue = { kind: "list", items, start: first.value.start, end: value.end };
  entries.set(name.text, { key: first.key, value: list });
}
