import { configPaths } from "../core/config/read-config.ts";
import { roleOf } from "../core/discovery/manifest-name.ts";
import type { NotAssessed } from "../core/resolution/resolution.ts";
import type { Tree } from "../shell/files/tree.ts";

/** Paths that are named. */
const mostNamed = 5;

/**
 * Paths of a checkout that say what a model installs or how it is judged and that are otherwise than a commit has them, sorted. Both trees have the
 * same root. Line ends do not count: a checkout may have its own.
 */
export async function uncommittedPaths(commit: Tree, working: Tree): Promise<readonly string[]> {
  const [before, now] = await Promise.all([commit.list(), working.list()]);
  const paths = new Set([...before, ...now].filter(({ kind }) => kind === "file").map(({ path }) => path));
  const different: string[] = [];
  for (const path of [...paths].filter(matters).sort()) {
    const [old, fresh] = await Promise.all([textOf(commit, path), textOf(working, path)]);
    if (old !== fresh) different.push(path);
  }
  return different;
}

/** What a report of a commit says of edits that it did not look at. */
export function uncommittedNote(paths: readonly string[], commit: string): readonly NotAssessed[] {
  if (paths.length === 0) return [];
  const named = paths.slice(0, mostNamed).map((path) => `\`${path.replaceAll("`", "'")}\``);
  const rest = paths.length > mostNamed ? ` and ${paths.length - mostNamed} more` : "";
  const verb = paths.length === 1 ? "is" : "are";
  return [
    {
      what: "uncommitted edits",
      why: `${named.join(", ")}${rest} ${verb} otherwise in the working tree than in ${commit.slice(0, 10)}, which is what was looked at. Commit them, or leave out \`--base\` to check the working tree as it is.`,
    },
  ];
}

function matters(path: string): boolean {
  if (configPaths.some((one) => one === path)) return true;
  const parts = path.split("/");
  return roleOf(parts.at(-1) ?? "", parts.at(-2) ?? "") !== null;
}

async function textOf(tree: Tree, path: string): Promise<string | null> {
  const answer = await tree.read(path);
  return answer.kind === "file" ? new TextDecoder().decode(answer.bytes).replaceAll("\r\n", "\n") : answer.kind;
}
