import type { Tables } from "../core/accelerator/tables.ts";
import type { ImageSettings } from "../core/config/config.ts";
import type { ResolveRequest } from "../core/resolution/request.ts";
import type { AdvisorySource } from "../shell/osv/advisory-source.ts";
import type { ImageSource } from "../shell/registry/image-source.ts";
import type { AnswerSource } from "../shell/resolve/answer-source.ts";
import type { LookStore } from "./discover.ts";
import type { IndexOverrides, IndexPlan } from "./index-plan.ts";

/** Everything outside that a run asks. Made once a run, so that nothing is asked twice. */
export interface World extends AsyncDisposable {
  /** One source for each plan: models, targets and refs with the same indexes share every answer. A recording keeps the request. */
  answersFor(plan: IndexPlan, request: ResolveRequest): AnswerSource;
  readonly advisories: AdvisorySource;
  /** The registries of images as policy lets them be asked. Settings that are equal share every answer. */
  imagesFor(settings: ImageSettings): ImageSource;
  readonly tables: Tables;
  readonly indexOverrides: IndexOverrides;
  /** What looks into files told in other runs; null where nothing is kept, or where every file that a run rests on has to be read in it. */
  readonly looks: LookStore | null;
  /** A variable of the environment; null where it is not set. Asked only for names that policy allows. */
  environment(name: string): string | null;
  /** Moment of the run, ISO 8601 in UTC: the core has no clock. */
  readonly now: string;
  /** Of Pinwarden. */
  readonly version: string;
}
