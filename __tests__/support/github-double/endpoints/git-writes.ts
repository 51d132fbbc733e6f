import { join } from "node:path";
import type { Accepted } from "../access.ts";
import { problem, repositoryUrl } from "../answer.ts";
import { git } from "../git-store.ts";
import type { Route } from "../routes.ts";

const writes: Accepted = [[["contents", "write"]]];

interface TreeEntry {
  readonly path: string;
  readonly mode: string;
  readonly content?: string;
  readonly sha?: string;
}

/** Trees and commits that nothing points to yet. */
export const gitWriteRoutes: readonly Route[] = [
  {
    kind: "repository",
    method: "POST",
    path: "/repos/{owner}/{repo}/git/trees",
    accepted: writes,
    async handle(call) {
      const { tree, base_tree: base } = call.body;
      if (!Array.isArray(tree) || tree.length === 0) return problem(422, "Invalid tree info");
      const { directory } = call.repository.git;
      const env = { GIT_INDEX_FILE: join(directory, `tree-${call.state.nextId()}`) };
      if (typeof base === "string") {
        if ((await call.repository.git.type(base)) !== "tree") return problem(404, "Not Found");
        await git(directory, ["read-tree", base], { env });
      }
      const lines: string[] = [];
      for (const { path, mode, content, sha } of tree as TreeEntry[]) {
        const id = content === undefined ? sha : await text(directory, ["hash-object", "-w", "--stdin"], content);
        lines.push(`${mode} ${id}\t${path}\0`);
      }
      await git(directory, ["update-index", "-z", "--index-info"], { env, input: lines.join("") });
      const sha = (await git(directory, ["write-tree"], { env })).toString("utf8").trim();
      return { status: 201, body: { sha, url: `${repositoryUrl(call)}/git/trees/${sha}`, tree: [], truncated: false } };
    },
  },
  {
    kind: "repository",
    method: "POST",
    path: "/repos/{owner}/{repo}/git/commits",
    accepted: writes,
    async handle(call) {
      const { message, tree, parents = [] } = call.body;
      if (typeof message !== "string" || typeof tree !== "string" || !Array.isArray(parents))
        return problem(422, "Invalid request.");
      if ((await call.repository.git.type(tree)) !== "tree") return problem(422, "Tree SHA does not exist");
      const flags = (parents as string[]).flatMap((parent) => ["-p", parent]);
      const sha = await text(call.repository.git.directory, ["commit-tree", tree, ...flags, "-m", message]);
      return {
        status: 201,
        body: { sha, message, tree: { sha: tree }, url: `${repositoryUrl(call)}/git/commits/${sha}` },
      };
    },
  },
];

const text = async (directory: string, args: readonly string[], input?: string): Promise<string> =>
  (await git(directory, args, input === undefined ? {} : { input })).toString("utf8").trim();
