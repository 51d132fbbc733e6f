import { code, type Inline, words } from "./markdown.ts";

/** Versions of a package that would be fine in place of the one that is there, each in code of its own; nothing where none is known. */
export function fineFromHere(name: string, versions: readonly string[]): Inline[] {
  if (versions.length === 0) return [];
  const named = versions.flatMap((version, index) =>
    index === 0 ? [code(`${name} ${version}`)] : [words(" or "), code(version)],
  );
  return [words(" Fine from here: "), ...named, words(".")];
}
