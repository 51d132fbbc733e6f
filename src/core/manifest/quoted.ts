/** Longest piece of a file that a message repeats. */
const longest = 100;

/**
 * A piece of an examined file as a message shows it: in backticks, cut to a bounded length, without credentials and
 * without characters that act on a terminal or a log. Markdown is escaped by the renderer.
 */
export function quoted(text: string): string {
  const safe = withoutCredentials(text.slice(0, longest * 4));
  const shown = safe.length > longest ? `${safe.slice(0, longest)}…` : safe;
  return `\`${visible(shown).replaceAll("`", "'")}\``;
}

/** Control, format and bidirectional characters are written as their code points. */
function visible(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, (character) =>
    character === "\t" ? " " : `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`,
  );
}

/** Replaces the user information of every URL in the text by `***`. Linear in the text's length. */
export function withoutCredentials(text: string): string {
  return replaceCredentials(text, "***@");
}

/** Removes the user information of every URL in the text. */
export function stripCredentials(text: string): string {
  return replaceCredentials(text, "");
}

function replaceCredentials(text: string, replacement: string): string {
  const parts: string[] = [];
  let from = 0;
  for (;;) {
    const scheme = text.indexOf("://", from);
    if (scheme === -1) return parts.join("") + text.slice(from);
    const start = scheme + 3;
    const { at, end } = authority(text, start);
    parts.push(text.slice(from, start));
    if (at !== -1) parts.push(replacement);
    parts.push(text.slice(at === -1 ? start : at + 1, end));
    from = end;
  }
}

/** Where the authority that starts at `start` ends, and its last `@`, or -1. */
function authority(text: string, start: number): { at: number; end: number } {
  let at = -1;
  let end = start;
  for (; end < text.length; end++) {
    const character = text[end] as string;
    if (character === "@") at = end;
    else if ("/?# \t".includes(character)) break;
  }
  return { at, end };
}
