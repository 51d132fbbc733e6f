import type { Tree } from "../shell/files/tree.ts";
import type { Checkout } from "../shell/github/checkout.ts";
import { blobReader, openCommitTree } from "../shell/github/commit-tree.ts";
import type { GithubClient } from "../shell/github/github-client.ts";
import type { Repository } from "../shell/github/repository.ts";

export type OpenTree = (commit: string) => Promise<Tree>;

/**
 * Opens commits: from the checkout's git objects where they are there, else through the API. A commit is the same files
 * wherever it is read. `checkout` is null where nothing on the disk is to be looked at. Each commit is opened once.
 */
export function treeOpener(
  client: GithubClient,
  repository: Repository,
  checkout: Checkout | null,
  onRemote: (commit: string) => void,
): OpenTree {
  const opened = new Map<string, Promise<Tree>>();
  const readBlob = blobReader(client, repository);
  const open = async (commit: string): Promise<Tree> => {
    const local = (await checkout?.tree(commit)) ?? null;
    if (local !== null) return local;
    onRemote(commit);
    return openCommitTree(client, repository, commit, readBlob);
  };
  return (commit) => {
    const tree = opened.get(commit) ?? open(commit);
    opened.set(commit, tree);
    return tree;
  };
}
