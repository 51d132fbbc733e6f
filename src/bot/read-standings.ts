import { branchFolder, isGroupBranch } from "../core/pull-request/group-key.ts";
import type { Standing } from "../core/pull-request/standing-pull.ts";
import { branchesBelow, branchState } from "../shell/github/pull-request/branches.ts";
import { type PullQuestion, pullsOf } from "../shell/github/pull-request/pulls.ts";
import type { RemediatePorts } from "./remediation-port.ts";

/** What GitHub has on the branches of ours, and on those that are wanted. `base` is null for the default branch. */
export async function readStandings(
  { client }: Pick<RemediatePorts, "client">,
  question: PullQuestion,
  commit: string,
  base: string | null,
  wanted: readonly string[],
): Promise<ReadonlyMap<string, Standing>> {
  const { repository, identity } = question;
  const heads = await branchesBelow(client, repository, branchFolder(base));
  const standings = new Map<string, Standing>();
  // One after the other: many small requests at once are what secondary limits are for.
  const ours = [...heads.keys()].filter((branch) => isGroupBranch(branch, base));
  for (const branch of [...new Set([...ours, ...wanted])].sort()) {
    const head = heads.get(branch);
    standings.set(branch, {
      branch,
      state: head === undefined ? { kind: "missing" } : await branchState(client, repository, commit, head, identity),
      pulls: await pullsOf(client, question, branch),
    });
  }
  return standings;
}
