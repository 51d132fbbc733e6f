import type { Config } from "./config.ts";
import type { ConfigProblem } from "./config-problem.ts";
import type { RawPolicy } from "./config-schema.ts";
import { mergeConfigs, type PlacedConfig } from "./merge-configs.ts";
import { readConfig } from "./read-config.ts";

/** Keys of `policy` as somebody states them outside of a file, such as a workflow's inputs. */
export type StatedPolicy = Pick<
  RawPolicy,
  "allow-licenses" | "deny-licenses" | "allow-dependencies-licenses" | "deny-packages"
>;

/** Reads what is stated by the rules of the file; `from` says where it is stated. */
export function readStatedPolicy(
  stated: StatedPolicy,
  from: string,
): { readonly overlay: PlacedConfig | null; readonly problems: readonly ConfigProblem[] } {
  const { config, origins, problems } = readConfig(JSON.stringify({ policy: stated }), from);
  return { overlay: config === null ? null : { config, origins }, problems };
}

/** What is stated wins over the file, key by key; lists of what is denied or exempt are joined, as with a configuration that extends another. */
export function withStatedPolicy(placed: PlacedConfig, overlay: PlacedConfig | null): Config {
  return overlay === null ? placed.config : { ...placed.config, policy: mergeConfigs(placed, overlay).config.policy };
}
