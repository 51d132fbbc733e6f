import type { PackageName } from "../python/name.ts";

/**
 * pip's `--only-binary` and `--no-binary`, in order: `:all:` sets the rule for every package and forgets what was said
 * before it, `:none:` lifts it, and a name after it stands for itself.
 */
export function formatControl(entries: readonly string[]): (name: PackageName) => boolean {
  let all = false;
  const named = new Set<string>();
  for (const entry of entries) {
    if (entry === ":all:" || entry === ":none:") {
      all = entry === ":all:";
      named.clear();
    } else named.add(entry);
  }
  return (name) => all || named.has(name);
}
