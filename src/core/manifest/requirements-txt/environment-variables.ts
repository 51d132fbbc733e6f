/** Result of looking for `${NAME}` in a text. */
export interface Expansion {
  /** The text with every allowed variable replaced; the others are left as they stand. */
  readonly text: string;
  /** Names that stand in the text and may not be expanded, each once. */
  readonly missing: readonly string[];
  /** True where something was replaced. */
  readonly changed: boolean;
}

/**
 * Replaces `${NAME}` as pip does: capital letters, digits and `_` in braces, nothing else. Only the variables that are
 * handed in are ever used, so a manifest cannot read the environment of the machine that examines it.
 */
export function expandVariables(text: string, allowed: ReadonlyMap<string, string>): Expansion {
  const missing = new Set<string>();
  let changed = false;
  const expanded = text.replace(/\$\{([A-Z0-9_]+)\}/g, (whole, name: string) => {
    const value = allowed.get(name);
    if (value === undefined || value === "") {
      missing.add(name);
      return whole;
    }
    changed = true;
    return value;
  });
  return { text: expanded, missing: [...missing], changed };
}
