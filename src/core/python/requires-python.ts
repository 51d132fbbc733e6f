import { parseLenientSpecifierSet } from "./lenient-specifier.ts";
import { ownCopy } from "./scan.ts";
import type { SpecifierSet } from "./specifier.ts";
import { specifierSetContains } from "./specifier-match.ts";
import { compareVersions, makeVersion, type Version } from "./version.ts";
import { rangeOf } from "./version-range.ts";

/** Whether a file's `requires-python` admits a Python version. `invalid` is never read as a yes. */
export type RequiresPythonVerdict =
  | { readonly kind: "yes" }
  | { readonly kind: "no"; readonly reason: string }
  | { readonly kind: "invalid"; readonly reason: string };

export interface RequiresPythonOptions {
  /**
   * What bounds the Python version from above. `ignore`, the default, is uv's answer: only the least version that the
   * text admits counts, as a cap such as `<3.11` is mostly a guess that was made before that Python was out, and taking
   * it at its word makes a resolver go back to releases from before the guess. `honour` is PEP 440 to the letter, and
   * pip's answer.
   */
  readonly upperBounds?: "ignore" | "honour";
}

const yes: RequiresPythonVerdict = { kind: "yes" };

/** Null or empty text admits every Python. What uv repairs (`>=3.6.*`) is repaired; what it does not (`3.6`) is invalid. */
export function requiresPythonAdmits(
  text: string | null,
  python: Version,
  options: RequiresPythonOptions = {},
): RequiresPythonVerdict {
  if (text === null || text.trim() === "") return yes;
  const read = readText(text);
  if (!read.ok)
    return { kind: "invalid", reason: `\`Requires-Python: ${text}\` is no version specifier: ${read.problem.message}` };
  const set = read.value.value;
  const admitted =
    options.upperBounds === "honour"
      ? specifierSetContains(set, python, { prereleases: true })
      : reachesLeast(set, python);
  return admitted ? yes : { kind: "no", reason: `it needs Python ${set.text}, and the target has ${python.text}` };
}

/** Texts that were read before: the thousands of files of a page have a handful. Dropped when it is full. */
const texts = new Map<string, ReturnType<typeof parseLenientSpecifierSet>>();
const mostTexts = 1024;
const longestKept = 200;

function readText(text: string): ReturnType<typeof parseLenientSpecifierSet> {
  const known = texts.get(text);
  if (known !== undefined) return known;
  if (text.length > longestKept) return parseLenientSpecifierSet(text);
  if (texts.size >= mostTexts) texts.clear();
  const key = ownCopy(text);
  const read = parseLenientSpecifierSet(key);
  texts.set(key, read);
  return read;
}

/** Is the Python at or above the least version of the set? Pre-release and later parts count for nothing, as in uv. */
function reachesLeast(set: SpecifierSet, python: Version): boolean {
  const least = rangeOf(set).cuts[0];
  if (least === undefined) return false;
  const { post, dev } = least.version;
  // `>3.9`, and `>=3.9` with `!=3.9.0`, begin right behind that release.
  const isBehind = post === Infinity || (post === 0 && dev === 0);
  return compareVersions(releaseOf(python), releaseOf(least.version)) >= (isBehind ? 1 : 0);
}

function releaseOf(version: Version): Version {
  return makeVersion({ ...version, pre: null, post: null, dev: null, local: null });
}
