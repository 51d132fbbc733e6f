import { mkdtemp, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import type { RequirementSet } from "./requirement-sets.ts";
import { type Serving, uvPins } from "./uv.ts";

/** A set as it can be served: on which Python, and without which of its lines. */
export interface ServedSet {
  readonly text: string;
  readonly serving: Serving;
  /** Lines that have no resolution of their own there, mostly a release without a wheel. */
  readonly leftOut: readonly string[];
  /** What uv installs of it. */
  readonly pins: ReadonlyMap<string, string>;
}

/** The list without some of its lines. */
export const textWithout = (set: RequirementSet, leftOut: readonly string[]): string =>
  set.text
    .split("\n")
    .filter((line) => !leftOut.includes(line))
    .join("\n");

/** The newest of these is taken that serves the most lines. */
const pythons = ["3.11", "3.10", "3.9", "3.8"];

/**
 * The newest Python on which uv resolves the list as it is. Where there is none: the one on which the fewest lines have no resolution of
 * their own, without those lines; null where the others have none together either.
 */
export async function servedSet(set: RequirementSet, cutOff: string, uv: string): Promise<ServedSet | null> {
  const folder = await mkdtemp(path.join(os.tmpdir(), "pinwarden-served-"));
  const file = path.join(folder, "requirements.txt");
  const pinsOf = async (text: string, serving: Serving): Promise<ServedSet["pins"] | null> => {
    await writeFile(file, text);
    return uvPins(uv, file, serving);
  };
  try {
    for (const python of pythons) {
      const serving = { python, cutOff };
      const pins = await pinsOf(set.text, serving);
      if (pins !== null) return { text: set.text, serving, leftOut: [], pins };
    }
    const lines = set.text.split("\n").filter((line) => line !== "");
    let best: Omit<ServedSet, "pins"> | null = null;
    for (const python of pythons) {
      const serving = { python, cutOff };
      const fail = async (some: readonly string[]): Promise<boolean> =>
        (await pinsOf(`${some.join("\n")}\n`, serving)) === null;
      const leftOut = await linesAlone(lines.filter(isRequirement), fail, best?.leftOut.length ?? lines.length);
      if (leftOut !== null) best = { text: textWithout(set, leftOut), serving, leftOut };
    }
    const pins = best === null ? null : await pinsOf(best.text, best.serving);
    return best === null || pins === null || pins.size === 0 ? null : { ...best, pins };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Comments and options stand for themselves. */
const isRequirement = (line: string): boolean => !/^\s*[#-]/.test(line);

/** The lines that fail alone, found by halves: what does not fail together has none. Null where there are `most` of them or more. */
async function linesAlone(
  lines: readonly string[],
  fails: (some: readonly string[]) => Promise<boolean>,
  most: number,
): Promise<readonly string[] | null> {
  if (lines.length === 0 || !(await fails(lines))) return most > 0 ? [] : null;
  if (lines.length === 1) return most > 1 ? lines : null;
  const middle = lines.length >> 1;
  const first = await linesAlone(lines.slice(0, middle), fails, most);
  if (first === null) return null;
  const second = await linesAlone(lines.slice(middle), fails, most - first.length);
  return second === null ? null : [...first, ...second];
}
