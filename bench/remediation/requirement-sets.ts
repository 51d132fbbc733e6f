import { readdir, readFile } from "node:fs/promises";
import path from "node:path";

/** A list of requirements as somebody published it. */
export interface RequirementSet {
  readonly id: string;
  readonly text: string;
  /** Lines that name their version. */
  readonly pins: number;
}

/** A record of the corpus: `removed_lines` point away from the index, and are left out. */
interface Recorded {
  readonly id: string;
  readonly removed_lines: readonly string[];
  readonly options: { readonly exclude_newer: string };
}

/**
 * The sets of a corpus: `requirements/ID.txt` beside `expected/ID.json`. Those with pins come first, since they are old; then by name.
 */
export async function requirementSets(corpus: string): Promise<{ sets: readonly RequirementSet[]; cutOff: string }> {
  const sets: RequirementSet[] = [];
  let cutOff = "";
  for (const file of (await readdir(path.join(corpus, "expected"))).sort()) {
    const recorded = JSON.parse(await readFile(path.join(corpus, "expected", file), "utf8")) as Recorded;
    const removed = new Set(recorded.removed_lines);
    const all = await readFile(path.join(corpus, "requirements", `${recorded.id}.txt`), "utf8");
    const lines = all.split("\n").filter((line) => line.trim() !== "" && !removed.has(line));
    cutOff = recorded.options.exclude_newer;
    sets.push({
      id: recorded.id,
      text: `${lines.join("\n")}\n`,
      pins: lines.filter((line) => /^[^#;]*[^!<>=~]==/.test(line)).length,
    });
  }
  return { sets: sets.sort((one, other) => Number(other.pins > 0) - Number(one.pins > 0)), cutOff };
}
