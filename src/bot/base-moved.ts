import { configPaths } from "../core/config/read-config.ts";
import { roleOf } from "../core/discovery/manifest-name.ts";
import type { GithubClient } from "../shell/github/github-client.ts";
import { githubHistory } from "../shell/github/history.ts";
import { branchHead } from "../shell/github/pull-request/branches.ts";
import type { Repository } from "../shell/github/repository.ts";

/**
 * Whether the base branch has moved since the plans were made in a way that may matter to them: a path that was read for them or looked for, as
 * manifests, what these include, constraints, locks and the configuration are, or one whose name says that it may be read now. What cannot
 * be told matters.
 */
export async function baseMoved(
  client: GithubClient,
  repository: Repository,
  { branch, commit }: { readonly branch: string; readonly commit: string },
  asked: ReadonlySet<string>,
): Promise<boolean> {
  const head = await branchHead(client, repository, branch);
  if (head === commit) return false;
  const changed = head === null ? null : await githubHistory(client, repository).changedPaths(commit, head);
  if (changed === null) return true;
  return changed.some((path) => asked.has(path) || isSetting(path) || hasRole(path));
}

const isSetting = (path: string): boolean => configPaths.some((one) => one === path) || path.endsWith("CODEOWNERS");

function hasRole(path: string): boolean {
  const parts = path.split("/");
  return roleOf(parts.at(-1) ?? "", parts.at(-2) ?? "") !== null;
}
