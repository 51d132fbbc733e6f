import type { ResolveOptions } from "../core/resolution/request.ts";
import type { IndexOptions } from "./options.ts";

/** What the options say of how versions are chosen; what they leave out stays as configuration and manifests have it. */
export function resolveOverrides(options: IndexOptions): Partial<ResolveOptions> {
  return {
    ...(options.prerelease === undefined ? {} : { prereleases: options.prerelease }),
    ...(options.accelerator === undefined ? {} : { accelerator: options.accelerator }),
    ...(options.excludeNewer === undefined ? {} : { excludeNewer: options.excludeNewer }),
  };
}
