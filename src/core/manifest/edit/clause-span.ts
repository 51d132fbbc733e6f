import { operatorAt } from "../../python/specifier.ts";
import type { EditSite, FixedSite } from "./edit-site.ts";

/** The part of a PEP 508 text that holds its version clauses; empty, where they would stand, when it has none. */
export interface ClauseSpan {
  readonly start: number;
  readonly end: number;
}

const addressed: FixedSite = {
  kind: "fixed",
  why: "It is taken from an address, which has no version to change.",
  hint: "Change the address, or take the package from an index.",
};

/**
 * Finds the version clauses of a requirement that has been read before (PEP 508): between the name with its extras and
 * the marker, without the parentheses of the older form. Null where an address stands in their place.
 */
export function clauseSpan(text: string): ClauseSpan | null {
  let at = skipBlanks(text, 0);
  while (at < text.length && /[A-Za-z0-9._-]/.test(text[at] as string)) at++;
  let nameEnd = at;
  at = skipBlanks(text, at);
  if (text[at] === "[") {
    const close = text.indexOf("]", at);
    if (close === -1) return null;
    nameEnd = close + 1;
    at = skipBlanks(text, nameEnd);
  }
  if (text[at] === "@") return null;
  if (text[at] === "(") {
    const close = text.indexOf(")", at);
    return close === -1 ? null : trimmed(text, at + 1, close);
  }
  if (operatorAt(text, at) === null) return { start: nameEnd, end: nameEnd };
  const marker = text.indexOf(";", at);
  return trimmed(text, at, marker === -1 ? text.length : marker);
}

/** The site of a PEP 508 text whose characters stand in the file from `offset` on, one for one. */
export function plainSite(text: string, offset: number): EditSite {
  return mappedSite(text, (at) => offset + at);
}

/**
 * The site of a PEP 508 text whose characters stand where `offsetOf` says: a continued line is not in one piece. The end
 * is taken from the last character, so that a line break behind it is not part of the span.
 */
export function mappedSite(text: string, offsetOf: (at: number) => number): EditSite {
  const span = clauseSpan(text);
  if (span === null) return addressed;
  const { start, end } = span;
  const last = end > 0 ? offsetOf(end - 1) + 1 : offsetOf(0);
  const from = end > start ? offsetOf(start) : last;
  return { kind: "span", start: from, end: last, before: "", after: "", any: "", hashes: null };
}

/** The site of a PEP 508 text that is written with escapes: the whole literal is written anew, by `quote`. */
export function literalSite(
  text: string,
  literal: { readonly start: number; readonly end: number },
  quote: (text: string) => string,
): EditSite {
  const span = clauseSpan(text);
  if (span === null) return addressed;
  // The mark is a character that no requirement holds, so that what stands around it can be told apart once quoted.
  const mark = "\u0001";
  const whole = quote(
    text.slice(0, span.start).replaceAll(mark, "") + mark + text.slice(span.end).replaceAll(mark, ""),
  );
  const escaped = quote(mark).slice(1, -1);
  const at = whole.indexOf(escaped);
  return {
    kind: "span",
    start: literal.start,
    end: literal.end,
    before: whole.slice(0, at),
    after: whole.slice(at + escaped.length),
    any: "",
    hashes: null,
  };
}

function trimmed(text: string, start: number, end: number): ClauseSpan {
  let from = start;
  let to = end;
  while (from < to && isBlank(text[from])) from++;
  while (to > from && isBlank(text[to - 1])) to--;
  return { start: from, end: to };
}

function skipBlanks(text: string, from: number): number {
  let at = from;
  while (at < text.length && isBlank(text[at])) at++;
  return at;
}

const isBlank = (character: string | undefined): boolean => character !== undefined && /\s/.test(character);
