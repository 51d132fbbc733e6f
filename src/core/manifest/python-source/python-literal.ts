import type { PythonToken } from "./python-tokens.ts";

/** What an expression says without being run. Offsets into the source; the end is exclusive. */
export type PythonLiteral = Span &
  (
    | {
        readonly kind: "string";
        readonly value: string;
        /** How the text is written: as it is between the marks that the span leaves out, as one literal with escapes, or in pieces. */
        readonly written: "plain" | "escaped" | "pieces";
      }
    | { readonly kind: "list"; readonly items: readonly PythonLiteral[] }
    | { readonly kind: "dict"; readonly entries: readonly (readonly [key: PythonLiteral, value: PythonLiteral])[] }
    /** A number, `None`, `True`, `False`. */
    | { readonly kind: "constant"; readonly text: string }
    /** `module.name(…)`: which function it is, with its arguments. */
    | {
        readonly kind: "call";
        readonly name: string;
        readonly positional: readonly PythonLiteral[];
        readonly named: ReadonlyMap<string, PythonLiteral>;
        readonly spread: boolean;
      }
    /** It is computed. */
    | { readonly kind: "computed" }
  );

interface Span {
  readonly start: number;
  readonly end: number;
}

/** Names that have one value for the whole run of the file, and where their expressions begin. */
export type Bindings = ReadonlyMap<string, number>;

const deepest = 40;

/**
 * Reads the expression at `index` of the tokens as far as it is literal: strings, lists, tuples, sets, dictionaries, their sums, names that
 * are bound once to such, and calls as such. Answers it with the index behind it. Nothing is run.
 */
export function literalAt(
  tokens: readonly PythonToken[],
  index: number,
  bindings: Bindings,
): { readonly value: PythonLiteral; readonly next: number } {
  const reader = new LiteralReader(tokens, bindings);
  const value = reader.expression(index, 0);
  return { value, next: reader.next };
}

class LiteralReader {
  readonly #tokens: readonly PythonToken[];
  readonly #bindings: Bindings;
  /** The index of the bracket that closes the one at an index; of one that is not closed, the index of the end. */
  readonly #closing: ReadonlyMap<number, number>;
  /** How often a name was followed: a chain of sums of sums would double each time. */
  #followed = 0;
  next = 0;

  constructor(tokens: readonly PythonToken[], bindings: Bindings) {
    this.#tokens = tokens;
    this.#bindings = bindings;
    this.#closing = closingBrackets(tokens);
  }

  expression(index: number, depth: number): PythonLiteral {
    const start = this.#at(index).start;
    let value = this.#primary(index, depth);
    while (this.#isSign(this.next, "+")) value = sum(value, this.#primary(this.next + 1, depth));
    if (this.#endsExpression(this.next)) return value;
    // A condition, a comprehension, an operator: what it comes to is not known.
    this.next = this.#skip(this.next);
    return { kind: "computed", start, end: this.#at(this.next - 1).end };
  }

  #primary(index: number, depth: number): PythonLiteral {
    const token = this.#at(index);
    if (depth > deepest) return this.#computed(index);
    if (token.kind === "string") return this.#string(index);
    if (token.kind === "sign" && "([".includes(token.text))
      return this.#list(index, token.text === "(" ? ")" : "]", depth);
    if (token.kind === "sign" && token.text === "{") return this.#braces(index, depth);
    if (token.kind === "number") return this.#constant(index);
    if (token.kind === "name")
      return /^(?:None|True|False)$/.test(token.text) ? this.#constant(index) : this.#name(index, depth);
    return this.#computed(index);
  }

  #constant(index: number): PythonLiteral {
    const { text, start, end } = this.#at(index);
    this.next = index + 1;
    return { kind: "constant", text, start, end };
  }

  #string(index: number): PythonLiteral {
    let value = "";
    let at = index;
    let known = true;
    let written: "plain" | "escaped" | "pieces" = "plain";
    for (; this.#at(at).kind === "string"; at++) {
      const piece = stringValue(this.#at(at).text);
      if (piece === null) known = false;
      else {
        value += piece.value;
        written = piece.plain ? "plain" : "escaped";
      }
    }
    this.next = at;
    const { start, text } = this.#at(index);
    const { end } = this.#at(at - 1);
    if (!known) return { kind: "computed", start, end };
    if (at > index + 1) return { kind: "string", value, written: "pieces", start, end };
    if (written === "escaped") return { kind: "string", value, written, start, end };
    const { open, close } = marksOf(text);
    return { kind: "string", value, written, start: start + open, end: end - close };
  }

  #list(index: number, close: string, depth: number): PythonLiteral {
    const items: PythonLiteral[] = [];
    let at = index + 1;
    let commas = 0;
    while (!this.#isSign(at, close) && this.#at(at).kind !== "end") {
      if (this.#isSign(at, "*")) {
        const spread = this.expression(at + 1, depth + 1);
        items.push(...(spread.kind === "list" ? spread.items : [computedLike(spread)]));
      } else items.push(this.expression(at, depth + 1));
      at = this.next;
      if (this.#isSign(at, ",")) {
        commas++;
        at++;
      } else if (!this.#isSign(at, close)) return this.#computed(index);
    }
    this.next = at + 1;
    const [only] = items;
    if (close === ")" && items.length === 1 && commas === 0 && only !== undefined) return only;
    return { kind: "list", items, start: this.#at(index).start, end: this.#at(at).end };
  }

  /** A dictionary or a set. */
  #braces(index: number, depth: number): PythonLiteral {
    const entries: (readonly [PythonLiteral, PythonLiteral])[] = [];
    const items: PythonLiteral[] = [];
    let at = index + 1;
    while (!this.#isSign(at, "}") && this.#at(at).kind !== "end") {
      if (this.#isSign(at, "**")) {
        const spread = this.expression(at + 1, depth + 1);
        if (spread.kind === "dict") entries.push(...spread.entries);
        else entries.push([computedLike(spread), computedLike(spread)]);
      } else {
        const key = this.expression(at, depth + 1);
        if (this.#isSign(this.next, ":")) entries.push([key, this.expression(this.next + 1, depth + 1)]);
        else items.push(key);
      }
      at = this.next;
      if (this.#isSign(at, ",")) at++;
      else if (!this.#isSign(at, "}")) return this.#computed(index);
    }
    this.next = at + 1;
    const { start } = this.#at(index);
    const { end } = this.#at(at);
    return items.length > 0 ? { kind: "list", items, start, end } : { kind: "dict", entries, start, end };
  }

  #name(index: number, depth: number): PythonLiteral {
    let at = index + 1;
    let name = this.#at(index).text;
    while (this.#isSign(at, ".") && this.#at(at + 1).kind === "name") {
      name += `.${this.#at(at + 1).text}`;
      at += 2;
    }
    if (this.#isSign(at, "(")) return this.#call(index, at, name, depth);
    const bound = name.includes(".") ? undefined : this.#bindings.get(name);
    this.next = at;
    if (bound === undefined || this.#followed++ > 200) return this.#computed(index);
    const behind = at;
    const value = this.expression(bound, depth + 1);
    this.next = behind;
    return value;
  }

  #call(index: number, open: number, name: string, depth: number): PythonLiteral {
    const positional: PythonLiteral[] = [];
    const named = new Map<string, PythonLiteral>();
    let spread = false;
    let at = open + 1;
    while (!this.#isSign(at, ")") && this.#at(at).kind !== "end") {
      if (this.#isSign(at, "**")) {
        const value = this.expression(at + 1, depth + 1);
        spread ||= !spreadInto(named, value);
      } else if (this.#isSign(at, "*")) {
        this.expression(at + 1, depth + 1);
        spread = true;
      } else if (this.#at(at).kind === "name" && this.#isSign(at + 1, "=")) {
        named.set(this.#at(at).text, this.expression(at + 2, depth + 1));
      } else positional.push(this.expression(at, depth + 1));
      at = this.next;
      if (this.#isSign(at, ",")) at++;
      else if (!this.#isSign(at, ")")) return this.#computed(index);
    }
    this.next = at + 1;
    return { kind: "call", name, positional, named, spread, start: this.#at(index).start, end: this.#at(at).end };
  }

  /** Passes over the rest of an expression that is not literal. */
  #computed(index: number): PythonLiteral {
    const { start } = this.#at(index);
    this.next = this.#skip(index);
    return { kind: "computed", start, end: this.#at(Math.max(index, this.next - 1)).end };
  }

  /** The index of the comma, the closing bracket or the line's end that ends the expression. */
  #skip(index: number): number {
    for (let at = index; ; at++) {
      const token = this.#at(at);
      if (token.kind === "end" || token.kind === "newline") return at;
      if (token.kind !== "sign") continue;
      if ([",", ":", ")", "]", "}"].includes(token.text)) return at;
      const closing = this.#closing.get(at);
      if (closing === undefined) continue;
      if (closing >= this.#tokens.length - 1) return this.#tokens.length - 1;
      at = closing;
    }
  }

  #endsExpression(index: number): boolean {
    const { kind, text } = this.#at(index);
    return kind === "end" || kind === "newline" || (kind === "sign" && [",", ")", "]", "}", ":", ";"].includes(text));
  }

  #isSign(index: number, sign: string): boolean {
    const token = this.#at(index);
    return token.kind === "sign" && token.text === sign;
  }

  #at(index: number): PythonToken {
    return this.#tokens[index] ?? (this.#tokens.at(-1) as PythonToken);
  }
}

function closingBrackets(tokens: readonly PythonToken[]): ReadonlyMap<number, number> {
  const closing = new Map<number, number>();
  const open: number[] = [];
  for (const [index, { kind, text }] of tokens.entries()) {
    if (kind !== "sign") continue;
    if (text === "(" || text === "[" || text === "{") open.push(index);
    else if (text === ")" || text === "]" || text === "}") {
      const opening = open.pop();
      if (opening !== undefined) closing.set(opening, index);
    }
  }
  for (const index of open) closing.set(index, tokens.length - 1);
  return closing;
}

/** Lists and strings add up; what is added to something computed is still known in part. */
function sum(left: PythonLiteral, right: PythonLiteral): PythonLiteral {
  const { start } = left;
  const { end } = right;
  if (left.kind === "string" && right.kind === "string")
    return { kind: "string", value: left.value + right.value, written: "pieces", start, end };
  if (left.kind !== "list" && right.kind !== "list") return { kind: "computed", start, end };
  const items = [left, right].flatMap((part) => (part.kind === "list" ? part.items : [computedLike(part)]));
  return { kind: "list", items, start, end };
}

function spreadInto(named: Map<string, PythonLiteral>, value: PythonLiteral): boolean {
  if (value.kind === "call" && value.name === "dict" && value.positional.length === 0 && !value.spread) {
    for (const [key, item] of value.named) named.set(key, item);
    return true;
  }
  if (value.kind !== "dict") return false;
  for (const [key, item] of value.entries) if (key.kind === "string") named.set(key.value, item);
  return value.entries.every(([key]) => key.kind === "string");
}

function computedLike({ start, end }: Span): PythonLiteral {
  return { kind: "computed", start, end };
}

function marksOf(text: string): { readonly open: number; readonly close: number } {
  const prefix = text.search(/["']/);
  const fence = /^(?:"""|''')/.test(text.slice(prefix)) ? 3 : 1;
  return { open: prefix + fence, close: fence };
}

const escapes: Readonly<Record<string, string>> = {
  n: "\n",
  t: "\t",
  r: "\r",
  "\\": "\\",
  "'": "'",
  '"': '"',
  "\n": "",
};

/** The value of a string literal; null for bytes, for f-strings and t-strings, and for an escape that is not known. */
function stringValue(text: string): { readonly value: string; readonly plain: boolean } | null {
  const { open, close } = marksOf(text);
  const prefix = text.slice(0, text.search(/["']/)).toLowerCase();
  if (/[bft]/.test(prefix)) return null;
  const body = text.slice(open, text.length - close);
  if (prefix === "r" || !body.includes("\\")) return { value: body, plain: true };
  let known = true;
  const value = body.replace(/\\(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|\r\n|([\s\S]))/g, (whole, short, long, one) => {
    const code = (short ?? long) as string | undefined;
    if (code !== undefined) return String.fromCharCode(Number.parseInt(code, 16));
    if (whole === "\\\r\n") return "";
    const character = escapes[one as string];
    known &&= character !== undefined;
    return character ?? "";
  });
  return known ? { value, plain: false } : null;
}
