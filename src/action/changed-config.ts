import type { Tree } from "../shell/files/tree.ts";

/** Whether the head's configuration is another than the one that judged it. */
export async function changesConfig(path: string, policy: Tree, head: Tree): Promise<boolean> {
  const [before, after] = await Promise.all([policy.read(path), head.read(path)]);
  if (before.kind !== "file" || after.kind !== "file") return before.kind !== after.kind;
  return !Buffer.from(before.bytes).equals(after.bytes);
}

/** What the pull request is told; the path is the workflow author's or ours, not the pull request's. */
export function configNote(path: string): string {
  const shown = path.replaceAll("`", "");
  return `> [!NOTE]\n> This pull request changes \`${shown}\`. It was checked with the base branch's policy; its own takes effect once it is merged.`;
}
