/** True for a character that Unicode counts as white space, as PEP 440's leading and trailing `\s` does. */
export function isSpace(code: number): boolean {
  if (code <= 0x20) return code === 0x20 || (code >= 0x09 && code <= 0x0d);
  return code >= 0x85 && /\s|\x85/u.test(String.fromCharCode(code));
}

/** The `wsp` of PEP 508: a space or a tab. */
export function isBlank(code: number): boolean {
  return code === 0x20 || code === 0x09;
}

/** Index of the first character at or after `start` that is not a space or a tab. */
export function skipBlanks(text: string, start: number): number {
  let at = start;
  while (isBlank(text.charCodeAt(at))) at += 1;
  return at;
}

/** ASCII letters, digits and `_`: what may not stand next to a keyword without a boundary between them. */
export function isWordCharacter(code: number): boolean {
  return (code >= 0x30 && code <= 0x39) || ((code | 0x20) >= 0x61 && (code | 0x20) <= 0x7a) || code === 0x5f;
}

/**
 * The same text in memory of its own. A part cut from a long text keeps all of that text alive in V8, so that what is
 * kept beyond the text's life (a cache's key) must be copied. Shorter parts are copies already.
 */
export function ownCopy(text: string): string {
  return text.length < 13 ? text : Array.from({ length: text.length }, (_, at) => text[at]).join("");
}
