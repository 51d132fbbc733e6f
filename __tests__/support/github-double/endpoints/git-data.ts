import type { Accepted } from "../access.ts";
import { notFound, ok, problem, type RepositoryCall, repositoryUrl } from "../answer.ts";
import type { TreeLine } from "../git-store.ts";
import type { Route } from "../routes.ts";

const reads: Accepted = [[["contents", "read"]]];
const fullSha = /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/;

export const gitDataRoutes: readonly Route[] = [
  {
    kind: "repository",
    method: "GET",
    path: "/repos/{owner}/{repo}/git/trees/{sha}",
    accepted: reads,
    async handle(call) {
      const { git } = call.repository;
      const asked = call.parameters.get("sha") ?? "";
      const type = await git.type(asked);
      if (type !== "tree" && type !== "commit") return notFound;
      const sha = type === "tree" ? asked : await git.treeOf(asked);
      // Any value of the parameter, `0` and `false` among them, switches it on.
      const lines = await git.tree(sha, call.query.has("recursive"));
      const truncated = lines.length > call.state.treeLimit;
      const tree = lines.slice(0, call.state.treeLimit).map((line) => treeEntry(call, line));
      return ok({ sha, url: `${repositoryUrl(call)}/git/trees/${sha}`, tree, truncated });
    },
  },
  {
    kind: "repository",
    method: "GET",
    path: "/repos/{owner}/{repo}/git/blobs/{sha}",
    accepted: reads,
    async handle(call) {
      const sha = call.parameters.get("sha") ?? "";
      if (!fullSha.test(sha))
        return problem(422, "The sha parameter must be exactly 40 characters and contain only [0-9a-f].");
      if ((await call.repository.git.type(sha)) !== "blob") return notFound;
      const bytes = await call.repository.git.blob(sha);
      if (call.accept.includes("raw")) {
        return { status: 200, raw: bytes, headers: { "content-type": "application/vnd.github.raw; charset=utf-8" } };
      }
      const content = bytes.toString("base64").replace(/.{60}/g, "$&\n");
      return ok({
        sha,
        node_id: `B_${sha}`,
        size: bytes.length,
        url: `${repositoryUrl(call)}/git/blobs/${sha}`,
        content: content.endsWith("\n") || content === "" ? content : `${content}\n`,
        encoding: "base64",
      });
    },
  },
  {
    kind: "repository",
    method: "GET",
    path: "/repos/{owner}/{repo}/git/commits/{sha}",
    accepted: reads,
    async handle(call) {
      const { git } = call.repository;
      const sha = call.parameters.get("sha") ?? "";
      if (!fullSha.test(sha) || (await git.type(sha)) !== "commit") return notFound;
      const tree = await git.treeOf(sha);
      const parents = await git.parents(sha);
      return ok({
        sha,
        node_id: `C_${sha}`,
        url: `${repositoryUrl(call)}/git/commits/${sha}`,
        message: await git.message(sha),
        tree: { sha: tree, url: `${repositoryUrl(call)}/git/trees/${tree}` },
        parents: parents.map((parent) => ({ sha: parent, url: `${repositoryUrl(call)}/git/commits/${parent}` })),
      });
    },
  },
  {
    kind: "repository",
    method: "GET",
    path: "/repos/{owner}/{repo}/git/ref/{+ref}",
    accepted: reads,
    async handle(call) {
      const ref = `refs/${call.parameters.get("ref")}`;
      const sha = await call.repository.git.resolve(ref);
      if (sha === null) return notFound;
      const object = { type: "commit", sha, url: `${repositoryUrl(call)}/git/commits/${sha}` };
      return ok({ ref, node_id: `R_${ref}`, url: `${repositoryUrl(call)}/git/${ref}`, object });
    },
  },
];

function treeEntry(call: RepositoryCall, line: TreeLine): unknown {
  const size = line.type === "blob" && line.size !== null ? { size: line.size } : {};
  // A submodule's commit is in another repository: it has no address here.
  const group = line.type === "tree" ? "trees" : "blobs";
  const url = line.type === "commit" ? {} : { url: `${repositoryUrl(call)}/git/${group}/${line.sha}` };
  return { path: line.path, mode: line.mode, type: line.type, sha: line.sha, ...size, ...url };
}
