import { type Planned, planIndexes } from "../../check/index-plan.ts";
import type { World } from "../../check/world.ts";
import type { IndexOptions } from "../../core/manifest/requirement.ts";
import type { Target } from "../../core/target/target.ts";

/** Where the packages of files come from that the user names, without any configuration: what the files name may be asked. */
export function namedIndexes(manifest: IndexOptions, target: Target, { indexOverrides, tables }: World): Planned {
  return planIndexes({
    manifest,
    target,
    config: [],
    configStrategy: null,
    overrides: indexOverrides,
    tables,
    trusted: null,
  });
}
