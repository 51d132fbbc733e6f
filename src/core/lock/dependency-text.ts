import { isValidName, normalizeName, type PackageName } from "../python/name.ts";

/** An edge as a PEP 508 line. `clauses` are as the lock has them: Poetry's may say `||`, which PEP 440 does not know. */
export function dependencyText(
  name: string,
  extras: readonly string[],
  clauses: string | null,
  marker: string | null,
): string {
  const asked = extras.length === 0 ? "" : `[${extras.join(",")}]`;
  return `${name}${asked}${clauses ?? ""}${marker === null ? "" : ` ; ${marker}`}`;
}

/** The name that a requirement begins with, normalised; null where it begins with none. */
export function firstName(text: string): PackageName | null {
  const [name = ""] = /^\s*[A-Za-z0-9._-]*/.exec(text) ?? [];
  const trimmed = name.trim();
  return isValidName(trimmed) ? normalizeName(trimmed) : null;
}
