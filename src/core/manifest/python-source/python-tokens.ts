/** A token of Python source. Offsets into the text; the end is exclusive. */
export interface PythonToken {
  readonly kind: "name" | "number" | "string" | "sign" | "newline" | "end";
  /** As written; of a string with its prefix and quotation marks. */
  readonly text: string;
  readonly start: number;
  readonly end: number;
  /** Blanks before the first token of a line, a tab counted as eight; 0 inside of brackets. */
  readonly indent: number;
}

/** More tokens than any script that is worth reading has. */
const most = 500_000;

/**
 * Splits Python source into tokens (Python's language reference, "Lexical analysis"), without comments; a line that goes on, by a
 * backslash or in brackets, is one. Null where a string is not closed or there are too many tokens. One pass, linear.
 */
export function pythonTokens(text: string): readonly PythonToken[] | null {
  const tokens: PythonToken[] = [];
  let depth = 0;
  let indent = 0;
  let lineStart = true;
  let at = 0;
  const push = (kind: PythonToken["kind"], start: number, end: number): void => {
    tokens.push({ kind, text: text.slice(start, end), start, end, indent });
  };
  while (at < text.length) {
    if (tokens.length > most) return null;
    const character = text[at] as string;
    if (lineStart && depth === 0) {
      indent = 0;
      while (text[at] === " " || text[at] === "\t" || text[at] === "\f") indent += text[at++] === "\t" ? 8 : 1;
      lineStart = false;
      continue;
    }
    if (character === "\n" || character === "\r") {
      const end = character === "\r" && text[at + 1] === "\n" ? at + 2 : at + 1;
      if (depth === 0) {
        if (tokens.at(-1)?.kind !== "newline") push("newline", at, end);
        lineStart = true;
      }
      at = end;
    } else if (character === "#") at = endOfLine(text, at);
    else if (character === "\\" && /[\r\n]/.test(text[at + 1] ?? "")) at += text.startsWith("\r\n", at + 1) ? 3 : 2;
    else if (/\s/.test(character)) at++;
    else {
      const string = stringEnd(text, at);
      if (string === -1) return null;
      const end = string ?? wordEnd(text, at);
      push(kindOf(text, at, string), at, end);
      if (string === null && end === at + 1) {
        if ("([{".includes(character)) depth++;
        else if (")]}".includes(character) && depth > 0) depth--;
      }
      at = end;
    }
  }
  tokens.push({ kind: "end", text: "", start: text.length, end: text.length, indent: 0 });
  return tokens;
}

function kindOf(text: string, at: number, string: number | null): PythonToken["kind"] {
  if (string !== null) return "string";
  const character = text[at] as string;
  if (/[0-9]/.test(character)) return "number";
  return /[\p{L}\p{Nl}_]/u.test(character) ? "name" : "sign";
}

/** Signs of several characters that must not be taken apart: an assignment is told by a `=` alone. */
const longSigns = [
  "**=",
  "//=",
  ">>=",
  "<<=",
  "...",
  "==",
  "!=",
  "<=",
  ">=",
  "->",
  ":=",
  "+=",
  "-=",
  "*=",
  "/=",
  "%=",
  "&=",
  "|=",
  "^=",
  "@=",
  "**",
  "//",
  "<<",
  ">>",
];

function wordEnd(text: string, at: number): number {
  const character = text[at] as string;
  if (/[\p{L}\p{N}_]/u.test(character)) {
    let end = at + 1;
    while (end < text.length && /[\p{L}\p{N}\p{M}_.]/u.test(text[end] as string)) {
      // A dot belongs to a number alone.
      if (text[end] === "." && !/[0-9]/.test(character)) break;
      end++;
    }
    return end;
  }
  return at + (longSigns.find((sign) => text.startsWith(sign, at))?.length ?? 1);
}

/** The end of the string that begins here; null where none does, -1 where it is not closed. */
function stringEnd(text: string, at: number): number | null {
  let open = at;
  while (open < at + 3 && /[A-Za-z]/.test(text[open] ?? "")) open++;
  const mark = text[open];
  if (mark !== '"' && mark !== "'") return null;
  if (!/^(?:|[rbuftRBUFT]|[rR][bfBFtT]|[bfBFtT][rR])$/.test(text.slice(at, open))) return null;
  const fence = text.startsWith(mark.repeat(3), open) ? mark.repeat(3) : mark;
  for (let index = open + fence.length; index < text.length; index++) {
    const character = text[index];
    if (character === "\\") index++;
    else if (text.startsWith(fence, index)) return index + fence.length;
    else if (fence.length === 1 && (character === "\n" || character === "\r")) return -1;
  }
  return -1;
}

function endOfLine(text: string, from: number): number {
  let end = from;
  while (end < text.length && text[end] !== "\n" && text[end] !== "\r") end++;
  return end;
}
