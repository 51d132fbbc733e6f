import type { ResolveOptions } from "../../core/resolution/request.ts";
import type { IndexOptions, TargetOptions } from "../options.ts";

/** The options of `pinwarden resolve`. */
export interface ResolveCommandOptions extends Omit<TargetOptions, "python" | "platform">, IndexOptions {
  readonly python: readonly string[];
  readonly platform: readonly string[];
  readonly requirement: readonly string[];
  readonly constraint: readonly string[];
  readonly override: readonly string[];
  readonly resolution: ResolveOptions["resolution"];
  /** Files whose pins are kept where they fit. */
  readonly prefer: readonly string[];
  readonly upgrade?: boolean;
  /** Names, or requirements that say which versions. */
  readonly upgradePackage: readonly string[];
  /** Commander's spelling of `--no-deps`. */
  readonly deps: boolean;
  readonly generateHashes?: boolean;
  readonly format: "requirements" | "json" | "pylock";
  readonly output?: string;
}
