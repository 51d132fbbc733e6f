import { notFound, ok, type RepositoryCall, repositoryUrl } from "../answer.ts";
import type { TreeLine } from "../git-store.ts";
import type { Route } from "../routes.ts";

/** Up to 1 MB a file is answered with its content; above it only the raw media type has it. */
const maxInline = 1024 * 1024;

export const contentsRoutes: readonly Route[] = [
  {
    kind: "repository",
    method: "GET",
    path: "/repos/{owner}/{repo}/contents/{+path}",
    accepted: [[["contents", "read"]]],
    async handle(call) {
      const { git } = call.repository;
      const sha = await git.resolve(call.query.get("ref") ?? "refs/heads/main");
      const path = call.parameters.get("path") ?? "";
      if (sha === null) return notFound;
      const lines = await git.tree(sha, true);
      const line = lines.find((entry) => entry.path === path);
      if (line === undefined) return notFound;
      if (line.type !== "tree") return await fileAnswer(call, line);
      const children = lines.filter((entry) => parentOf(entry.path) === path).slice(0, 1000);
      return ok(children.map((child) => describe(call, child)));
    },
  },
];

async function fileAnswer(call: RepositoryCall, line: TreeLine) {
  if (line.type === "commit") return ok(describe(call, line));
  const bytes = await call.repository.git.blob(line.sha);
  if (call.accept.includes("raw"))
    return { status: 200, raw: bytes, headers: { "content-type": "application/vnd.github.raw" } };
  if (line.mode === "120000") return ok({ ...describe(call, line), target: bytes.toString("utf8") });
  const inline = bytes.length <= maxInline;
  return ok({
    ...describe(call, line),
    encoding: inline ? "base64" : "none",
    content: inline ? bytes.toString("base64").replace(/.{60}/g, "$&\n") : "",
  });
}

function parentOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf("/")));
}

function describe(call: RepositoryCall, line: TreeLine): Record<string, unknown> {
  const submodule = call.version === "2022-11-28" ? "file" : "submodule";
  const type =
    line.type === "tree" ? "dir" : line.type === "commit" ? submodule : line.mode === "120000" ? "symlink" : "file";
  return {
    type,
    name: line.path.slice(line.path.lastIndexOf("/") + 1),
    path: line.path,
    sha: line.sha,
    size: line.size ?? 0,
    url: `${repositoryUrl(call)}/contents/${line.path}`,
  };
}
