/** A distribution's name as PEP 503 normalises it: lower case, runs of `-_.` as one `-`. */
export type PackageName = string & { readonly [brand]: "PackageName" };
declare const brand: unique symbol;

const valid = /^[A-Z0-9](?:[A-Z0-9._-]*[A-Z0-9])?$/i;

/** Longest name taken: the public index allows 200 characters, and a longer one is only ever an attack. */
const longest = 256;

/** True for the names of the core metadata specification: ASCII letters, digits, `.`, `_`, `-`, ending in a letter or digit. */
export function isValidName(text: string): boolean {
  return text.length <= longest && valid.test(text);
}

/** Normalises as PEP 503 does. The caller has made sure that `text` is a valid name. */
export function normalizeName(text: string): PackageName {
  return (isNormalised(text) ? text : text.replace(/[-_.]+/g, "-").toLowerCase()) as PackageName;
}

/** Most names that are met are in their normal form already: index pages and metadata repeat them by the thousand. */
function isNormalised(text: string): boolean {
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (!((code >= 0x61 && code <= 0x7a) || (code >= 0x30 && code <= 0x39))) return false;
  }
  return true;
}
