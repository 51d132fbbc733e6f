/** A line as pip sees it: continuation lines joined, the comment left out, trimmed. It knows where each character stood. */
export interface LogicalLine {
  readonly text: string;
  /** Pieces of the file that make up `text`, in order: `at` counts in `text`, `source` in the file. Never empty. */
  readonly pieces: readonly Piece[];
  /** True where the line was longer than the limit; `text` is then its beginning. */
  readonly tooLong: boolean;
}

interface Piece {
  readonly at: number;
  readonly source: number;
}

/** Where an offset of the line's text stands in the file. */
export function sourceOffset(line: LogicalLine, offset: number): number {
  const { pieces } = line;
  let low = 0;
  let high = pieces.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((pieces[middle]?.at ?? 0) <= offset) low = middle;
    else high = middle - 1;
  }
  const piece = pieces[low];
  return piece === undefined ? 0 : piece.source + (offset - piece.at);
}

/**
 * Splits a requirements file as pip's `join_lines` and `ignore_comments` do: a line that ends in a backslash goes on in
 * the next, a comment line ends what goes on, a `#` starts a comment at the start of a line or after white space, and
 * comments are cut after lines are joined. Blank lines are left out. Lazy, and linear in the text's length.
 */
export function* logicalLines(text: string, longest: number): Generator<LogicalLine> {
  let open = new LineBuilder(longest);
  for (const [start, end] of physicalLines(text)) {
    const comment = isCommentLine(text, start, end);
    if (!comment && end > start && text[end - 1] === "\\") {
      open.append(text, ...withoutBackslashes(text, start, end));
      continue;
    }
    if (comment) open.appendSpace(start);
    open.append(text, start, end);
    const line = open.build();
    open = new LineBuilder(longest);
    if (line !== null) yield line;
  }
  const last = open.build();
  if (last !== null) yield last;
}

class LineBuilder {
  readonly #longest: number;
  readonly #parts: string[] = [];
  readonly #pieces: Piece[] = [];
  #length = 0;
  #tooLong = false;

  constructor(longest: number) {
    this.#longest = longest;
  }

  append(text: string, start: number, end: number): void {
    if (this.#tooLong) return;
    const room = this.#longest - this.#length;
    if (end - start > room) this.#tooLong = true;
    const taken = text.slice(start, Math.min(end, start + room));
    if (taken === "" && this.#pieces.length > 0) return;
    this.#pieces.push({ at: this.#length, source: start });
    this.#parts.push(taken);
    this.#length += taken.length;
  }

  /** A comment that follows a continued line is set apart from it, so that it is recognised as a comment. */
  appendSpace(source: number): void {
    this.#pieces.push({ at: this.#length, source });
    this.#parts.push(" ");
    this.#length += 1;
  }

  build(): LogicalLine | null {
    const joined = this.#parts.join("");
    const cut = commentStart(joined);
    let start = 0;
    let end = cut;
    while (start < end && isSpace(joined.charCodeAt(start))) start++;
    while (end > start && isSpace(joined.charCodeAt(end - 1))) end--;
    if (end === start) return null;
    return { text: joined.slice(start, end), pieces: this.#piecesFrom(start), tooLong: this.#tooLong };
  }

  #piecesFrom(start: number): readonly Piece[] {
    const pieces: Piece[] = [];
    for (const piece of this.#pieces) {
      if (piece.at <= start) pieces.length = 0;
      pieces.push(
        piece.at <= start
          ? { at: 0, source: piece.source + start - piece.at }
          : { at: piece.at - start, source: piece.source },
      );
    }
    return pieces;
  }
}

/** Index at which the comment starts, its leading white space included; the length where there is none. */
function commentStart(text: string): number {
  for (let hash = text.indexOf("#"); hash !== -1; hash = text.indexOf("#", hash + 1)) {
    if (hash === 0) return 0;
    if (isSpace(text.charCodeAt(hash - 1))) return hash;
  }
  return text.length;
}

function isCommentLine(text: string, start: number, end: number): boolean {
  let index = start;
  while (index < end && isSpace(text.charCodeAt(index))) index++;
  return index < end && text[index] === "#";
}

function withoutBackslashes(text: string, start: number, end: number): [number, number] {
  let from = start;
  let to = end;
  while (from < to && text[from] === "\\") from++;
  while (to > from && text[to - 1] === "\\") to--;
  return [from, to];
}

/** Line boundaries of Python's `str.splitlines`, which is what pip splits by. */
function* physicalLines(text: string): Generator<[start: number, end: number]> {
  let start = 0;
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    if (!isLineBreak(code)) continue;
    yield [start, index];
    if (code === 0x0d && text.charCodeAt(index + 1) === 0x0a) index++;
    start = index + 1;
  }
  if (start < text.length) yield [start, text.length];
}

function isLineBreak(code: number): boolean {
  if (code > 0x1e) return code === 0x85 || code === 0x2028 || code === 0x2029;
  return (code >= 0x0a && code <= 0x0d) || code >= 0x1c;
}

/** White space as Python's `str.strip` and `\s` take it. */
export function isSpace(code: number): boolean {
  if (code === 0x20 || (code >= 0x09 && code <= 0x0d)) return true;
  if (code < 0x80) return code >= 0x1c && code <= 0x1f;
  return (
    code === 0x85 ||
    code === 0xa0 ||
    code === 0x1680 ||
    (code >= 0x2000 && code <= 0x200a) ||
    code === 0x2028 ||
    code === 0x2029 ||
    code === 0x202f ||
    code === 0x205f ||
    code === 0x3000
  );
}
