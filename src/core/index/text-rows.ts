import type { DistributionFile } from "./distribution-file.ts";
import type { FileRows } from "./file-rows.ts";
import { anyEntry, entryOfShape } from "./json-grammar.ts";
import { isDistribution, mostFiles } from "./page-file.ts";

/** An entry of a page, parsed. */
export type Entry = Readonly<Record<string, unknown>>;

/** An entry that names a file and says where it is. */
export interface NamedEntry extends Entry {
  readonly filename: string;
  readonly url: string;
}

/** What is told of entries by whoever knows their fields. */
export interface EntryReader {
  /** Whether an entry is a file that can be used. */
  isKept(entry: Entry): entry is NamedEntry;
  read(entry: Entry): DistributionFile;
}

export interface TextRowsOfPage {
  readonly rows: FileRows;
  /** Entries that are not kept. */
  readonly dropped: number;
  /** Where in the text the bracket stands that ends the list. */
  readonly end: number;
}

/** Shapes that are learnt of a page; what has another one is parsed. */
const mostShapes = 3;

/**
 * The `files` of a JSON page (PEP 691) by where they lie in its text: an entry is looked through for its end and its name, and parsed when somebody asks
 * for it. `start` is the first sign behind the bracket. Null where anything is unusual, or no JSON; `"too long"` where there are more files than a page may list.
 */
export function readTextRows(text: string, start: number, reader: EntryReader): TextRowsOfPage | "too long" | null {
  const scan = new TextScan(text, start, reader);
  try {
    while (text.startsWith("{", scan.at)) {
      if (!scan.entry()) return null;
      if (scan.starts.length + scan.dropped > mostFiles) return "too long";
    }
  } catch (error) {
    // An entry of millions of escapes or fields, which the engine holds on its own stack.
    if (error instanceof RangeError) return null;
    throw error;
  }
  if (!text.startsWith("]", scan.at)) return null;
  return { rows: new TextRows(text, scan, reader), dropped: scan.dropped, end: scan.at };
}

/** Of each file that is kept: its name, where its entry begins and the next one does, and whether it continues the one before. */
interface Found {
  readonly names: readonly string[];
  readonly starts: readonly number[];
  readonly ends: readonly number[];
  readonly continues: readonly boolean[];
}

class TextScan implements Found {
  readonly names: string[] = [];
  readonly starts: number[] = [];
  readonly ends: number[] = [];
  readonly continues: boolean[] = [];
  at: number;
  dropped = 0;
  readonly #text: string;
  readonly #reader: EntryReader;
  /** Those that entries of this page have had. */
  readonly #shapes: RegExp[] = [];
  /** Of the last wheel, its name up to the second dash, which tells project and version. */
  #stem = "";

  constructor(text: string, start: number, reader: EntryReader) {
    this.#text = text;
    this.#reader = reader;
    this.at = start + (/^[ \t\n\r]*/.exec(text.slice(start, start + 1000))?.[0].length ?? 0);
  }

  /** Steps over an entry and the comma behind it; false, where it is none that the grammar takes. */
  entry(): boolean {
    for (const shape of this.#shapes) {
      shape.lastIndex = this.at;
      const name = shape.exec(this.#text)?.[1];
      if (name === undefined) continue;
      this.#take(isDistribution(name) ? name : null, shape.lastIndex);
      return true;
    }
    anyEntry.lastIndex = this.at;
    if (!anyEntry.test(this.#text)) return false;
    const end = anyEntry.lastIndex;
    const entry: Entry = JSON.parse(entryText(this.#text, this.at, end));
    const isKept = this.#reader.isKept(entry);
    if (isKept) this.#learn(entry);
    this.#take(isKept ? entry.filename : null, end);
    return true;
  }

  #learn(entry: NamedEntry): void {
    if (this.#shapes.length >= mostShapes) return;
    const shape = entryOfShape(Object.keys(entry), entry.url);
    if (shape !== null) this.#shapes.push(shape);
  }

  #take(name: string | null, end: number): void {
    if (name === null) this.dropped += 1;
    else {
      const isWheel = name.endsWith(".whl");
      const continues = isWheel && this.#stem !== "" && name.startsWith(this.#stem);
      this.names.push(name);
      this.starts.push(this.at);
      this.ends.push(end);
      this.continues.push(continues);
      // A stem ends at the second dash, so a name that begins as the last one's stem has the same.
      if (!continues) this.#stem = isWheel ? stemOf(name) : "";
    }
    this.at = end;
  }
}

function stemOf(name: string): string {
  return name.slice(0, name.indexOf("-", name.indexOf("-") + 1) + 1);
}

class TextRows implements FileRows {
  readonly #text: string;
  readonly #found: Found;
  readonly #reader: EntryReader;

  constructor(text: string, { names, starts, ends, continues }: Found, reader: EntryReader) {
    this.#text = text;
    this.#found = { names, starts, ends, continues };
    this.#reader = reader;
  }

  get count(): number {
    return this.#found.names.length;
  }

  filename(row: number): string {
    return this.#found.names[row] ?? "";
  }

  continues(row: number): boolean {
    return this.#found.continues[row] ?? false;
  }

  read(row: number): DistributionFile {
    const { starts, ends } = this.#found;
    return this.#reader.read(JSON.parse(entryText(this.#text, starts[row] ?? 0, ends[row] ?? 0)));
  }
}

/** An entry without the comma and the white space behind it. */
function entryText(text: string, from: number, to: number): string {
  return text.slice(from, text.lastIndexOf("}", to) + 1);
}
