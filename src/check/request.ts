import type { FailOn } from "../core/config/config.ts";
import type { PlacedConfig } from "../core/config/merge-configs.ts";
import type { ResolveOptions } from "../core/resolution/request.ts";
import type { StatedTarget } from "../core/target/stated-target.ts";
import type { Tree } from "../shell/files/tree.ts";
import type { SharedFiles } from "./shared-config.ts";
import type { World } from "./world.ts";

/** What is to be checked. */
export interface CheckRequest {
  /** What the change is measured against; null: there is no change, and the head is reported as it is. */
  readonly base: Tree | null;
  readonly head: Tree;
  /** Where policy is read: what a maintainer merged, never what is judged. The base, or the head where there is no base. */
  readonly policy: Tree;
  readonly config: ConfigChoice | null;
  /** Files of other repositories, for `extends:`. As the environment gives access to them unless given. */
  readonly shared?: SharedFiles;
  readonly settings: CheckSettings;
  readonly world: World;
}

/** What the command line or the action's inputs say over the configuration. */
export interface CheckSettings {
  /** Ids of the models to check; empty for all. */
  readonly models: readonly string[];
  readonly target: StatedTarget;
  readonly failOn: FailOn | null;
  readonly allowGhsas: readonly string[];
  readonly warnOnly: boolean;
  /** The head keeps the versions that the base resolves to, whatever the configuration says. */
  readonly preferBase?: boolean;
  /** What is stated of `policy` outside of the configuration, over it. */
  readonly policy?: PlacedConfig | null;
  /** What is set wins over the configuration. */
  readonly resolve: Partial<ResolveOptions>;
}

/** A configuration that the user chooses: a text of their own, or another path in the policy tree. */
export type ConfigChoice =
  | { readonly kind: "text"; readonly path: string; readonly text: string }
  | { readonly kind: "path"; readonly path: string };
