/**
 * The keys at the left edge of a YAML text. Enough to tell what a file is without composing it; a file whose table stands between
 * braces has none.
 */
export function topLevelKeys(text: string): ReadonlySet<string> {
  const keys = new Set<string>();
  for (let at = 0; at < text.length && keys.size < 200; ) {
    const newline = text.indexOf("\n", at);
    const end = newline < 0 ? text.length : newline;
    const key = /^["']?([A-Za-z_][\w-]*)["']?[ \t]*:/.exec(text.slice(at, Math.min(end, at + 120)));
    if (key?.[1] !== undefined) keys.add(key[1]);
    at = end + 1;
  }
  return keys;
}
