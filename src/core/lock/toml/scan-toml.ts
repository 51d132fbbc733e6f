import type { TomlTable, TomlValue } from "../../manifest/pyproject/toml-document.ts";
import { lockLimits } from "../lock-limits.ts";
import { isScalarText, scanTomlString } from "./scan-toml-scalar.ts";

/**
 * Reads the part of TOML that lock tools write: keys and values of one line, arrays over several, inline tables, headers
 * in any order. Null for anything else, valid or not: the full parser then says what it is. What it does read has the same
 * values and the same spans as there, at a tenth of the time.
 *
 * TOML 1.0: https://toml.io/en/v1.0.0
 */
export function scanToml(text: string): TomlTable | null {
  const scanner = new TomlScanner(text);
  return scanner.document() ? scanner.root : null;
}

interface Key {
  readonly name: string;
  readonly start: number;
  readonly end: number;
}

const lineFeed = 0x0a;
const quote = 0x22;
const apostrophe = 0x27;

class TomlScanner {
  readonly root: TomlTable;
  readonly #text: string;
  #at = 0;
  /** Tables that a header opened: a second one is an error, which the full parser tells. */
  readonly #opened = new Set<TomlTable>();
  /** Tables that only lead to one that a header opened: a header may still open them. */
  readonly #leading = new Set<TomlTable>();
  /** Tables that dotted keys made: only dotted keys of the same section may add to them. */
  readonly #dotted = new Set<TomlTable>();
  readonly #arraysOfTables = new Set<TomlValue>();

  constructor(text: string) {
    this.#text = text;
    this.root = table(0, text.length);
  }

  document(): boolean {
    let current: TomlTable | null = this.root;
    while (this.#toStatement()) {
      if (this.#at >= this.#text.length) return true;
      if (this.#code() === 0x5b /* [ */) {
        current = this.#header();
        if (current === null) return false;
      } else if (!this.#keyValue(current)) return false;
      if (!this.#lineEnd()) return false;
    }
    return false;
  }

  #code(): number {
    return this.#text.charCodeAt(this.#at);
  }

  /** `[a.b]` or `[[a.b]]` */
  #header(): TomlTable | null {
    this.#at += 1;
    const many = this.#code() === 0x5b;
    if (many) this.#at += 1;
    this.#blanks();
    const keys = this.#keys();
    if (keys === null || !this.#take(0x5d) || (many && !this.#take(0x5d))) return null;
    const first = keys[0] as Key;
    const last = keys.at(-1) as Key;
    const [start, end] = [first.start, last.end];
    let parent: TomlTable = this.root;
    for (const key of keys.slice(0, -1)) {
      const next = this.#step(parent, key.name, start, end);
      if (next === null) return null;
      parent = next;
    }
    return many ? this.#element(parent, last.name, start, end) : this.#open(parent, last.name, start, end);
  }

  /** A table on the way of a header: of an array of tables, its last one. */
  #step(parent: TomlTable, name: string, start: number, end: number): TomlTable | null {
    const value = parent.entries.get(name)?.value;
    if (value === undefined) {
      const made = put(parent, name, table(start, end));
      this.#leading.add(made);
      return made;
    }
    if (value.kind === "table") return this.#opened.has(value) || this.#leading.has(value) ? value : null;
    if (value.kind !== "array" || !this.#arraysOfTables.has(value)) return null;
    const last = value.items.at(-1);
    return last?.kind === "table" ? last : null;
  }

  #open(parent: TomlTable, name: string, start: number, end: number): TomlTable | null {
    const value = parent.entries.get(name)?.value;
    const opened = value === undefined ? put(parent, name, table(start, end)) : value;
    if (opened.kind !== "table" || (value !== undefined && !this.#leading.delete(opened))) return null;
    this.#opened.add(opened);
    return opened;
  }

  #element(parent: TomlTable, name: string, start: number, end: number): TomlTable | null {
    let array = parent.entries.get(name)?.value;
    if (array === undefined) {
      array = put(parent, name, { kind: "array", items: [], start, end });
      this.#arraysOfTables.add(array);
    }
    if (array.kind !== "array" || !this.#arraysOfTables.has(array)) return null;
    const element = table(start, end);
    array.items.push(element);
    this.#opened.add(element);
    return element;
  }

  #keyValue(parent: TomlTable, depth = 0): boolean {
    const keys = this.#keys();
    if (keys === null || !this.#take(0x3d /* = */)) return false;
    this.#blanks();
    let holder = parent;
    for (const { name, start, end } of keys.slice(0, -1)) {
      const value = holder.entries.get(name)?.value;
      if (value !== undefined && (value.kind !== "table" || !this.#dotted.has(value))) return false;
      const next = value?.kind === "table" ? value : put(holder, name, table(start, end));
      this.#dotted.add(next);
      holder = next;
    }
    const last = keys.at(-1) as Key;
    if (holder.entries.has(last.name)) return false;
    const value = this.#value(depth);
    if (value === null) return false;
    holder.entries.set(last.name, { key: { start: last.start, end: last.end }, value });
    return true;
  }

  #keys(): readonly Key[] | null {
    const keys: Key[] = [];
    for (;;) {
      const key = this.#key();
      if (key === null || keys.length >= lockLimits.depth) return null;
      keys.push(key);
      this.#blanks();
      if (this.#code() !== 0x2e /* . */) return keys;
      this.#at += 1;
      this.#blanks();
    }
  }

  #key(): Key | null {
    const start = this.#at;
    const code = this.#code();
    if (code === quote || code === apostrophe) {
      const read = scanTomlString(this.#text, start);
      if (read === null) return null;
      this.#at = read.after;
      return { name: read.value, start, end: read.after };
    }
    let end = start;
    while (isBareKey(this.#text.charCodeAt(end))) end += 1;
    if (end === start) return null;
    this.#at = end;
    return { name: this.#text.slice(start, end), start, end };
  }

  #value(depth: number): TomlValue | null {
    if (depth > lockLimits.depth) return null;
    const start = this.#at;
    switch (this.#code()) {
      case quote:
      case apostrophe: {
        const read = scanTomlString(this.#text, start);
        if (read === null) return null;
        this.#at = read.after;
        const { value, plain } = read;
        return plain
          ? { kind: "string", value, plain, start: start + 1, end: read.after - 1 }
          : { kind: "string", value, plain, start, end: read.after };
      }
      case 0x5b /* [ */:
        return this.#array(depth);
      case 0x7b /* { */:
        return this.#inlineTable(depth);
      default:
        return this.#scalar(start);
    }
  }

  #array(depth: number): TomlValue | null {
    const start = this.#at;
    const items: TomlValue[] = [];
    this.#at += 1;
    for (;;) {
      if (!this.#toStatement()) return null;
      if (this.#code() === 0x5d) break;
      const item = this.#value(depth + 1);
      if (item === null) return null;
      items.push(item);
      if (!this.#toStatement()) return null;
      if (this.#code() === 0x5d) break;
      if (this.#code() !== 0x2c /* , */) return null;
      this.#at += 1;
    }
    this.#at += 1;
    return { kind: "array", items, start, end: this.#at };
  }

  #inlineTable(depth: number): TomlValue | null {
    const start = this.#at;
    const entries: TomlTable["entries"] = new Map();
    const draft: TomlTable = { kind: "table", entries, start, end: start };
    this.#at += 1;
    this.#blanks();
    while (this.#code() !== 0x7d /* } */) {
      if (entries.size > 0) {
        if (!this.#take(0x2c)) return null;
        this.#blanks();
      }
      if (!this.#keyValue(draft, depth + 1)) return null;
      this.#blanks();
    }
    this.#at += 1;
    return { kind: "table", entries, start, end: this.#at };
  }

  #scalar(start: number): TomlValue | null {
    let end = start;
    while (isScalarCharacter(this.#text.charCodeAt(end))) end += 1;
    this.#at = end;
    const text = this.#text.slice(start, Math.min(end, start + 80));
    if (text === "true" || text === "false") return { kind: "boolean", value: text === "true", start, end };
    return end - start < 80 && isScalarText(text) ? { kind: "other", start, end } : null;
  }

  #blanks(): void {
    for (let code = this.#code(); code === 0x20 || code === 0x09; code = this.#code()) this.#at += 1;
  }

  /** The character, after blanks. */
  #take(code: number): boolean {
    this.#blanks();
    if (this.#code() !== code) return false;
    this.#at += 1;
    return true;
  }

  /** Blanks and a comment up to the end of the line. */
  #lineEnd(): boolean {
    this.#blanks();
    if (this.#code() === 0x23 /* # */ && !this.#comment()) return false;
    return this.#at >= this.#text.length || this.#lineBreak();
  }

  #lineBreak(): boolean {
    if (this.#code() === 0x0d && this.#text.charCodeAt(this.#at + 1) === lineFeed) this.#at += 1;
    if (this.#code() !== lineFeed) return false;
    this.#at += 1;
    return true;
  }

  /** To the first character that is no white space and in no comment; false where something stands that TOML does not allow. */
  #toStatement(): boolean {
    for (;;) {
      this.#blanks();
      const code = this.#code();
      if (code === 0x23) {
        if (!this.#comment()) return false;
      } else if (code === lineFeed || code === 0x0d) {
        if (!this.#lineBreak()) return false;
      } else return true;
    }
  }

  /** Up to the line's end; control characters are not allowed in comments either. */
  #comment(): boolean {
    for (;;) {
      this.#at += 1;
      const code = this.#code();
      if (this.#at >= this.#text.length || code === lineFeed) return true;
      if (code === 0x0d) return this.#text.charCodeAt(this.#at + 1) === lineFeed;
      if ((code < 0x20 && code !== 0x09) || code === 0x7f) return false;
    }
  }
}

function table(start: number, end: number): TomlTable {
  return { kind: "table", entries: new Map(), start, end };
}

function put<T extends TomlValue>(parent: TomlTable, name: string, value: T): T {
  parent.entries.set(name, { key: { start: value.start, end: value.end }, value });
  return value;
}

/** `A-Za-z0-9_-` */
function isBareKey(code: number): boolean {
  const letter = (code | 0x20) >= 0x61 && (code | 0x20) <= 0x7a;
  return letter || (code >= 0x30 && code <= 0x39) || code === 0x5f || code === 0x2d;
}

/** What numbers, dates and the words `true` and `false` are made of. */
function isScalarCharacter(code: number): boolean {
  return isBareKey(code) || code === 0x2b || code === 0x2e || code === 0x3a;
}
