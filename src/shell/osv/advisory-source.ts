import type { AdvisoryAnswers, AdvisoryQuery } from "../../core/advisory/advisory.ts";

/** Where advisories come from. Asked once a run, for the union of all pairs of all models, targets and refs. */
export interface AdvisorySource {
  /** Never rejects because of what the source did: that is `failure` in the answers. */
  query(pairs: readonly AdvisoryQuery[]): Promise<AdvisoryAnswers>;
}
