import type { Origin } from "../error.ts";

/**
 * A decoded file that can tell where an offset stands. Offsets and columns are in UTF-16 code units; lines end at
 * `\n`, `\r\n` or a lone `\r`, as editors and code hosts count them.
 */
export class SourceText {
  readonly file: string;
  readonly text: string;
  readonly #lineStarts: readonly number[];

  constructor(file: string, text: string) {
    this.file = file;
    this.text = text;
    this.#lineStarts = lineStarts(text);
  }

  /** Line, from 1, that holds the offset. */
  lineAt(offset: number): number {
    let low = 0;
    let high = this.#lineStarts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.#lineStarts[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return low + 1;
  }

  /** The place of `start` to `end` (exclusive). An origin has one line, so what goes on over a line break is cut there. */
  origin(start: number, end: number): Origin {
    const line = this.lineAt(start);
    const lineStart = this.#lineStarts[line - 1] ?? 0;
    const last = Math.max(start, Math.min(end, this.#lineEnd(line)));
    return { file: this.file, line, column: start - lineStart + 1, endColumn: last - lineStart + 1 };
  }

  /** Offset of a line and a column, both from 1. */
  offsetAt(line: number, column: number): number {
    return (this.#lineStarts[line - 1] ?? this.text.length) + column - 1;
  }

  /** The inverse of `origin`: what stands in the file between the columns. */
  slice(origin: Origin): string {
    const lineStart = this.#lineStarts[origin.line - 1] ?? 0;
    return this.text.slice(lineStart + origin.column - 1, lineStart + origin.endColumn - 1);
  }

  #lineEnd(line: number): number {
    const next = this.#lineStarts[line];
    if (next === undefined) return this.text.length;
    return this.text.charCodeAt(next - 2) === carriageReturn && this.text.charCodeAt(next - 1) === lineFeed
      ? next - 2
      : next - 1;
  }
}

const lineFeed = 0x0a;
const carriageReturn = 0x0d;

function lineStarts(text: string): readonly number[] {
  const starts = [0];
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    if (code === lineFeed) starts.push(index + 1);
    else if (code === carriageReturn && text.charCodeAt(index + 1) !== lineFeed) starts.push(index + 1);
  }
  return starts;
}

/** The place that stands for a whole file: its first line, with no width. */
export function fileOrigin(file: string): Origin {
  return { file, line: 1, column: 1, endColumn: 1 };
}
