import { configPaths } from "../core/config/read-config.ts";
import { discoverModels } from "../core/discovery/discover-models.ts";
import type { Tree } from "../shell/files/tree.ts";
import { effectiveConfig } from "./configuration.ts";
import { readModelSide } from "./read-model.ts";
import type { CheckRequest } from "./request.ts";

/** Whether a change of these paths can change what a model installs, where it is served, or what is asked of it. */
export async function concernsModels(
  paths: readonly string[],
  request: Pick<CheckRequest, "base" | "head" | "policy" | "config">,
): Promise<boolean> {
  const changed = new Set(paths);
  const chosen = request.config?.kind === "path" ? [request.config.path] : [];
  if ([...configPaths, ...chosen].some((path) => changed.has(path))) return true;
  for (const tree of request.base === null ? [request.head] : [request.base, request.head]) {
    const files = await filesOfModels(tree, request);
    if (files.some((path) => changed.has(path))) return true;
  }
  return false;
}

/** Every file that decides about a model of this tree: its manifests with what they include, and its Dockerfile. */
async function filesOfModels(tree: Tree, request: Parameters<typeof concernsModels>[1]): Promise<string[]> {
  const { config } = await effectiveConfig(request);
  const files: string[] = [];
  for (const model of discoverModels(await tree.list(), config).models) {
    const { reading } = await readModelSide(tree, model, new Map());
    files.push(...model.manifests.map(({ path }) => path), ...model.constraints, ...reading.files);
    if (model.dockerfile !== null) files.push(model.dockerfile);
  }
  return files;
}
