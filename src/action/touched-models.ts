import { effectiveConfig } from "../check/configuration.ts";
import { discover } from "../check/discover.ts";
import { readLockedSide } from "../check/locked-side.ts";
import type { ConfigChoice } from "../check/request.ts";
import type { World } from "../check/world.ts";
import { configPaths } from "../core/config/read-config.ts";
import { roleOf } from "../core/discovery/manifest-name.ts";
import type { Tree } from "../shell/files/tree.ts";
import type { CheckSides } from "./ports.ts";

/**
 * Whether any of the changed paths decides what a model installs. A name that says so is enough. Other names need a look,
 * since `-r` may include a file of any name: both sides are read, with no network, and what was read is compared with what changed.
 */
export async function touchesModels(
  paths: readonly string[],
  sides: CheckSides,
  { environment, looks }: Pick<World, "environment" | "looks">,
): Promise<boolean> {
  const { base, head, policy, inputs } = sides;
  const settings: readonly string[] = inputs.configFile === null ? configPaths : [inputs.configFile];
  if (paths.some((path) => settings.includes(path) || hasRole(path))) return true;

  const config: ConfigChoice | null = inputs.configFile === null ? null : { kind: "path", path: inputs.configFile };
  const effective = (await effectiveConfig({ base, head, policy, config })).config;
  const allowed = effective.policy.environmentVariables.flatMap((name) => {
    const value = environment(name);
    return value === null ? [] : [[name, value] as const];
  });
  const read = new Set<string>();
  for (const tree of base === null ? [head] : [base, head]) {
    const recorded = recording(tree, read);
    for (const model of (await discover(tree, effective, looks)).models) {
      await readLockedSide(recorded, model, new Map(allowed));
    }
  }
  return paths.some((path) => read.has(path));
}

function hasRole(path: string): boolean {
  const parts = path.split("/");
  return roleOf(parts.at(-1) ?? "", parts.at(-2) ?? "") !== null;
}

/** A tree that keeps the paths it was asked for, whether there was anything or not. */
function recording(tree: Tree, read: Set<string>): Tree {
  return {
    id: tree.id,
    list: () => tree.list(),
    read: (path) => {
      read.add(path);
      return tree.read(path);
    },
  };
}
