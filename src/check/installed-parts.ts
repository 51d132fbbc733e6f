import type { Model } from "../core/discovery/model.ts";
import type { DockerInstall } from "../core/manifest/dockerfile/docker-install.ts";
import { readDockerfile } from "../core/manifest/dockerfile/read-dockerfile.ts";
import { resolveTreePath } from "../core/manifest/tree-path.ts";
import { readWith } from "../shell/files/read-with.ts";
import type { Tree } from "../shell/files/tree.ts";
import { imageBuildOf } from "./image-build.ts";

/**
 * The model with the extras and groups of its manifests that its image installs (`pip install .[gpu]`, `uv sync --group serve`): they are
 * installed from a lock too. The configuration's own choice stands where there is one.
 */
export async function withInstalledParts(tree: Tree, model: Model): Promise<Model> {
  const { dockerfile, manifests, listed } = model;
  const chosen = model.extras.length > 0 || model.groups.length > 0;
  if (dockerfile === null || listed || chosen || manifests.length === 0) return model;
  const { options } = await imageBuildOf(tree, model);
  const { installs } = await readWith(tree, readDockerfile(dockerfile, options));
  const known = new Set(manifests.map(({ path }) => path));
  const parts = installs.filter((install) => pathsOf(install, dockerfile).some((path) => known.has(path)));
  const extras = parts.flatMap((install) => listOf("extras" in install ? install.extras : []));
  const groups = parts.flatMap((install) => listOf("groups" in install ? install.groups : []));
  return extras.length + groups.length === 0
    ? model
    : { ...model, extras: [...new Set(extras)], groups: [...new Set(groups)] };
}

const listOf = (names: readonly string[] | "all"): readonly string[] => (names === "all" ? [] : names);

/** Where a project that is installed may stand: the build context is the Dockerfile's folder, one above it, or the root. */
function pathsOf(install: DockerInstall, dockerfile: string): readonly string[] {
  if (install.kind !== "folder" && install.kind !== "manifest") return [];
  const inContext = install.kind === "folder" ? install.contextPaths : [install.contextPath];
  const folder = dockerfile.split("/").slice(0, -1);
  const folders = [folder, folder.slice(0, -1), []].map((parts) => [...parts, "Dockerfile"].join("/"));
  return inContext.flatMap((path) =>
    path === null
      ? []
      : folders.flatMap((from) => {
          const resolved = resolveTreePath(from, path);
          return resolved.kind === "inside" ? [resolved.path] : [];
        }),
  );
}
