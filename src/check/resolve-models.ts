import type { Config } from "../core/config/config.ts";
import { withStatedPolicy } from "../core/config/policy-overlay.ts";
import type { Model } from "../core/discovery/model.ts";
import { PinwardenError } from "../core/error.ts";
import type { Answer, Question } from "../core/resolution/question.ts";
import type { NotAssessed, ResolutionOutcome } from "../core/resolution/resolution.ts";
import type { Tree } from "../shell/files/tree.ts";
import type { Side } from "./assess.ts";
import { effectiveConfig } from "./configuration.ts";
import { discover } from "./discover.ts";
import { planIndexes, planKey, type RefusedIndex } from "./index-plan.ts";
import { type LockedModelSide, readLockedSide } from "./locked-side.ts";
import { type Aim, askedImages, type PlacedTarget, placeTargets } from "./place-targets.ts";
import { targetOf } from "./read-model.ts";
import type { CheckRequest } from "./request.ts";
import type { ResolveOtherwise } from "./resolve-otherwise.ts";
import { type Job, Resolver } from "./resolve-side.ts";
import type { World } from "./world.ts";

/** A model on a target, at both ends of the change. */
export interface Place {
  readonly model: Model;
  readonly target: string;
  readonly base: Side | null;
  readonly head: Side;
  /** The head once more, with further requirements. */
  readonly resolveAgain: ResolveOtherwise;
  /** The head as another tree has it, by the lock of that tree where it has one. */
  readonly resolveIn: (tree: Tree) => Promise<Side>;
  /** The indexes that the head asks, without credentials. */
  readonly indexes: string;
  /** Asks them one question. */
  readonly ask: (question: Question) => Promise<Answer>;
}

export interface ResolvedModels {
  readonly config: Config;
  readonly places: readonly Place[];
  readonly notAssessed: readonly NotAssessed[];
}

/**
 * Reads both trees and resolves the models that are named, or all of them where none is, on every target at both ends, against the same
 * answers. `reach`: `every` resolves the others too, for who has to know what is beside the named ones.
 *
 * @throws PinwardenError `config/…` where the configuration cannot be used, `usage/…` where a named model does not exist
 */
export async function resolveModels(
  request: CheckRequest,
  reach: "named" | "every" = "named",
): Promise<ResolvedModels> {
  const { notAssessed, ...placed } = await effectiveConfig(request);
  const config = withStatedPolicy(placed, request.settings.policy ?? null);
  const models = await modelsOf(request, config, reach);
  const resolver = new Resolver(request.world, config, request.settings.resolve);
  const places = await Promise.all(models.pairs.map((pair) => resolveModel(pair, request, config, resolver)));
  return { config, places: places.flat(), notAssessed: [...notAssessed, ...models.notAssessed] };
}

/** A model at both ends of the change. */
interface ModelPair {
  readonly base: Model | null;
  readonly head: Model;
}

/** The head's models, each with the base's of the same id. A model that only the base has is being removed: nothing of it can break. */
async function modelsOf(
  request: CheckRequest,
  config: Config,
  reach: "named" | "every",
): Promise<{ pairs: readonly ModelPair[]; notAssessed: readonly NotAssessed[] }> {
  const { base, head, settings } = request;
  const { looks } = request.world;
  const found = await discover(head, config, looks);
  const before = base === null ? [] : (await discover(base, config, looks)).models;
  for (const id of settings.models) {
    if (found.models.some((model) => model.id === id)) continue;
    const known = found.models.map((model) => `\`${model.id}\``).join(", ") || "none";
    throw new PinwardenError("usage/unknown-model", `There is no model \`${id}\`.`, {
      hint: `Models that were found: ${known}.`,
    });
  }
  const chosen = reach === "every" ? found.models : found.models.filter(({ id }) => isAsked(settings, id));
  return {
    pairs: chosen.map((model) => ({ base: before.find((one) => one.id === model.id) ?? null, head: model })),
    notAssessed: [...found.notAssessed, ...(base === null && found.models.length === 0 ? [noModels(config)] : [])],
  };
}

/** Whether a model is one of those that were named, where any was. */
export const isAsked = ({ models }: CheckRequest["settings"], id: string): boolean =>
  models.length === 0 || models.includes(id);

/** A tree in which nothing was found is not one in which nothing is wrong. */
const noModels = (config: Config): NotAssessed => ({
  what: "Models",
  why: `None were found: \`pinwarden models\` lists what was left out. Declare them under \`models:\` in ${config.path}.`,
});

/** What a tree says of a model that it does not have: nothing is installed. */
const absent = (model: Model): Model => ({ ...model, manifests: [], constraints: [], dockerfile: null });

interface Resolved {
  readonly side: Side;
  readonly again: Place["resolveAgain"];
  readonly indexes: string;
  readonly ask: Place["ask"];
}

async function resolveModel(
  pair: ModelPair,
  request: CheckRequest,
  config: Config,
  resolver: Resolver,
): Promise<Place[]> {
  const model = pair.head;
  const environment = allowedVariables(config, request.world);
  const read = (tree: Tree, of: Model): Promise<LockedModelSide> => readLockedSide(tree, of, environment);
  const [base, head] = await Promise.all([
    request.base === null ? null : read(request.base, pair.base ?? absent(model)),
    read(request.head, model),
  ]);
  const trusted = base === null ? null : indexesOf(base);
  const { tables } = request.world;
  const images = askedImages(request.world.imagesFor(config.images), config.images);
  const aimOn =
    (id: string, side: LockedModelSide): Aim =>
    (observed) =>
      targetOf(id, side, config, request.settings.target, tables, observed);
  const sideOn = async (
    side: LockedModelSide,
    { built, image }: PlacedTarget,
    kept: ResolutionOutcome | null,
  ): Promise<Resolved> => {
    const { plan, refused, notAssessed } = planIndexes({
      manifest: side.reading.options,
      target: built.target,
      config: config.indexes,
      configStrategy: config.resolve.indexStrategy,
      configTorch: config.resolve.torch,
      overrides: request.world.indexOverrides,
      tables: request.world.tables,
      trusted,
    });
    const job: Job = {
      reading: side.reading,
      target: built.target,
      plan,
      ...(kept?.kind === "resolved" ? { preferences: versionsOf(kept) } : {}),
    };
    const { lock } = side;
    const locked = lock === null ? null : await resolver.resolveByLock(job, { lock, model: side.parts, refused });
    const outcome = locked?.outcome ?? (await resolver.resolve(job));
    return {
      side: {
        side: { ...side, notAssessed: [...side.notAssessed, ...notAssessed] },
        target: built,
        image,
        refusedIndexes: refused,
        outcome: doubted(outcome, refused),
        ...(plan.torchBackend === undefined ? {} : { torchBackend: plan.torchBackend }),
        ...(locked === null ? {} : { locked }),
      },
      indexes: planKey(plan),
      ask: (question) => resolver.ask(job, question),
      again: (variant) =>
        resolver.resolve({
          ...job,
          reading: { ...side.reading, requirements: variant.requirements(side.reading.requirements) },
          ...(variant.options === undefined ? {} : { variant: variant.options }),
        }),
    };
  };
  return await Promise.all(
    model.targets.map(async (target): Promise<Place> => {
      const placed = await placeTargets(
        base === null ? null : aimOn(target, base),
        aimOn(target, head),
        images,
        tables,
      );
      const starting = base === null || placed.base === null ? null : sideOn(base, placed.base, null);
      // What the head keeps of the base is known once the base is resolved; without that both go side by side.
      const kept =
        config.resolve.preferBase || request.settings.preferBase === true
          ? ((await starting)?.side.outcome ?? null)
          : null;
      const [before, after] = await Promise.all([starting, sideOn(head, placed.head, kept)]);
      const { side, again, indexes, ask } = after;
      const resolveIn = async (tree: Tree): Promise<Side> => {
        const there = await read(tree, model);
        const { head: place } = await placeTargets(null, aimOn(target, there), images, tables);
        return (await sideOn(there, place, null)).side;
      };
      return { model, target, base: before?.side ?? null, head: side, resolveAgain: again, resolveIn, indexes, ask };
    }),
  );
}

/** What was not found may lie on an index that was not asked: then nobody knows whether there is a resolution. */
function doubted(outcome: ResolutionOutcome, refused: readonly RefusedIndex[]): ResolutionOutcome {
  if (outcome.kind !== "unsatisfiable" || refused.length === 0) return outcome;
  const missing = refused.map(({ address, why }) => ({ what: `index ${address}`, why }));
  return { kind: "incomplete", notAssessed: [...outcome.notAssessed, ...missing] };
}

function versionsOf({ resolution }: Extract<ResolutionOutcome, { kind: "resolved" }>): NonNullable<Job["preferences"]> {
  return new Map(resolution.packages.map(({ name, version }) => [name, version]));
}

/** The environment variables that policy lets a requirements file refer to, as far as they are set. */
export function allowedVariables(config: Config, world: World): ReadonlyMap<string, string> {
  const values = config.policy.environmentVariables.map((name) => [name, world.environment(name)] as const);
  return new Map(values.flatMap(([name, value]) => (value === null ? [] : [[name, value] as const])));
}

/** Every index address that a side's manifests name. */
function indexesOf({ reading: { options } }: LockedModelSide): ReadonlySet<string> {
  const named = [
    options.indexUrl,
    ...options.extraIndexUrls,
    ...options.findLinks,
    ...options.packageIndexes.map((one) => one.index),
  ];
  return new Set(named.flatMap((one) => (one === null ? [] : [one.text])));
}
