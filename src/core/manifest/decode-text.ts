/** What a file's bytes say as text. `fault` tells what is wrong with the encoding; the text is then the best that could be made of it. */
export interface DecodedText {
  readonly text: string;
  readonly fault: {
    readonly message: string;
    readonly hint: string /** Into `text`. */;
    readonly offset: number;
  } | null;
}

/**
 * Decodes as UTF-8, which TOML and Dockerfiles prescribe. A byte order mark is left out of the text, so that column 1 is
 * the first character that an editor shows.
 */
export function decodeUtf8(bytes: Uint8Array): DecodedText {
  return decodeWith("utf-8", bytes, "UTF-8");
}

/**
 * Decodes a requirements file as pip does: a byte order mark decides, then a PEP 263 coding line among the first two
 * lines, then UTF-8. Where pip would fall back to the locale's encoding, the file is at fault: its meaning would depend
 * on the machine.
 */
export function decodeRequirements(bytes: Uint8Array): DecodedText {
  const mark = markedEncoding(bytes);
  if (mark === "utf-32") {
    return {
      text: "",
      fault: { message: "The file is UTF-32, which is not read.", hint: "Save it as UTF-8.", offset: 0 },
    };
  }
  if (mark !== null) return decodeWith(mark, bytes, mark.toUpperCase());
  if (looksLikeUtf16(bytes)) {
    return {
      text: "",
      fault: {
        message: "The file looks like UTF-16 without a byte order mark, so its encoding cannot be told.",
        hint: "Save it as UTF-8.",
        offset: 0,
      },
    };
  }
  const named = codingLine(bytes);
  if (named === null) return decodeWith("utf-8", bytes, "UTF-8");
  return decodeNamed(named, bytes);
}

/** Python's names that a web platform's decoder does not have, or has with another meaning. */
const pythonCodecs = new Map<string, string>([
  ["utf8", "utf-8"],
  ["u8", "utf-8"],
  ["utf-8-sig", "utf-8"],
  ["cp65001", "utf-8"],
  ["ascii", "utf-8"],
  ["us-ascii", "utf-8"],
  ["646", "utf-8"],
  ["cp1252", "windows-1252"],
  ["cp1251", "windows-1251"],
  ["cp1250", "windows-1250"],
  ["cp932", "shift_jis"],
  ["cp949", "euc-kr"],
  ["cp936", "gbk"],
]);

/** ISO 8859-1 is the first 256 code points; the web's decoder of that label is windows-1252, which is not the same. */
const latin1 = new Set(["latin-1", "latin1", "latin", "l1", "iso-8859-1", "iso8859-1", "8859", "cp819"]);

function decodeNamed(name: string, bytes: Uint8Array): DecodedText {
  const codec = name.toLowerCase().replaceAll("_", "-");
  if (latin1.has(codec)) return { text: decodeLatin1(bytes), fault: null };
  const label = pythonCodecs.get(codec) ?? codec;
  if (isKnownLabel(label)) return decodeWith(label, bytes, name);
  const utf8 = decodeWith("utf-8", bytes, "UTF-8");
  return {
    text: utf8.text,
    fault: {
      message: `The coding line names \`${name.slice(0, 40)}\`, which is not an encoding that is read.`,
      hint: "Save the file as UTF-8 and remove the coding line.",
      offset: 0,
    },
  };
}

function isKnownLabel(label: string): boolean {
  try {
    new TextDecoder(label);
    return true;
  } catch {
    return false;
  }
}

function decodeWith(label: string, bytes: Uint8Array, shown: string): DecodedText {
  try {
    return { text: new TextDecoder(label, { fatal: true }).decode(bytes), fault: null };
  } catch {
    const text = new TextDecoder(label).decode(bytes);
    const offset = Math.max(0, text.indexOf("\uFFFD"));
    return {
      text,
      fault: {
        message: `The file is not valid ${shown}: the first byte that does not fit stands here.`,
        hint: "Save the file as UTF-8.",
        offset,
      },
    };
  }
}

function decodeLatin1(bytes: Uint8Array): string {
  const parts: string[] = [];
  const step = 8192;
  for (let at = 0; at < bytes.length; at += step) parts.push(String.fromCharCode(...bytes.subarray(at, at + step)));
  return parts.join("");
}

function markedEncoding(bytes: Uint8Array): "utf-8" | "utf-16le" | "utf-16be" | "utf-32" | null {
  const [a, b, c, d] = bytes;
  if (a === 0xef && b === 0xbb && c === 0xbf) return "utf-8";
  if (a === 0xff && b === 0xfe) return c === 0 && d === 0 && bytes.length >= 4 ? "utf-32" : "utf-16le";
  if (a === 0xfe && b === 0xff) return "utf-16be";
  if (a === 0 && b === 0 && c === 0xfe && d === 0xff) return "utf-32";
  return null;
}

/** ASCII text as UTF-16 has a zero in every other byte. */
function looksLikeUtf16(bytes: Uint8Array): boolean {
  const [a, b, c, d] = bytes;
  if (a === undefined || b === undefined || c === undefined || d === undefined) return false;
  return (a === 0) !== (b === 0) && (a === 0) === (c === 0) && (b === 0) === (d === 0);
}

/** PEP 263, as pip applies it: a line that starts with `#` among the first two and holds `coding:` or `coding=`. */
function codingLine(bytes: Uint8Array): string | null {
  const head = decodeLatin1(bytes.subarray(0, 4096)).split("\n", 2);
  for (const line of head) {
    if (!line.startsWith("#")) continue;
    const match = /coding[:=][ \t]*([-\w.]+)/.exec(line);
    if (match?.[1] !== undefined) return match[1];
  }
  return null;
}
