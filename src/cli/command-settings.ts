import type { CheckSettings } from "../check/request.ts";
import type { IndexOptions, TargetOptions } from "./options.ts";
import { resolveOverrides } from "./resolve-options.ts";
import { statedByCommandLine } from "./stated-target.ts";

/** What a command that judges no change says over the configuration: which models, where they are served, how they are resolved. */
export function commandSettings(
  options: TargetOptions & IndexOptions & { readonly model: readonly string[] },
): CheckSettings {
  return {
    models: options.model,
    target: statedByCommandLine(options),
    failOn: null,
    allowGhsas: [],
    warnOnly: false,
    resolve: resolveOverrides(options),
  };
}
