/**
 * What an entry of a page's `files` may look like, as regular expressions for the engine's own compiler: it makes machine code of them at once, where code
 * that goes from sign to sign needs a million signs to become fast. What they take is JSON (RFC 8259) without exception; a little of JSON they do not take.
 * Each sign tells which branch to take, so that nothing is tried twice.
 */

const space = "[ \\t\\n\\r]*";
const sign = '[^"\\\\\\x00-\\x1f]';
const escaped = '\\\\(?:["\\\\/bfnrt]|u[0-9a-fA-F]{4})';
const text = `"${sign}*(?:${escaped}${sign}*)*"`;
const plainText = `"${sign}*"`;
const others = "-?(?:0|[1-9][0-9]*)(?:\\.[0-9]+)?(?:[eE][+-]?[0-9]+)?|true|false|null";
const object = objectOf(`(?:${text}|${others})`);
/** Behind an entry: the comma, if there is another one. */
const next = `(?:,${space}(?=\\{)|(?=\\]))`;

function objectOf(value: string): string {
  const pair = `${plainText}${space}:${space}${value}${space}`;
  return `\\{${space}(?:${pair}(?:,${space}${pair})*)?\\}`;
}

/** An entry up to the next one or to the end of the list: keys without escapes; texts, numbers, and objects of those. From `lastIndex`. */
export const anyEntry: RegExp = new RegExp(`${objectOf(`(?:${text}|${object}|${others})`)}${space}${next}`, "y");

/** Pages of one index share their shapes, and an expression takes longer to make than to use. */
const shapes = new Map<string, RegExp>();
const mostHeld = 64;

/** How an address may begin for entries to be told by their shape: with the origin of a server, or relative to the page. */
const root = /^(?:https?:\/\/[a-zA-Z0-9.-]+\/|\.\.\/)/;

/**
 * Entries with these keys in this order and with at most a blank between, whose texts hold no escape and whose address begins as this one does; the first group is the
 * file's name, which holds no slash. Page by page nearly all entries are of one shape, and telling whole keys is three times as fast as reading them. Null where a
 * key is not made of letters and dashes, or the address begins in another way. From `lastIndex`.
 */
export function entryOfShape(keys: readonly string[], address: string): RegExp | null {
  const beginning = root.exec(address)?.[0];
  const name = `${keys.join()} ${beginning}`;
  const present = shapes.get(name);
  if (present !== undefined) return present;
  if (beginning === undefined || !keys.every((key) => /^[a-z-]{1,40}$/.test(key))) return null;
  const pattern = (key: string): string => {
    if (key === "filename") return '"([^"\\\\/\\x00-\\x1f]*)"';
    if (key === "url") return `"${beginning.replaceAll(".", "\\.")}${sign}*"`;
    return `(?:${plainText}|${object}|${others})`;
  };
  const shape = new RegExp(
    `\\{${keys.map((key) => `"${key}": ?${pattern(key)}`).join(", ?")}\\}(?:, ?(?=\\{)|(?=\\]))`,
    "y",
  );
  if (shapes.size >= mostHeld) shapes.clear();
  shapes.set(name, shape);
  return shape;
}
