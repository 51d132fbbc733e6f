import { check } from "../check/check.ts";
import { effectiveConfig } from "../check/configuration.ts";
import { fix } from "../check/fix/fix.ts";
import type { CheckSettings, ConfigChoice } from "../check/request.ts";
import type { World } from "../check/world.ts";
import { notingTree } from "../shell/files/noting-tree.ts";
import { overlayTree } from "../shell/files/overlay-tree.ts";
import type { Tree } from "../shell/files/tree.ts";
import type { LockTools } from "../shell/tools/lock-tools.ts";
import type { RemediationGround } from "./remediation-port.ts";

export interface GroundRequest {
  readonly tree: Tree;
  readonly config: ConfigChoice | null;
  readonly settings: CheckSettings;
  readonly world: World;
  /** What runs the tools of locks; absent where the job is not trusted. */
  readonly tools?: LockTools;
}

/** The real ground: plans and checks over the world, with the policy of the tree itself. Throws `config/…`. */
export async function openGround(request: GroundRequest): Promise<RemediationGround> {
  const { config: choice, settings, world, tools } = request;
  const tree = notingTree(request.tree);
  const { config } = await effectiveConfig({ base: null, head: tree, policy: tree, config: choice });
  const { strategy, pullRequests } = config.remediation;
  return {
    tree,
    asked: tree.asked,
    strategy,
    settings: pullRequests,
    plan: (only) => fix({ head: tree, config: choice, settings, world, only, ...(tools && { tools }) }),
    compare: (files, models) => {
      const head = overlayTree(tree, new Map(files.map(({ path, after }) => [path, after])));
      return check({ base: tree, head, policy: tree, config: choice, settings: { ...settings, models }, world });
    },
  };
}
