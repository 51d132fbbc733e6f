import { matchSequence } from "../discovery/glob.ts";

/** Where GitHub looks for the file, the first one counts. */
export const codeownersPaths = [".github/CODEOWNERS", "CODEOWNERS", "docs/CODEOWNERS"] as const;

/** GitHub reads no larger file. */
export const largestCodeowners = 3 * 1024 * 1024;

/** A line of a CODEOWNERS file: a pattern, and who owns what it matches; nobody where it names none. */
export interface OwnerRule {
  readonly pattern: string;
  readonly owners: readonly string[];
}

/** Who is asked for a review: users by login, teams by their slug. */
export interface Reviewers {
  readonly users: readonly string[];
  readonly teams: readonly string[];
}

/**
 * Reads a CODEOWNERS file (GitHub Docs, "About code owners"): one pattern a line and its owners behind it; `#` begins a comment, a backslash
 * keeps a space in a pattern. What GitHub does not take there (`!`, `[ ]`) is passed over, as it does.
 */
export function readCodeowners(text: string): readonly OwnerRule[] {
  const rules: OwnerRule[] = [];
  for (const line of text.split(/\r\n|\n|\r/)) {
    const [pattern = "", ...owners] = wordsOf(line);
    if (pattern === "" || pattern.startsWith("!") || pattern.includes("[")) continue;
    rules.push({ pattern, owners: owners.filter(isOwner) });
  }
  return rules;
}

function wordsOf(line: string): readonly string[] {
  const words: string[] = [];
  let word = "";
  for (let at = 0; at < line.length; at += 1) {
    const letter = line[at] ?? "";
    if (letter === "#" && (at === 0 || /\s/.test(line[at - 1] ?? ""))) break;
    if (letter === "\\" && at + 1 < line.length) {
      at += 1;
      word += line[at] ?? "";
    } else if (/\s/.test(letter)) {
      if (word !== "") words.push(word);
      word = "";
    } else word += letter;
  }
  return word === "" ? words : [...words, word];
}

/** An address names nobody whom the API could ask. */
const isOwner = (word: string): boolean => /^@[A-Za-z0-9][\w-]{0,99}(?:\/[\w.-]{1,100})?$/.test(word);

/** Who owns the paths together: for each the last line that matches it. Sorted, without `except`. */
export function ownersOf(rules: readonly OwnerRule[], paths: readonly string[]): Reviewers {
  const names = paths.flatMap((path) => rules.findLast(({ pattern }) => matchesOwned(pattern, path))?.owners ?? []);
  return reviewersOf(names.map((name) => name.slice(1)));
}

/** `login` and `org/team` apart. */
export function reviewersOf(names: readonly string[]): Reviewers {
  const distinct = [...new Set(names)].sort();
  return {
    users: distinct.filter((name) => !name.includes("/")),
    teams: distinct.filter((name) => name.includes("/")).map((name) => name.slice(name.indexOf("/") + 1)),
  };
}

/**
 * Patterns as gitignore's, in GitHub's dialect: one with a slash before its end counts from the root, any other at every depth; a folder
 * owns what stands below it, but `folder/*` only what stands right in it.
 */
export function matchesOwned(pattern: string, path: string): boolean {
  const onlyFolder = pattern.endsWith("/");
  const segments = pattern.split("/").filter((segment) => segment !== "");
  const anchored = pattern.slice(0, -1).includes("/");
  const whole = anchored ? segments : ["**", ...segments];
  const parts = path.split("/");
  if (!onlyFolder && matchesPath(whole, parts)) return true;
  if (anchored && segments.at(-1) === "*") return false;
  return parts.slice(1).some((_, index) => matchesPath(whole, parts.slice(0, index + 1)));
}

const matchesPath = (segments: readonly string[], parts: readonly string[]): boolean =>
  matchSequence(
    segments,
    parts,
    (segment) => segment === "**",
    matchesName,
    () => true,
  );

const matchesName = (segment: string, name: string): boolean =>
  matchSequence(
    Array.from(segment),
    Array.from(name),
    (sign) => sign === "*",
    (sign, letter) => sign === "?" || sign === letter,
    () => true,
  );
