/** What an option of a requirements file does. */
export type OptionId =
  | "requirement"
  | "constraint"
  | "editable"
  | "index-url"
  | "extra-index-url"
  | "find-links"
  | "no-index"
  | "no-binary"
  | "only-binary"
  | "pre"
  | "require-hashes"
  | "hash"
  /** Known to pip, and without effect on what would be resolved or found. */
  | "without-effect"
  /** Known to an older pip and refused by the current one. */
  | "removed";

export interface OptionSpec {
  readonly id: OptionId;
  readonly short: string | null;
  readonly long: readonly string[];
  readonly takesValue: boolean;
  /** Whether it stands on a line of its own or after a requirement. */
  readonly place: "file" | "requirement";
}

/**
 * The options of pip's requirements file format (pip's documentation, "Requirements File Format"). `--prefer-binary` has
 * no effect here because a version with wheels is preferred anyway; `--trusted-host` has none because no certificate
 * check is ever skipped.
 */
export const optionTable: readonly OptionSpec[] = [
  { id: "requirement", short: "-r", long: ["--requirement"], takesValue: true, place: "file" },
  { id: "constraint", short: "-c", long: ["--constraint"], takesValue: true, place: "file" },
  { id: "editable", short: "-e", long: ["--editable"], takesValue: true, place: "file" },
  { id: "index-url", short: "-i", long: ["--index-url", "--pypi-url"], takesValue: true, place: "file" },
  { id: "extra-index-url", short: null, long: ["--extra-index-url"], takesValue: true, place: "file" },
  { id: "find-links", short: "-f", long: ["--find-links"], takesValue: true, place: "file" },
  { id: "no-index", short: null, long: ["--no-index"], takesValue: false, place: "file" },
  { id: "no-binary", short: null, long: ["--no-binary"], takesValue: true, place: "file" },
  { id: "only-binary", short: null, long: ["--only-binary"], takesValue: true, place: "file" },
  { id: "pre", short: null, long: ["--pre"], takesValue: false, place: "file" },
  { id: "require-hashes", short: null, long: ["--require-hashes"], takesValue: false, place: "file" },
  { id: "without-effect", short: null, long: ["--prefer-binary"], takesValue: false, place: "file" },
  { id: "without-effect", short: null, long: ["--trusted-host"], takesValue: true, place: "file" },
  { id: "without-effect", short: null, long: ["--use-feature"], takesValue: true, place: "file" },
  { id: "removed", short: null, long: ["--process-dependency-links"], takesValue: false, place: "file" },
  { id: "removed", short: "-Z", long: ["--always-unzip"], takesValue: false, place: "file" },
  { id: "removed", short: null, long: ["--use-wheel", "--no-use-wheel"], takesValue: false, place: "file" },
  { id: "removed", short: null, long: ["--allow-external", "--allow-unverified"], takesValue: true, place: "file" },
  { id: "removed", short: null, long: ["--allow-all-external"], takesValue: false, place: "file" },
  { id: "hash", short: null, long: ["--hash"], takesValue: true, place: "requirement" },
  { id: "without-effect", short: null, long: ["--global-option"], takesValue: true, place: "requirement" },
  {
    id: "without-effect",
    short: "-C",
    long: ["--config-settings", "--config-setting"],
    takesValue: true,
    place: "requirement",
  },
  { id: "removed", short: null, long: ["--install-option"], takesValue: true, place: "requirement" },
];

export type OptionMatch =
  | { readonly kind: "found"; readonly spec: OptionSpec; readonly name: string }
  | { readonly kind: "ambiguous"; readonly names: readonly string[] }
  | { readonly kind: "unknown" };

const byShort = new Map(optionTable.flatMap((spec) => (spec.short === null ? [] : [[spec.short, spec] as const])));
const byLong = new Map(optionTable.flatMap((spec) => spec.long.map((name) => [name, spec] as const)));

/** pip reads options with Python's optparse, which takes any beginning of a long option that only one has. */
export function findOption(name: string): OptionMatch {
  const exact = name.startsWith("--") ? byLong.get(name) : byShort.get(name);
  if (exact !== undefined) return { kind: "found", spec: exact, name };
  if (!name.startsWith("--") || name.length < 3) return { kind: "unknown" };
  const names = [...byLong.keys()].filter((candidate) => candidate.startsWith(name));
  const only = names[0];
  if (only === undefined) return { kind: "unknown" };
  const spec = byLong.get(only);
  if (spec !== undefined && names.every((candidate) => byLong.get(candidate) === spec))
    return { kind: "found", spec, name: only };
  return { kind: "ambiguous", names };
}

/** The known option that is nearest to a misspelt one, or null where none is near. */
export function nearestOption(name: string): string | null {
  let best: string | null = null;
  let least = 3;
  for (const candidate of byLong.keys()) {
    const distance = editDistance(name.slice(0, 40), candidate);
    if (distance < least) [best, least] = [candidate, distance];
  }
  return best;
}

function editDistance(a: string, b: string): number {
  let previous = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const replaced = (previous[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      row.push(Math.min(replaced, (previous[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1));
    }
    previous = row;
  }
  return previous[b.length] ?? 0;
}
