/** A word of a shell command, without its quotation marks. Offsets into the script; the end is exclusive. */
export interface ShellWord {
  readonly value: string;
  readonly start: number;
  readonly end: number;
  /** The marks that stand around the whole word; null where there are none, or only around parts of it. */
  readonly quote: "'" | '"' | null;
  /** False where a `$` in it stands for itself: it is in single quotes, or behind a backslash. */
  readonly expands: boolean;
  /** The output of a command is in it, which only a run would know. */
  readonly computed: boolean;
  /** `>` or `<` follows the word at once, so that the shell takes what was meant as a version for the name of a file. */
  readonly cut: boolean;
}

export interface ShellCommand {
  readonly words: readonly ShellWord[];
  /** It runs only where something else holds, such as in an `if` or behind `||`. */
  readonly conditional: boolean;
}

/** Words that open or go on with a compound command, and what they do to its depth. */
const compound: ReadonlyMap<string, number> = new Map([
  ["if", 1],
  ["while", 1],
  ["until", 1],
  ["for", 1],
  ["case", 1],
  ["fi", -1],
  ["done", -1],
  ["esac", -1],
  ["then", 0],
  ["else", 0],
  ["elif", 0],
  ["do", 0],
  ["!", 0],
  ["{", 0],
  ["}", 0],
  ["time", 0],
]);

/**
 * Splits a shell script into its simple commands (POSIX, "Shell Command Language"), without running anything: quotations, comments,
 * redirections and command substitutions are told apart, nothing is expanded. One pass, linear. Line continuations have to be
 * replaced by blanks before.
 */
export function shellCommands(text: string): readonly ShellCommand[] {
  return new Splitter(text).commands();
}

class Splitter {
  readonly #text: string;
  readonly #commands: ShellCommand[] = [];
  #words: ShellWord[] = [];
  #depth = 0;
  #orElse = false;

  constructor(text: string) {
    this.#text = text;
  }

  commands(): readonly ShellCommand[] {
    const text = this.#text;
    let at = 0;
    while (at < text.length) {
      const character = text[at] as string;
      if ("\n;&|()".includes(character)) {
        const double = (character === "&" || character === "|") && text[at + 1] === character;
        this.#end(double ? character + character : character);
        at += double ? 2 : 1;
      } else if (character === "#" && (at === 0 || /[\s;&|(]/.test(text[at - 1] as string))) {
        const end = text.indexOf("\n", at);
        at = end === -1 ? text.length : end;
      } else if (/\s/.test(character)) at++;
      else if (character === "<" || character === ">") at = this.#redirection(at);
      else at = this.#word(at);
    }
    this.#end("");
    return this.#commands;
  }

  #end(separator: string): void {
    const words = this.#words;
    this.#words = [];
    let from = 0;
    for (; from < words.length; from++) {
      const change = compound.get(words[from]?.value ?? "");
      if (change === undefined) break;
      this.#depth = Math.max(0, this.#depth + change);
    }
    const command = words.slice(from);
    const conditional = this.#depth > 0 || this.#orElse;
    if (command.length > 0) this.#commands.push({ words: command, conditional });
    const test = /^(?:\[|\[\[|test)$/.test(command[0]?.value ?? "");
    if (separator === "||" || (separator === "&&" && test)) this.#orElse = true;
    else if (separator !== "&&" && (command.length > 0 || separator !== "\n")) this.#orElse = false;
  }

  /** Passes over `>`, `2>&1`, `<file`; a here-document's body is script of its own and is read on. */
  #redirection(start: number): number {
    const text = this.#text;
    const previous = this.#words.at(-1);
    if (previous !== undefined && previous.end === start) {
      // `2>` names what is redirected.
      if (/^[0-9]$/.test(previous.value)) this.#words.pop();
      else this.#words[this.#words.length - 1] = { ...previous, cut: true };
    }
    let at = start;
    while (at < text.length && "<>&|-".includes(text[at] as string)) at++;
    while (text[at] === " " || text[at] === "\t") at++;
    const kept = this.#words.length;
    if (at < text.length && !"\n;&|()<>".includes(text[at] as string)) at = this.#word(at);
    this.#words.length = kept;
    return at;
  }

  #word(start: number): number {
    const text = this.#text;
    const parts: string[] = [];
    let at = start;
    let expands = true;
    let computed = false;
    while (at < text.length && !/[\s;&|()<>]/.test(text[at] as string)) {
      const character = text[at] as string;
      if (character === "'") {
        const close = text.indexOf("'", at + 1);
        const end = close === -1 ? text.length : close;
        const piece = text.slice(at + 1, end);
        if (piece.includes("$")) expands = false;
        parts.push(piece);
        at = end + 1;
      } else if (character === '"') {
        const quoted = this.#double(at, parts);
        computed ||= quoted.computed;
        if (quoted.escaped) expands = false;
        at = quoted.end;
      } else if (character === "\\") {
        if (text[at + 1] === "$") expands = false;
        parts.push(text[at + 1] ?? "");
        at += 2;
      } else if (character === "`" || (character === "$" && text[at + 1] === "(")) {
        const end = substitutionEnd(text, at);
        parts.push(text.slice(at, end));
        computed = true;
        at = end;
      } else {
        parts.push(character);
        at++;
      }
    }
    const end = Math.min(at, text.length);
    const value = parts.join("");
    const mark = text[start];
    const around = (mark === "'" || mark === '"') && text[end - 1] === mark && text.slice(start + 1, end - 1) === value;
    this.#words.push({ value, start, end, quote: around ? mark : null, expands, computed, cut: false });
    return end;
  }

  #double(
    open: number,
    parts: string[],
  ): { readonly end: number; readonly computed: boolean; readonly escaped: boolean } {
    const text = this.#text;
    let computed = false;
    let escaped = false;
    let at = open + 1;
    while (at < text.length && text[at] !== '"') {
      const character = text[at] as string;
      if (character === "\\" && /["\\$`]/.test(text[at + 1] ?? "")) {
        if (text[at + 1] === "$") escaped = true;
        parts.push(text[at + 1] as string);
        at += 2;
      } else if (character === "`" || (character === "$" && text[at + 1] === "(")) {
        const end = substitutionEnd(text, at);
        parts.push(text.slice(at, end));
        computed = true;
        at = end;
      } else {
        parts.push(character);
        at++;
      }
    }
    return { end: Math.min(at + 1, text.length), computed, escaped };
  }
}

/** The end of `$(…)` or of a pair of backticks. */
function substitutionEnd(text: string, at: number): number {
  if (text[at] === "`") {
    const close = text.indexOf("`", at + 1);
    return close === -1 ? text.length : close + 1;
  }
  let open = 0;
  for (let index = at + 1; index < text.length; index++) {
    if (text[index] === "(") open++;
    else if (text[index] === ")" && --open === 0) return index + 1;
  }
  return text.length;
}
