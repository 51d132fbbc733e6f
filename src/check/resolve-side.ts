import { withMachine } from "../core/accelerator/target-machine.ts";
import { parseUploadBound } from "../core/calendar.ts";
import type { Config } from "../core/config/config.ts";
import { PinwardenError } from "../core/error.ts";
import type { ManifestReading } from "../core/manifest/requirement.ts";
import type { Answer, Question } from "../core/resolution/question.ts";
import { readProvided } from "../core/resolution/read-provided.ts";
import { defaultResolveOptions, type ResolveOptions, type ResolveRequest } from "../core/resolution/request.ts";
import type { ResolutionOutcome } from "../core/resolution/resolution.ts";
import { resolve } from "../core/resolution/resolve.ts";
import { speculation } from "../core/resolution/speculation.ts";
import { looksAtLicences } from "../core/rule/policy/licences.ts";
import type { Target } from "../core/target/target.ts";
import type { AnswerSource } from "../shell/resolve/answer-source.ts";
import { drive } from "../shell/resolve/drive.ts";
import type { IndexPlan } from "./index-plan.ts";
import { type LockJob, type LockSide, resolveByLock } from "./lock-side.ts";
import type { World } from "./world.ts";

/** One resolution to make: a model on a target, at one ref. */
export interface Job {
  readonly reading: ManifestReading;
  readonly target: Target;
  readonly plan: IndexPlan;
  /** Versions to keep where they fit: the base's, where the configuration prefers them. */
  readonly preferences?: ResolveOptions["preferences"];
  /** What this job is asked in another way than the model's others. */
  readonly variant?: Partial<ResolveOptions>;
}

/** How this job is resolved: defaults, then the configuration, then the manifest's own options, then the user's word. */
export function optionsOf(job: Job, config: Config, overrides: Partial<ResolveOptions>): ResolveOptions {
  const { options } = job.reading;
  const { resolve: settings, policy } = config;
  return {
    ...defaultResolveOptions,
    resolution: settings.strategy,
    prereleases: options.prereleases ? "allow" : (settings.prereleases ?? defaultResolveOptions.prereleases),
    onlyBinary: [...settings.onlyBinary, ...options.onlyBinary],
    noBinary: [...settings.noBinary, ...options.noBinary],
    excludeNewer: settings.excludeNewer === null ? null : uploadBound(settings.excludeNewer),
    // Among variants it is the machine that chooses.
    accelerator:
      settings.accelerator ?? (job.plan.torchBackend === "auto" ? "constrain" : defaultResolveOptions.accelerator),
    sdists: policy.sourceDistributions === "assume" ? "assume" : "static-only",
    ...(job.preferences === undefined ? {} : { preferences: job.preferences }),
    ...overrides,
    ...job.variant,
    indexStrategy: job.plan.strategy,
  };
}

/** The configuration was checked when it was read. */
function uploadBound(text: string): string {
  const bound = parseUploadBound(text);
  if (!bound.ok) throw new PinwardenError("config/invalid", `\`resolve.exclude-newer\`: ${bound.problem.message}`);
  return bound.value;
}

/** Resolves jobs side by side; two jobs that ask the same get one answer. */
export class Resolver {
  readonly #world: World;
  readonly #config: Config;
  readonly #overrides: Partial<ResolveOptions>;
  readonly #done = new Map<string, Promise<ResolutionOutcome>>();

  constructor(world: World, config: Config, overrides: Partial<ResolveOptions>) {
    this.#world = world;
    this.#config = config;
    this.#overrides = overrides;
  }

  /** Takes a lock for the resolution of the job, in place of solving. */
  async resolveByLock(job: Job, locked: LockJob): Promise<LockSide> {
    const request = this.#requestOf(job);
    const source = this.#world.answersFor(job.plan, request);
    const side = await resolveByLock(locked, request, source, looksAtLicences(this.#config.policy.licences));
    return { ...side, outcome: await this.#beside(side.outcome, request, source) };
  }

  /** With what the packages ask for that the target provides. */
  async #beside(outcome: ResolutionOutcome, request: ResolveRequest, source: AnswerSource): Promise<ResolutionOutcome> {
    if (outcome.kind !== "resolved" || (request.target.provides ?? []).length === 0) return outcome;
    return { ...outcome, resolution: await drive(readProvided(request, outcome.resolution), source) };
  }

  /** Asks the job's indexes one question, by the same answers. */
  ask(job: Job, question: Question): Promise<Answer> {
    return this.#world.answersFor(job.plan, this.#requestOf(job)).answer(question, "needed");
  }

  resolve(job: Job): Promise<ResolutionOutcome> {
    const request = this.#requestOf(job);
    const key = jobKey(request, job.plan);
    const known = this.#done.get(key);
    if (known !== undefined) return known;
    const source = this.#world.answersFor(job.plan, request);
    const outcome = drive(resolve(request), source, speculation(request)).then((solved) =>
      this.#beside(solved, request, source),
    );
    this.#done.set(key, outcome);
    return outcome;
  }

  #requestOf(job: Job): ResolveRequest {
    return withMachine(
      {
        requirements: job.reading.requirements,
        target: job.target,
        options: optionsOf(job, this.#config, this.#overrides),
      },
      this.#world.tables,
    );
  }
}

/** Two jobs with one key are one job: the id of the target and the order of its fields do not matter. */
function jobKey(request: ResolveRequest, plan: IndexPlan): string {
  const { id: _, sources: __, driver: ___, gpus: ____, image: _____, ...loads } = request.target;
  const lines = request.requirements.map(({ kind, text, hashes, origin, included }) => [
    kind,
    text,
    hashes,
    origin.file,
    origin.line,
    included === true,
  ]);
  return JSON.stringify([
    lines,
    loads,
    request.machine?.id ?? null,
    {
      ...request.options,
      preferences: [...request.options.preferences].map(([name, version]) => [name, version.text]),
      upgrade: request.options.upgrade === "all" ? "all" : [...request.options.upgrade],
      avoid: [...request.options.avoid].map(([name, versions]) => [
        name,
        versions.map(({ range, why }) => [range, why]),
      ]),
    },
    plan,
  ]);
}
