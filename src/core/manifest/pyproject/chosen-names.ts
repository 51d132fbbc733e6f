/** Names that a caller chooses, or all that there are. */
export type Chosen = readonly string[] | "all";

/** Extras and groups compare as PEP 685 and PEP 735 say: as package names do. Unlike those, any text can be compared. */
export function normalizeLabel(text: string): string {
  return text.replace(/[-_.]+/g, "-").toLowerCase();
}

/** The known names as a hint lists them. */
export function knownNames(names: Iterable<string>): string {
  const list = [...names].slice(0, 20).map((name) => `\`${name}\``);
  return list.length === 0 ? "The file has none." : `The file has ${list.join(", ")}.`;
}
