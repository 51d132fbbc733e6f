import type { DocumentScalar } from "../document-value.ts";

interface Start {
  readonly prefix: string;
  readonly mark: string;
  /** Where the text begins. */
  readonly inner: number;
}

/** The string literal that starts at `at`, with its prefix; null where none does. Python's reference, "String and Bytes literals". */
export function stringStart(text: string, at: number): Start | null {
  const pattern = /([A-Za-z]{0,2})("""|'''|"|')/y;
  pattern.lastIndex = at;
  const found = pattern.exec(text);
  if (found === null) return null;
  const prefix = (found[1] as string).toLowerCase();
  if (!["", "r", "u", "b", "f", "rb", "br", "rf", "fr"].includes(prefix)) return null;
  return { prefix, mark: found[2] as string, inner: at + found[0].length };
}

/** The offset behind the string literal that starts at `at`; where it has no end, that of the line or the text. */
export function skipString(text: string, at: number): number {
  const start = stringStart(text, at);
  if (start === null) return at + 1;
  const end = innerEnd(text, start);
  return Math.min(text.length, end + start.mark.length);
}

function innerEnd(text: string, { mark, inner }: Start): number {
  for (let at = inner; at < text.length; at += 1) {
    if (text[at] === "\\") at += 1;
    else if (text.startsWith(mark, at)) return at;
    else if (mark.length === 1 && text[at] === "\n") return at;
  }
  return text.length;
}

/** A string literal as a value, with those that follow it joined; null where there is none, or its text has to be worked out. */
export function pythonString(text: string, at: number): (DocumentScalar & { readonly outerEnd: number }) | null {
  const parts: { readonly text: string; readonly start: number; readonly end: number; readonly outer: number }[] = [];
  for (let from = at; ; ) {
    const start = stringStart(text, from);
    if (start === null) break;
    if (start.prefix.includes("f") || start.prefix.includes("b")) return null;
    const end = innerEnd(text, start);
    const inner = text.slice(start.inner, end);
    if (!text.startsWith(start.mark, end)) return null;
    if (inner.includes("\\") && !start.prefix.includes("r")) return null;
    parts.push({ text: inner, start: start.inner, end, outer: end + start.mark.length });
    from = end + start.mark.length;
    while (from < text.length && /\s/.test(text[from] as string)) from += 1;
  }
  const [first] = parts;
  const last = parts.at(-1);
  if (first === undefined || last === undefined) return null;
  const plain = parts.length === 1;
  return {
    kind: "scalar",
    type: "text",
    text: parts.map((part) => part.text).join(""),
    plain,
    start: plain ? first.start : at,
    end: plain ? first.end : last.outer,
    outerEnd: last.outer,
  };
}
