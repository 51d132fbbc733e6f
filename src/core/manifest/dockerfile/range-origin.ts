import type { Origin } from "../../error.ts";

/** A range as the parser gives it: lines and characters from 0, the end exclusive. */
interface TextRange {
  readonly start: TextPosition;
  readonly end: TextPosition;
}

interface TextPosition {
  readonly line: number;
  readonly character: number;
}

/** A range may go over several lines and an origin has one: it then ends where it starts. */
export function originOfRange(file: string, range: TextRange): Origin {
  const { start, end } = range;
  const column = start.character + 1;
  return { file, line: start.line + 1, column, endColumn: end.line === start.line ? end.character + 1 : column };
}
