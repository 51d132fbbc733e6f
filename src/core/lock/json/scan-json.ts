import type { LockTable, LockValue } from "../located.ts";
import { lockLimits } from "../lock-limits.ts";

export type ScannedJson =
  | { readonly ok: true; readonly value: LockValue }
  | { readonly ok: false; readonly message: string; readonly offset: number };

/** Left inside this file alone, at the first thing that is wrong. */
class Fault {
  readonly message: string;
  readonly offset: number;
  constructor(message: string, offset: number) {
    this.message = message;
    this.offset = offset;
  }
}

/**
 * Reads JSON (RFC 8259) into values that know their place, as `JSON.parse` would read it save for the depth, which is bounded, and
 * for a key that stands twice, which is refused: two readers could take two values. A string's span is what stands between its
 * quotation marks where that is its value.
 */
export function scanJson(text: string): ScannedJson {
  try {
    const scanner = new JsonScanner(text);
    return { ok: true, value: scanner.document() };
  } catch (error) {
    if (error instanceof Fault) return { ok: false, message: error.message, offset: error.offset };
    throw error;
  }
}

const number = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;

class JsonScanner {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  document(): LockValue {
    const value = this.#value(0);
    this.#blanks();
    if (this.#at < this.#text.length) throw new Fault("the end of the file was expected", this.#at);
    return value;
  }

  #value(depth: number): LockValue {
    this.#blanks();
    if (depth > lockLimits.depth) throw new Fault(`values are nested more than ${lockLimits.depth} deep`, this.#at);
    const start = this.#at;
    switch (this.#text[start] ?? "") {
      case "{":
        return this.#table(depth);
      case "[":
        return this.#array(depth);
      case '"': {
        const { value, plain } = this.#string();
        const inside = plain ? 1 : 0;
        return { kind: "string", value, plain, start: start + inside, end: this.#at - inside };
      }
      default:
        return this.#word(start);
    }
  }

  #table(depth: number): LockTable {
    const start = this.#at;
    const entries: LockTable["entries"] = new Map();
    this.#at += 1;
    this.#blanks();
    while (this.#text[this.#at] !== "}") {
      if (entries.size > 0) this.#expect(",");
      this.#blanks();
      const keyStart = this.#at;
      if (this.#text[keyStart] !== '"') throw new Fault("a key was expected", keyStart);
      const { value: name } = this.#string();
      const key = { start: keyStart, end: this.#at };
      if (entries.has(name)) throw new Fault("the key stands twice", keyStart);
      this.#expect(":");
      entries.set(name, { key, value: this.#value(depth + 1) });
      this.#blanks();
    }
    this.#at += 1;
    return { kind: "table", entries, start, end: this.#at };
  }

  #array(depth: number): LockValue {
    const start = this.#at;
    const items: LockValue[] = [];
    this.#at += 1;
    this.#blanks();
    while (this.#text[this.#at] !== "]") {
      if (items.length > 0) this.#expect(",");
      items.push(this.#value(depth + 1));
      this.#blanks();
    }
    this.#at += 1;
    return { kind: "array", items, start, end: this.#at };
  }

  /** Up to and with the closing quotation mark. Escapes are left to `JSON.parse`, a string at a time. */
  #string(): { readonly value: string; readonly plain: boolean } {
    const start = this.#at;
    let plain = true;
    for (let at = start + 1; at < this.#text.length; at += 1) {
      const code = this.#text.charCodeAt(at);
      if (code === 0x22) {
        this.#at = at + 1;
        if (plain) return { value: this.#text.slice(start + 1, at), plain };
        return { value: this.#unescaped(start), plain };
      }
      if (code < 0x20) throw new Fault("a string has a control character in it", at);
      if (code === 0x5c) {
        plain = false;
        at += 1;
      }
    }
    throw new Fault("a string does not end", start);
  }

  #unescaped(start: number): string {
    try {
      return String(JSON.parse(this.#text.slice(start, this.#at)));
    } catch {
      throw new Fault("a string has an escape that JSON does not know", start);
    }
  }

  #word(start: number): LockValue {
    for (const word of ["true", "false", "null"]) {
      if (!this.#text.startsWith(word, start)) continue;
      this.#at = start + word.length;
      return word === "null"
        ? { kind: "other", start, end: this.#at }
        : { kind: "boolean", value: word === "true", start, end: this.#at };
    }
    number.lastIndex = start;
    if (!number.test(this.#text)) throw new Fault("a value was expected", start);
    this.#at = number.lastIndex;
    return { kind: "other", start, end: this.#at };
  }

  #expect(character: string): void {
    this.#blanks();
    if (this.#text[this.#at] !== character) throw new Fault(`\`${character}\` was expected`, this.#at);
    this.#at += 1;
  }

  #blanks(): void {
    for (;;) {
      const code = this.#text.charCodeAt(this.#at);
      if (code !== 0x20 && code !== 0x0a && code !== 0x0d && code !== 0x09) return;
      this.#at += 1;
    }
  }
}
