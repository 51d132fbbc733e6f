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
  return text.replace(/[-_.]+/g, "-").toLowerCase() as PackageName;
}
