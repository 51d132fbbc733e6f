import * as z from "zod";
import { PinwardenError } from "../../core/error.ts";
import { objectId } from "../../core/object-id.ts";
import type { GithubClient } from "./github-client.ts";
import { type Repository, refPath } from "./repository.ts";

/** What is asked of a repository's commits, wherever they are kept. Null is "not known here", never "none". */
export interface History {
  /** The commit that a branch, a tag, a full ref or an id names. */
  resolve(revision: string): Promise<string | null>;
  parents(commit: string): Promise<readonly string[] | null>;
  mergeBase(a: string, b: string): Promise<string | null>;
  /** Paths that differ between two commits, of which the first should be an ancestor of the second; of a rename both. */
  changedPaths(base: string, head: string): Promise<readonly string[] | null>;
}

const sha = z.string().regex(objectId);
const commitAnswer = z.object({ sha, parents: z.array(z.object({ sha })) });
const refAnswer = z.object({ object: z.object({ type: z.string(), sha }) });
const compareAnswer = z.object({
  merge_base_commit: z.object({ sha }),
  files: z.array(z.object({ filename: z.string(), previous_filename: z.string().optional() })).optional(),
});

/** A comparison lists 300 files and then stops without a word. */
const maxComparedFiles = 300;

/** The history behind the API. An unknown commit is null; every other failure is thrown. */
export function githubHistory(client: GithubClient, repository: Repository): History {
  const compare = (base: string, head: string) =>
    orNull(
      client.request(
        "GET /repos/{owner}/{repo}/compare/{basehead}",
        { ...repository, basehead: `${base}...${head}` },
        compareAnswer,
      ),
    );
  return {
    async resolve(revision) {
      if (revision.startsWith("refs/")) {
        const route = "GET /repos/{owner}/{repo}/git/ref/{+ref}";
        const ref = refPath(revision.slice("refs/".length));
        return (await orNull(client.request(route, { ...repository, ref }, refAnswer)))?.object.sha ?? null;
      }
      const route = "GET /repos/{owner}/{repo}/commits/{ref}";
      return (await orNull(client.request(route, { ...repository, ref: revision }, commitAnswer)))?.sha ?? null;
    },
    async parents(commit) {
      const route = "GET /repos/{owner}/{repo}/git/commits/{commit_sha}";
      const found = await orNull(client.request(route, { ...repository, commit_sha: commit }, commitAnswer));
      return found?.parents.map((parent) => parent.sha) ?? null;
    },
    mergeBase: async (a, b) => (await compare(a, b))?.merge_base_commit.sha ?? null,
    async changedPaths(base, head) {
      const compared = await compare(base, head);
      const files = compared?.files;
      // It lists what changed since the merge base: where the base is none (history was rewritten) that is another question.
      if (files === undefined || files.length >= maxComparedFiles || compared?.merge_base_commit.sha !== base)
        return null;
      return files.flatMap((file) =>
        file.previous_filename === undefined ? [file.filename] : [file.previous_filename, file.filename],
      );
    },
  };
}

async function orNull<T>(answer: Promise<T>): Promise<T | null> {
  try {
    return await answer;
  } catch (error) {
    if (!(error instanceof PinwardenError)) throw error;
    // 422 is how an id that names no commit is answered on some of these.
    if (error.code === "github/not-found" || error.code === "github/invalid-request") return null;
    throw error;
  }
}

/** Asks each in turn until one knows. */
export function firstKnown(histories: readonly History[]): History {
  const ask = async <T>(question: (history: History) => Promise<T | null>): Promise<T | null> => {
    for (const history of histories) {
      const answer = await question(history);
      if (answer !== null) return answer;
    }
    return null;
  };
  return {
    resolve: (revision) => ask((history) => history.resolve(revision)),
    parents: (commit) => ask((history) => history.parents(commit)),
    mergeBase: (a, b) => ask((history) => history.mergeBase(a, b)),
    changedPaths: (base, head) => ask((history) => history.changedPaths(base, head)),
  };
}
