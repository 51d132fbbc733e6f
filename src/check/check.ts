import { packageAdvisoryQueries } from "../core/advisory/queries.ts";
import type { AdvisoryAnswers } from "../core/advisory/advisory.ts";
import type { CheckReport, ModelReport, Verdict } from "../core/comparison/comparison.ts";
import type { Config } from "../core/config/config.ts";
import { discoverModels } from "../core/discovery/discover-models.ts";
import type { Model } from "../core/discovery/model.ts";
import { PinwardenError } from "../core/error.ts";
import { decideReport } from "../core/policy/decide.ts";
import type { IndexStrategy } from "../core/resolution/options.ts";
import { policyNotices } from "../core/policy/notices.ts";
import type { NotAssessed } from "../core/resolution/resolution.ts";
import type { Tree } from "../shell/files/tree.ts";
import { assess, type Side } from "./assess.ts";
import { effectiveConfig } from "./configuration.ts";
import { planIndexes } from "./index-plan.ts";
import { type ModelSide, readModelSide, targetOf } from "./read-model.ts";
import { reportTarget } from "./report-target.ts";
import type { CheckRequest } from "./request.ts";
import { Resolver } from "./resolve-side.ts";
import type { World } from "./world.ts";

/** A model on a target, at both ends of the change. */
interface Place {
  readonly model: Model;
  readonly target: string;
  readonly base: Side | null;
  readonly head: Side;
}

/**
 * Checks the models of a repository: reads both trees, resolves every model on every target at both ends against the same
 * answers, runs the rules, compares, and decides.
 *
 * @throws PinwardenError `config/…` where the configuration cannot be used, `usage/…` where a named model does not exist.
 * What the outside world fails to answer is in the report, whose verdict is then `incomplete`.
 */
export async function check(request: CheckRequest): Promise<CheckReport> {
  const { config, notAssessed } = await effectiveConfig(request);
  const models = await modelsOf(request, config);
  const resolver = new Resolver(request.world, config, request.settings.resolve);
  const places = (await Promise.all(models.pairs.map((pair) => resolveModel(pair, request, config, resolver)))).flat();
  const advisories = await queryAdvisories(places, request);
  return decided(request, config, places, advisories, [...notAssessed, ...models.notAssessed]);
}

/** A model at both ends of the change. */
interface ModelPair {
  readonly base: Model | null;
  readonly head: Model;
}

/** The head's models, each with the base's of the same id. A model that only the base has is being removed: nothing of it can break. */
async function modelsOf(request: CheckRequest, config: Config): Promise<{ pairs: readonly ModelPair[]; notAssessed: readonly NotAssessed[] }> {
  const { base, head, settings } = request;
  const found = discoverModels(await head.list(), config);
  const before = base === null ? [] : discoverModels(await base.list(), config).models;
  for (const id of settings.models) {
    if (found.models.some((model) => model.id === id)) continue;
    const known = found.models.map((model) => `\`${model.id}\``).join(", ") || "none";
    throw new PinwardenError("usage/unknown-model", `There is no model \`${id}\`.`, { hint: `Models that were found: ${known}.` });
  }
  const chosen = found.models.filter((model) => settings.models.length === 0 || settings.models.includes(model.id));
  return {
    pairs: chosen.map((model) => ({ base: before.find((one) => one.id === model.id) ?? null, head: model })),
    notAssessed: found.notAssessed,
  };
}

/** What a tree says of a model that it does not have: nothing is installed. */
const absent = (model: Model): Model => ({ ...model, manifests: [], constraints: [], dockerfile: null });

async function resolveModel(pair: ModelPair, request: CheckRequest, config: Config, resolver: Resolver): Promise<Place[]> {
  const model = pair.head;
  const environment = allowedVariables(config, request.world);
  const read = (tree: Tree, of: Model): Promise<ModelSide> => readModelSide(tree, of, environment);
  const [base, head] = await Promise.all([
    request.base === null ? null : read(request.base, pair.base ?? absent(model)),
    read(request.head, model),
  ]);
  const trusted = base === null ? null : indexesOf(base);
  const sideOn = async (id: string, side: ModelSide): Promise<Side> => {
    const built = targetOf(id, side, config, request.settings.target, request.world.tables);
    const { plan, notAssessed } = planIndexes({
      manifest: side.reading.options,
      config: config.indexes,
      configStrategy: strategyOf(config),
      overrides: request.world.indexOverrides,
      trusted,
    });
    const outcome = await resolver.resolve({ reading: side.reading, target: built.target, plan });
    return { side: { ...side, notAssessed: [...side.notAssessed, ...notAssessed] }, target: built, outcome };
  };
  return await Promise.all(
    model.targets.map(async (target): Promise<Place> => {
      const [before, after] = await Promise.all([base === null ? null : sideOn(target, base), sideOn(target, head)]);
      return { model, target, base: before, head: after };
    }),
  );
}

/** Both of uv's unsafe strategies look at every index. */
function strategyOf({ resolve }: Config): IndexStrategy | null {
  if (resolve.indexStrategy === null || resolve.indexStrategy === "first-index") return resolve.indexStrategy;
  return "best-match";
}

/** The environment variables that policy lets a requirements file refer to, as far as they are set. */
function allowedVariables(config: Config, world: World): ReadonlyMap<string, string> {
  const values = config.policy.environmentVariables.map((name) => [name, world.environment(name)] as const);
  return new Map(values.flatMap(([name, value]) => (value === null ? [] : [[name, value] as const])));
}

/** Every index address that a side's manifests name. */
function indexesOf({ reading: { options } }: ModelSide): ReadonlySet<string> {
  const named = [options.indexUrl, ...options.extraIndexUrls, ...options.findLinks, ...options.packageIndexes.map((one) => one.index)];
  return new Set(named.flatMap((one) => (one === null ? [] : [one.text])));
}

/** One query for all models, targets and refs. */
async function queryAdvisories(places: readonly Place[], request: CheckRequest): Promise<AdvisoryAnswers> {
  const resolutions = places
    .flatMap(({ base, head }) => [head, ...(base === null ? [] : [base])])
    .flatMap(({ outcome }) => (outcome.kind === "resolved" ? [outcome.resolution] : []));
  return await request.world.advisories.query(packageAdvisoryQueries(resolutions));
}

function decided(request: CheckRequest, config: Config, places: readonly Place[], advisories: AdvisoryAnswers, notAssessed: readonly NotAssessed[]): CheckReport {
  const { world, base, head } = request;
  const reports = new Map<string, ModelReport>();
  const today = world.now.slice(0, 10);
  let complete = true;
  for (const place of places) {
    const { model } = place;
    const undecided = reportTarget(
      place.target,
      place.base === null ? null : { side: place.base, assessment: assess(model, place.base, advisories, world) },
      { side: place.head, assessment: assess(model, place.head, advisories, world) },
      config.policy.packages,
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
    notAssessed: [...notAssessed, ...policyNotices(findings, everything, config.policy, today)],
  };
}

/** What fails, fails, whatever else could not be found out; what is not known is never a pass. */
const order: readonly Verdict[] = ["fail", "incomplete", "warn", "pass"];

function worst(verdicts: readonly Verdict[]): Verdict {
  return order.find((verdict) => verdicts.includes(verdict)) ?? "pass";
}
