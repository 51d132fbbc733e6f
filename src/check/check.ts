import type { AdvisoryAnswers } from "../core/advisory/advisory.ts";
import { packageAdvisoryQueries } from "../core/advisory/queries.ts";
import type { CheckReport, ModelReport, Verdict } from "../core/comparison/comparison.ts";
import { decideReport } from "../core/policy/decide.ts";
import { policyNotices } from "../core/policy/notices.ts";
import { policyOf } from "../core/policy/policy.ts";
import type { Finding } from "../core/rule/finding.ts";
import { type Assessment, assess } from "./assess.ts";
import { judged } from "./exact-pins.ts";
import { reportTarget } from "./report-target.ts";
import type { CheckRequest } from "./request.ts";
import { type Place, type ResolvedModels, resolveModels } from "./resolve-models.ts";
import { findShared, type SharedFindings } from "./shared-environments.ts";
import { findSharedHosts } from "./shared-hosts.ts";

/**
 * Checks the models of a repository: reads both trees, resolves every model on every target at both ends against the same
 * answers, runs the rules, compares, and decides.
 *
 * @throws PinwardenError `config/…` where the configuration cannot be used, `usage/…` where a named model does not exist.
 * What the outside world fails to answer is in the report, whose verdict is then `incomplete`.
 */
export async function check(request: CheckRequest): Promise<CheckReport> {
  const resolved = await resolveModels(request);
  const [advisories, shared] = await Promise.all([
    queryAdvisories(resolved.places, request),
    findShared(resolved.places),
  ]);
  const hosts = findSharedHosts(resolved.places, resolved.config, request.world.tables);
  return decided(request, resolved, advisories, [shared, hosts]);
}

/** One query for all models, targets and refs. */
async function queryAdvisories(places: readonly Place[], request: CheckRequest): Promise<AdvisoryAnswers> {
  const resolutions = places
    .flatMap(({ base, head }) => [head, ...(base === null ? [] : [base])])
    .flatMap((side) => judged(side) ?? []);
  return await request.world.advisories.query(packageAdvisoryQueries(resolutions));
}

const withFindings = (assessment: Assessment, more: readonly Finding[]): Assessment =>
  more.length === 0 ? assessment : { ...assessment, findings: [...assessment.findings, ...more] };

function decided(
  request: CheckRequest,
  resolved: ResolvedModels,
  advisories: AdvisoryAnswers,
  shared: readonly ReadonlyMap<Place, SharedFindings>[],
): CheckReport {
  const { world, base, head } = request;
  const { config, places, notAssessed } = resolved;
  const reports = new Map<string, ModelReport>();
  const today = world.now.slice(0, 10);
  let complete = true;
  for (const place of places) {
    const { model } = place;
    const between = shared.flatMap((found) => found.get(place) ?? []);
    const undecided = reportTarget(
      place.target,
      place.base === null
        ? null
        : {
            side: place.base,
            assessment: withFindings(
              assess(model, place.base, advisories, world),
              between.flatMap(({ base: found }) => found),
            ),
          },
      {
        side: place.head,
        assessment: withFindings(
          assess(model, place.head, advisories, world),
          between.flatMap(({ head: found }) => found),
        ),
      },
      config,
      world,
    );
    complete &&= undecided.complete;
    const target = decideReport(undecided, config, request.settings, today);
    const report = reports.get(model.id) ?? { id: model.id, path: model.path, targets: [] };
    reports.set(model.id, { ...report, targets: [...report.targets, target] });
  }
  const models = [...reports.values()];
  const findings = models.flatMap((model) => model.targets.flatMap((target) => target.findings));
  // A check of some models cannot tell whether an entry of the policy is of use to the others.
  const everything = complete && request.settings.models.length === 0;
  return {
    verdict: worst(models.flatMap((model) => model.targets.map((target) => target.verdict))),
    models,
    snapshot: {
      at: world.now,
      base: base?.id ?? null,
      head: head.id,
      indexes: [],
      excludeNewer: request.settings.resolve.excludeNewer ?? config.resolve.excludeNewer,
      advisories: { source: advisories.source, asOf: advisories.asOf },
      tables: world.tables.date,
      version: world.version,
    },
    notAssessed: [...notAssessed, ...policyNotices(findings, everything, policyOf(config, request.settings), today)],
  };
}

/** What fails, fails, whatever else could not be found out; what is not known is never a pass. */
const order: readonly Verdict[] = ["fail", "incomplete", "warn", "pass"];

function worst(verdicts: readonly Verdict[]): Verdict {
  return order.find((verdict) => verdicts.includes(verdict)) ?? "pass";
}
