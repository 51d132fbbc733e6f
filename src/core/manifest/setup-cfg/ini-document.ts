/** A line of an option's value, trimmed; offsets into the text, the end exclusive. */
export interface IniLine {
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

export interface IniOption {
  readonly key: string;
  readonly keyStart: number;
  /** The lines of the value that are not empty, the first one included. */
  readonly lines: readonly IniLine[];
  /** Whether the value goes on in further lines. */
  readonly continued: boolean;
}

export type IniSection = ReadonlyMap<string, IniOption>;

export interface IniDocument {
  readonly sections: ReadonlyMap<string, IniSection>;
  /** The first line that is neither a section, an option, a comment nor a continued value; null where all are. */
  readonly fault: { readonly start: number; readonly end: number } | null;
}

/**
 * Reads as Python's `RawConfigParser` does, which setuptools uses: `key = value` or `key: value`, comments on lines of their own
 * that begin with `#` or `;`, and values that go on in lines indented deeper than their key. Nothing is interpolated. Linear.
 */
export function parseIni(text: string): IniDocument {
  const sections = new Map<string, Map<string, IniOption>>();
  let section: Map<string, IniOption> | null = null;
  let option: { key: string; keyStart: number; lines: IniLine[]; continued: boolean; indent: number } | null = null;
  let fault: IniDocument["fault"] = null;
  for (const [start, end] of linesOf(text)) {
    const line = trimmed(text, start, end);
    if (line.text === "" || line.text.startsWith("#") || line.text.startsWith(";")) continue;
    const indent = line.start - start;
    if (option !== null && indent > option.indent) {
      option.lines.push(line);
      option.continued = true;
      continue;
    }
    const header = /^\[([^\]]+)\]/.exec(line.text)?.[1];
    if (header !== undefined) {
      section = sections.get(header) ?? new Map<string, IniOption>();
      sections.set(header, section);
      option = null;
      continue;
    }
    const sign = line.text.search(/[=:]/);
    if (sign < 1 || section === null) {
      fault ??= { start: line.start, end: line.end };
      option = null;
      continue;
    }
    const value = trimmed(text, line.start + sign + 1, line.end);
    const key = line.text.slice(0, sign).trim();
    option = { key, keyStart: line.start, lines: value.text === "" ? [] : [value], continued: false, indent };
    section.set(key.toLowerCase(), option);
  }
  return { sections, fault };
}

function* linesOf(text: string): Generator<readonly [number, number]> {
  const lineBreak = /\r\n|\n|\r/g;
  let start = 0;
  for (const match of text.matchAll(lineBreak)) {
    yield [start, match.index];
    start = match.index + match[0].length;
  }
  if (start < text.length) yield [start, text.length];
}

function trimmed(text: string, from: number, to: number): IniLine {
  let start = from;
  let end = to;
  while (start < end && /\s/.test(text[start] as string)) start++;
  while (end > start && /\s/.test(text[end - 1] as string)) end--;
  return { text: text.slice(start, end), start, end };
}
