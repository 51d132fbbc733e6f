import type { SourceText } from "../../manifest/source-text.ts";
import type { LockValue } from "../located.ts";

/** A value as `json.dumps(value, sort_keys=True)` of Python writes it: what tools take the digest of. */
export type Dumpable =
  | { readonly kind: "located"; readonly value: LockValue }
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "null" }
  | { readonly kind: "array"; readonly items: readonly Dumpable[] }
  | { readonly kind: "object"; readonly entries: readonly (readonly [key: string, value: Dumpable])[] };

export interface Separators {
  readonly item: string;
  readonly key: string;
}

/** What `json.dumps` puts between values where nothing else is said. */
export const usualSeparators: Separators = { item: ", ", key: ": " };

/** Left inside this file alone: a value of which Python's text is not known, such as a fraction or a date. */
class Unknown {}

/** The text; null where a value stands in it that is written otherwise than is known. */
export function pythonJson(value: Dumpable, source: SourceText, separators = usualSeparators): string | null {
  try {
    return dump(value, source, separators);
  } catch (error) {
    if (error instanceof Unknown) return null;
    throw error;
  }
}

function dump(value: Dumpable, source: SourceText, separators: Separators): string {
  switch (value.kind) {
    case "null":
      return "null";
    case "text":
      return dumpText(value.text);
    case "array":
      return `[${value.items.map((item) => dump(item, source, separators)).join(separators.item)}]`;
    case "object":
      return dumpEntries(value.entries, source, separators);
    case "located":
      return dumpLocated(value.value, source, separators);
  }
}

function dumpLocated(value: LockValue, source: SourceText, separators: Separators): string {
  switch (value.kind) {
    case "string":
      return dumpText(value.value);
    case "boolean":
      return value.value ? "true" : "false";
    case "array":
      return `[${value.items.map((item) => dumpLocated(item, source, separators)).join(separators.item)}]`;
    case "table": {
      const entries = [...value.entries].map(([key, entry]) => [key, located(entry.value)] as const);
      return dumpEntries(entries, source, separators);
    }
    case "other": {
      const text = source.text.slice(value.start, value.end).replaceAll("_", "");
      if (!/^[+-]?\d{1,18}$/.test(text)) throw new Unknown();
      return text.replace(/^\+/, "");
    }
  }
}

export const located = (value: LockValue): Dumpable => ({ kind: "located", value });

function dumpEntries(
  entries: readonly (readonly [key: string, value: Dumpable])[],
  source: SourceText,
  separators: Separators,
): string {
  const sorted = [...entries].sort(([a], [b]) => byCodePoint(a, b));
  const parts = sorted.map(([key, value]) => `${dumpText(key)}${separators.key}${dump(value, source, separators)}`);
  return `{${parts.join(separators.item)}}`;
}

/** Python sorts text by code points, JavaScript by code units. */
function byCodePoint(a: string, b: string): number {
  const [left, right] = [Array.from(a), Array.from(b)];
  for (let at = 0; at < left.length && at < right.length; at += 1) {
    const order = (left[at]?.codePointAt(0) ?? 0) - (right[at]?.codePointAt(0) ?? 0);
    if (order !== 0) return order;
  }
  return left.length - right.length;
}

/** `ensure_ascii`: everything beyond ASCII, and DEL's neighbours below the space, as escapes of four digits. */
function dumpText(text: string): string {
  return JSON.stringify(text).replace(/[^\u0020-\u007e\u007f]/g, (unit) => {
    return `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`;
  });
}
