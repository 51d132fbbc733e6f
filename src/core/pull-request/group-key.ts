/** What makes the plans of one pull request belong together, whatever they come to from day to day. */
export interface GroupKey {
  readonly kind: "model" | "advisory" | "family" | "rule" | "security";
  /** A model's id, an advisory's id, a family's name or a rule's id; empty for `security`, of which there is one. */
  readonly name: string;
}

/** Folder of the branches of pull requests for the default branch. */
const folder = "pinwarden";

/** Names of branches are kept far below the 255 bytes that file systems take. */
const longestName = 60;

/**
 * The branch of a group, always the same one: it is by its branch that a later run knows a pull request. `base` is the branch that it is
 * for, null for the default branch.
 */
export function branchOf({ kind, name }: GroupKey, base: string | null): string {
  const prefix = branchFolder(base);
  if (kind === "security") return `${prefix}/security`;
  // Ids of advisories are the same in any case.
  return `${prefix}/${kind}/${refWord(kind === "advisory" ? name.toLowerCase() : name)}`;
}

/** Where all branches of a base branch lie, without a slash at the end. */
export function branchFolder(base: string | null): string {
  return base === null ? folder : `${folder}-${refWord(base)}`;
}

/** Whether a branch in the folder is one of a group: other things of ours lie there too. */
export function isGroupBranch(branch: string, base: string | null): boolean {
  const rest = branch.slice(branchFolder(base).length + 1);
  return (
    branch.startsWith(`${branchFolder(base)}/`) && /^(?:security|(?:model|advisory|family|rule)\/[^/]+)$/.test(rest)
  );
}

/** Folder of the branches on which commits are made before a branch is moved to them. */
export const stagingFolder = `${folder}-staging`;

export function stagingBranch(branch: string, digest: string): string {
  return `${stagingFolder}/${refWord(branch)}-${digest.slice(0, 16)}`;
}

/** Whether a branch has a name that only `stagingBranch` gives. */
export const isStagingBranch = (branch: string): boolean =>
  branch.startsWith(`${stagingFolder}/`) && /^[a-z0-9._-]+-[0-9a-f]{16}$/.test(branch.slice(stagingFolder.length + 1));

/**
 * Any text as one word of a ref's name (git-check-ref-format): lower case, since refs may be files where case does not count. A text that
 * is changed by it gets a hash of what it was, so that two texts never share a word.
 */
function refWord(text: string): string {
  const word = text
    .slice(0, 1000)
    .toLowerCase()
    .replace(/[^a-z0-9_-]+/g, "-")
    .replace(/^-+/, "")
    .slice(0, longestName)
    .replace(/-+$/, "");
  // No text that stays as it is has a dot, so none can be chosen to share the word of one that is changed.
  return word === text && word !== "" ? word : `${word || "x"}.${hash(text)}`;
}

/** FNV-1a over UTF-16 code units, in two lanes of 32 bits: it tells names apart and protects nothing. */
function hash(text: string): string {
  let [low, high] = [0x811c9dc5, 0x01000193];
  for (let at = 0; at < text.length; at += 1) {
    const unit = text.charCodeAt(at);
    low = Math.imul(low ^ unit, 0x01000193);
    high = Math.imul(high ^ unit ^ (low >>> 16), 0x85ebca6b);
  }
  return [low, high]
    .map((lane) => (lane >>> 0).toString(16).padStart(8, "0"))
    .join("")
    .slice(0, 12);
}
