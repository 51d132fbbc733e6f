import { withoutLocal } from "../python/version.ts";
import { answeredFor } from "../resolution/provided.ts";
import type { Resolution } from "../resolution/resolution.ts";
import type { AdvisoryQuery } from "./advisory.ts";
import { distinctQueries } from "./advisory-answers.ts";

/** What to ask of the advisory source for these resolutions together: each name and public version once, sorted. */
export function packageAdvisoryQueries(resolutions: readonly Resolution[]): readonly AdvisoryQuery[] {
  return distinctQueries(
    resolutions.flatMap(answeredFor).map(({ name, version }) => ({ name, version: withoutLocal(version).text })),
  );
}
