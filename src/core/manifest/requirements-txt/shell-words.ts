import { isSpace } from "./logical-line.ts";

/** A word of an option line, unquoted, with the span that it takes in the line. */
export interface Word {
  readonly value: string;
  readonly start: number;
  readonly end: number;
  /** A backslash was taken as an escape of an ordinary character: most likely a Windows path. */
  readonly lostBackslash: boolean;
}

export type Words =
  | { readonly ok: true; readonly words: readonly Word[] }
  | { readonly ok: false; readonly offset: number };

/**
 * Splits as a POSIX shell would, which is how pip reads the options of a line (Python's `shlex.split`). Nothing is
 * expanded. Not ok where a quotation is not closed or a backslash ends the text: `offset` is where that stands.
 */
export function shellWords(text: string, from: number): Words {
  const words: Word[] = [];
  let index = from;
  while (index < text.length) {
    if (isSpace(text.charCodeAt(index))) {
      index++;
      continue;
    }
    const word = wordAt(text, index);
    if (typeof word === "number") return { ok: false, offset: word };
    words.push(word);
    index = word.end;
  }
  return { ok: true, words };
}

/** The word that starts at `start`, or the offset of the quotation mark or the backslash that misses what it needs. */
function wordAt(text: string, start: number): Word | number {
  const parts: string[] = [];
  let lostBackslash = false;
  let index = start;
  while (index < text.length && !isSpace(text.charCodeAt(index))) {
    const character = text[index] as string;
    if (character === "'" || character === '"') {
      const closing = quotation(text, index, parts);
      if (closing === -1) return index;
      index = closing + 1;
    } else if (character === "\\") {
      const next = text[index + 1];
      if (next === undefined) return index;
      if (/[\w.]/.test(next)) lostBackslash = true;
      parts.push(next);
      index += 2;
    } else {
      parts.push(character);
      index++;
    }
  }
  return { value: parts.join(""), start, end: Math.min(index, text.length), lostBackslash };
}

/** Appends what is quoted and answers the index of the closing mark, or -1. */
function quotation(text: string, open: number, parts: string[]): number {
  const mark = text[open];
  for (let index = open + 1; index < text.length; index++) {
    const character = text[index] as string;
    if (character === mark) return index;
    const next = text[index + 1];
    if (mark === '"' && character === "\\" && (next === '"' || next === "\\")) {
      parts.push(next);
      index++;
    } else {
      parts.push(character);
    }
  }
  return -1;
}
