import { PinwardenError } from "../../core/error.ts";
import { isObjectId } from "../../core/object-id.ts";
import type { Tree } from "../files/tree.ts";
import { openRepository } from "../git/repository.ts";
import { runGit } from "../git/run-git.ts";

/** The git objects of a checkout. Dispose of it: it may hold a process. */
export interface Checkout extends AsyncDisposable {
  /** A commit's tree; null where the objects are not all there, as the base's are not in a shallow clone. */
  tree(commit: string): Promise<Tree | null>;
}

/** Opens the repository in the workspace; null where there is none, or none that git may read. */
export async function openCheckout(directory: string): Promise<Checkout | null> {
  try {
    const repository = await openRepository(directory);
    // A partial clone has trees without their files, and would have to fetch each.
    const partial = (await runGit(directory, ["config", "--get-regexp", "^remote\\..*\\.promisor$"])).status === 0;
    return {
      async tree(commit) {
        if (partial || !isObjectId(commit)) return null;
        const known = await runGit(directory, ["cat-file", "-e", `${commit}^{tree}`]);
        return known.status === 0 ? repository.commitTree(commit) : null;
      },
      [Symbol.asyncDispose]: () => repository[Symbol.asyncDispose](),
    };
  } catch (error) {
    if (error instanceof PinwardenError) return null;
    throw error;
  }
}
