/** A string of one line. `plain`: its value is what stands between the quotation marks. */
export interface ScannedString {
  readonly value: string;
  readonly plain: boolean;
  /** Offset behind the closing quotation mark. */
  readonly after: number;
}

/** Reads `"…"` or `'…'`; null for a string of several lines, one that does not end, and escapes that TOML 1.0 does not have. */
export function scanTomlString(text: string, start: number): ScannedString | null {
  const mark = text.charCodeAt(start);
  const basic = mark === 0x22;
  for (let at = start + 1; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === mark) {
      if (at === start + 1 && text.charCodeAt(at + 1) === mark) return null;
      return { value: text.slice(start + 1, at), plain: true, after: at + 1 };
    }
    if (code === 0x5c && basic) return scanEscaped(text, start, at);
    if (!isAllowed(code)) return null;
  }
  return null;
}

const escapes: ReadonlyMap<string, string> = new Map([
  ["b", "\b"],
  ["t", "\t"],
  ["n", "\n"],
  ["f", "\f"],
  ["r", "\r"],
  ['"', '"'],
  ["\\", "\\"],
]);

/** The rest of a basic string from its first escape on. */
function scanEscaped(text: string, start: number, firstEscape: number): ScannedString | null {
  let value = text.slice(start + 1, firstEscape);
  let from = firstEscape;
  for (let at = firstEscape; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === 0x22) return { value: value + text.slice(from, at), plain: false, after: at + 1 };
    if (!isAllowed(code)) return null;
    if (code !== 0x5c) continue;
    const letter = text[at + 1] ?? "";
    const known = escapes.get(letter) ?? codePoint(text, at + 1);
    if (known === null) return null;
    value += text.slice(from, at) + known;
    at += letter === "u" ? 5 : letter === "U" ? 9 : 1;
    from = at + 1;
  }
  return null;
}

/** `uXXXX` and `UXXXXXXXX`, which must be Unicode scalar values. */
function codePoint(text: string, at: number): string | null {
  const length = text[at] === "u" ? 4 : text[at] === "U" ? 8 : 0;
  const digits = text.slice(at + 1, at + 1 + length);
  if (length === 0 || digits.length !== length || !/^[0-9A-Fa-f]+$/.test(digits)) return null;
  const code = Number.parseInt(digits, 16);
  if (code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff)) return null;
  return String.fromCodePoint(code);
}

function isAllowed(code: number): boolean {
  return (code >= 0x20 && code !== 0x7f) || code === 0x09;
}

const integer = /^[+-]?(?:0|[1-9](?:_?\d){0,17})$/;
const float = /^[+-]?(?:0|[1-9]\d{0,17})\.\d{1,18}$/;
const day = /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|1\d|2[0-8])$/;
const moment =
  /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d{1,9})?(?:Z|[+-](?:[01]\d|2[0-3]):[0-5]\d)?$/;
/** Of the months that do not have every day: left to the full parser. */
const rareDay = /^\d{4}-(?:02-(?:29|3)|(?:04|06|09|11)-31)/;

/** Integers, plain floats and dates, as lock tools write them. Which one it is matters to nobody here. */
export function isScalarText(text: string): boolean {
  if (integer.test(text) || float.test(text) || day.test(text)) return true;
  return moment.test(text) && !rareDay.test(text);
}
