import type { DocumentEntry, DocumentValue } from "../document-value.ts";
import type { PythonArgument } from "./python-calls.ts";
import { pythonString, skipString, stringStart } from "./python-string.ts";

interface Arguments {
  readonly positional: readonly PythonArgument[];
  readonly keyword: ReadonlyMap<string, PythonArgument>;
  readonly end: number;
}

/** `steps`: characters that are gone over in search of the end of what is not understood, all together. */
const limits = { depth: 24, items: 20_000, steps: 4_000_000 } as const;
const closing: Readonly<Record<string, string>> = { "(": ")", "[": "]", "{": "}" };

/** Reads the literals of a Python text: strings, numbers, lists, tuples and dictionaries of them. */
export class PythonLiterals {
  readonly #text: string;
  #items = 0;
  #steps = 0;
  #constants: ReadonlyMap<string, PythonArgument> | null = null;

  constructor(text: string) {
    this.#text = text;
  }

  /** The end of the comment or string that starts here; `at` itself where none does. */
  skipQuiet(at: number): number {
    const character = this.#text[at];
    if (character === "#") return this.#lineEnd(at);
    return stringStart(this.#text, at) === null ? at : skipString(this.#text, at);
  }

  /** The next character that is no blank, comment, line break or continuation. */
  skipBlanks(from: number): number {
    let at = from;
    for (;;) {
      const character = this.#text[at];
      if (character === "#") at = this.#lineEnd(at);
      else if (character === "\\" && /[\r\n]/.test(this.#text[at + 1] ?? "")) at += 2;
      else if (character !== undefined && " \t\r\n\f".includes(character)) at += 1;
      else return at;
    }
  }

  /** Reads what stands between the bracket at `open` and its end. */
  argumentsAt(open: number): Arguments {
    const positional: PythonArgument[] = [];
    const keyword = new Map<string, PythonArgument>();
    let at = this.skipBlanks(open + 1);
    while (at < this.#text.length && this.#text[at] !== ")") {
      const named = this.#keywordAt(at);
      const argument = this.#argument(named?.end ?? at, 0);
      if (named !== null) keyword.set(named.name, argument);
      else positional.push(argument);
      at = this.skipBlanks(argument.end);
      if (this.#text[at] === ",") at = this.skipBlanks(at + 1);
      else if (this.#text[at] !== ")") break;
    }
    return { positional, keyword, end: Math.min(at + 1, this.#text.length) };
  }

  #keywordAt(at: number): { readonly name: string; readonly end: number } | null {
    const pattern = /([A-Za-z_]\w*)[ \t]*=(?!=)/y;
    pattern.lastIndex = at;
    const found = pattern.exec(this.#text);
    return found === null ? null : { name: found[1] ?? "", end: at + found[0].length };
  }

  /** One value up to the comma or bracket that ends it. */
  #argument(from: number, depth: number): PythonArgument {
    const start = this.skipBlanks(from);
    const read = this.#literal(start, depth);
    const after = read === null ? start : this.skipBlanks(read.end);
    if (read !== null && (after >= this.#text.length || ",)]}:".includes(this.#text[after] as string))) return read;
    const end = this.#expressionEnd(start);
    const name = this.#text.slice(start, end).trim();
    const constant = depth < limits.depth && /^[A-Za-z_]\w*$/.test(name) ? this.#constant(name) : null;
    return constant === null ? { value: null, computed: true, start, end } : { ...constant, end };
  }

  #literal(start: number, depth: number): PythonArgument | null {
    this.#items += 1;
    if (depth > limits.depth || this.#items > limits.items) return null;
    const character = this.#text[start];
    if (character === "[" || character === "(") return this.#sequence(start, depth);
    if (character === "{") return this.#dictionary(start, depth);
    const text = pythonString(this.#text, start);
    if (text !== null) return { value: text, computed: false, start, end: text.outerEnd };
    const word = /-?\d[\w.]*|True\b|False\b|None\b/y;
    word.lastIndex = start;
    const found = word.exec(this.#text)?.[0];
    if (found === undefined) return null;
    const end = start + found.length;
    const type = found === "None" ? "null" : /^[TF]/.test(found) ? "boolean" : "number";
    return { value: { kind: "scalar", type, text: found, plain: true, start, end }, computed: false, start, end };
  }

  #sequence(start: number, depth: number): PythonArgument {
    const close = closing[this.#text[start] as string] as string;
    const items: DocumentValue[] = [];
    let computed = false;
    let at = this.skipBlanks(start + 1);
    while (at < this.#text.length && this.#text[at] !== close) {
      const item = this.#argument(at, depth + 1);
      if (item.value !== null) items.push(item.value);
      computed ||= item.computed;
      at = this.skipBlanks(item.end);
      if (this.#text[at] !== ",") break;
      at = this.skipBlanks(at + 1);
    }
    const closed = this.#text[at] === close;
    const end = closed ? at + 1 : this.#expressionEnd(start);
    return { value: { kind: "list", items, start, end }, computed: computed || !closed, start, end };
  }

  #dictionary(start: number, depth: number): PythonArgument {
    const entries = new Map<string, DocumentEntry>();
    let computed = false;
    let at = this.skipBlanks(start + 1);
    while (at < this.#text.length && this.#text[at] !== "}") {
      const key = this.#argument(at, depth + 1);
      const colon = this.skipBlanks(key.end);
      if (this.#text[colon] !== ":" || key.end <= at) {
        computed = true;
        break;
      }
      const value = this.#argument(colon + 1, depth + 1);
      computed ||= key.computed || value.computed;
      if (key.value?.kind === "scalar" && value.value !== null)
        entries.set(key.value.text, { key: { start: key.start, end: key.end }, value: value.value });
      at = this.skipBlanks(value.end);
      if (this.#text[at] !== ",") break;
      at = this.skipBlanks(at + 1);
    }
    const closed = this.#text[at] === "}";
    const end = closed ? at + 1 : this.#expressionEnd(start);
    return { value: { kind: "table", entries, start, end }, computed: computed || !closed, start, end };
  }

  /** Where an expression that is not understood ends: at the comma, colon or bracket around it. Always past `start`'s own brackets. */
  #expressionEnd(start: number): number {
    let depth = 0;
    let at = start;
    while (at < this.#text.length) {
      this.#steps += 1;
      if (this.#steps > limits.steps) return this.#text.length;
      const quiet = this.skipQuiet(at);
      if (quiet > at) {
        at = quiet;
        continue;
      }
      const character = this.#text[at] as string;
      if (Object.hasOwn(closing, character)) depth += 1;
      else if (")]}".includes(character)) {
        if (depth === 0) return at;
        depth -= 1;
      } else if (depth === 0 && character === ",") return at;
      at += 1;
    }
    return at;
  }

  /** A name that the module's top level gives one literal, once. */
  #constant(name: string): PythonArgument | null {
    this.#constants ??= this.#topLevel();
    return this.#constants.get(name) ?? null;
  }

  #topLevel(): ReadonlyMap<string, PythonArgument> {
    // Set first, so that a constant that names another one is not followed in circles.
    this.#constants = new Map();
    const found = new Map<string, PythonArgument>();
    const twice = new Set<string>();
    const pattern = /^([A-Za-z_]\w*)[ \t]*(?::[^=\n]{1,100})?=(?!=)[ \t]*/gm;
    for (let match = pattern.exec(this.#text); match !== null; match = pattern.exec(this.#text)) {
      const name = match[1] as string;
      if (found.has(name)) twice.add(name);
      const start = match.index + match[0].length;
      const value = this.#literal(start, 1);
      if (value !== null && !value.computed && /[\r\n#]/.test(this.#text[this.#inlineEnd(value.end)] ?? "\n"))
        found.set(name, value);
      else twice.add(name);
    }
    for (const name of twice) found.delete(name);
    return found;
  }

  #inlineEnd(from: number): number {
    let at = from;
    while (this.#text[at] === " " || this.#text[at] === "\t") at += 1;
    return at;
  }

  #lineEnd(from: number): number {
    const newline = this.#text.indexOf("\n", from);
    return newline < 0 ? this.#text.length : newline;
  }
}
