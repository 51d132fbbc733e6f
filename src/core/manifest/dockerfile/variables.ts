/** The value of a variable as far as a build's defaults tell it. */
export interface VariableValue {
  /** Null for an argument that is declared without a default: it is empty unless the build gives it. */
  readonly text: string | null;
  /** Build arguments whose defaults the value rests on. */
  readonly assumed: readonly string[];
}

/** Variables in effect at one instruction. One that is there and null is known to exist, and its value is not. */
export type Variables = ReadonlyMap<string, VariableValue | null>;

export type Substituted =
  | { readonly kind: "known"; readonly text: string; readonly assumed: readonly string[] }
  | { readonly kind: "unknown"; readonly reason: string };

/** Longest value that is followed: a variable that doubles another one each time grows without bound. */
const longest = 4096;
const deepest = 8;

/**
 * Substitutes as Dockerfiles do: `$NAME`, `${NAME}`, `${NAME:-word}`, `${NAME:+word}` and both without the colon; the
 * escape character keeps a `$` as it is. What is not known makes the whole text unknown.
 */
export function substitute(text: string, variables: Variables, escapeCharacter: string): Substituted {
  return new Substitution(variables, escapeCharacter).run(text, 0);
}

class Substitution {
  readonly #variables: Variables;
  readonly #escape: string;
  readonly #assumed = new Set<string>();
  #unknown: string | null = null;

  constructor(variables: Variables, escapeCharacter: string) {
    this.#variables = variables;
    this.#escape = escapeCharacter;
  }

  run(text: string, depth: number): Substituted {
    const result = this.#expand(text, depth);
    if (this.#unknown !== null) return { kind: "unknown", reason: this.#unknown };
    return { kind: "known", text: result, assumed: [...this.#assumed] };
  }

  #expand(text: string, depth: number): string {
    let result = "";
    let index = 0;
    while (index < text.length && this.#unknown === null) {
      const character = text[index] as string;
      if (character === this.#escape && index + 1 < text.length) {
        result += text[index + 1];
        index += 2;
      } else if (character === "$") {
        const [value, next] = this.#variable(text, index, depth);
        result += value;
        index = next;
      } else {
        result += character;
        index++;
      }
      if (result.length > longest) this.#unknown = `it is longer than ${longest} characters`;
    }
    return result;
  }

  /** The value of the variable at the `$`, and the index after it. */
  #variable(text: string, dollar: number, depth: number): [value: string, next: number] {
    if (text[dollar + 1] !== "{") {
      const end = nameEnd(text, dollar + 1);
      return end === dollar + 1 ? ["$", end] : [this.#valueOf(text.slice(dollar + 1, end)), end];
    }
    const end = nameEnd(text, dollar + 2);
    const name = text.slice(dollar + 2, end);
    if (text[end] === "}" && name !== "") return [this.#valueOf(name), end + 1];
    const close = closingBrace(text, end);
    const match = /^:?[-+]/.exec(text.slice(end, end + 2));
    if (close === -1 || match === null || name === "" || depth >= deepest) {
      this.#unknown = `\`${text.slice(dollar, dollar + 60)}\` is a substitution that is not followed`;
      return ["", text.length];
    }
    const word = text.slice(end + match[0].length, close);
    return [this.#alternative(name, match[0], word, depth), close + 1];
  }

  #alternative(name: string, operator: string, word: string, depth: number): string {
    const value = this.#variables.get(name);
    const isSet =
      this.#variables.has(name) && value?.text !== null && !(operator.startsWith(":") && value?.text === "");
    for (const argument of value?.assumed ?? []) this.#assumed.add(argument);
    if (operator.endsWith("+")) return isSet ? this.#expand(word, depth + 1) : "";
    return isSet ? this.#valueOf(name) : this.#expand(word, depth + 1);
  }

  #valueOf(name: string): string {
    const value = this.#variables.get(name);
    if (value === null || value === undefined || value.text === null) {
      this.#unknown = value === undefined ? `\`${name}\` is not set in the file` : unknownValue(name, value);
      return "";
    }
    for (const argument of value.assumed) this.#assumed.add(argument);
    return value.text;
  }
}

function unknownValue(name: string, value: VariableValue | null): string {
  return value === null ? `\`${name}\` is not known before the build` : `\`${name}\` has no default value`;
}

function nameEnd(text: string, start: number): number {
  let end = start;
  while (end < text.length && /\w/.test(text[end] as string)) end++;
  return end;
}

/** Index of the brace that closes the one before `from`, or -1. */
function closingBrace(text: string, from: number): number {
  let open = 1;
  for (let index = from; index < text.length; index++) {
    if (text[index] === "{") open++;
    else if (text[index] === "}" && --open === 0) return index;
  }
  return -1;
}
