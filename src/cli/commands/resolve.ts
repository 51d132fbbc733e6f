import { type PlacedTarget, placeTarget } from "../../check/place-targets.ts";
import type { World } from "../../check/world.ts";
import { withMachine } from "../../core/accelerator/target-machine.ts";
import { chosenVariants } from "../../core/accelerator/torch-backend.ts";
import { unconstrained } from "../../core/accelerator/unconstrained.ts";
import { PinwardenError } from "../../core/error.ts";
import { lacksInstallFacts } from "../../core/image/lacks-facts.ts";
import type { ManifestReading } from "../../core/manifest/requirement.ts";
import { normalizeName } from "../../core/python/name.ts";
import { defaultResolveOptions, type ResolveRequest } from "../../core/resolution/request.ts";
import type { NotAssessed, ResolutionOutcome } from "../../core/resolution/resolution.ts";
import { resolve } from "../../core/resolution/resolve.ts";
import { speculation } from "../../core/resolution/speculation.ts";
import { drive } from "../../shell/resolve/drive.ts";
import { type ExitCode, exitCodes } from "../exit-code.ts";
import { imagesHere } from "../images-here.ts";
import type { NamedLock } from "../resolve/by-lock.ts";
import type { ResolveCommandOptions } from "../resolve/command-options.ts";
import { namedIndexes } from "../resolve/named-indexes.ts";
import { type PreferenceReader, preferenceReader } from "../resolve/preferences.ts";
import { printOutcomes, type TargetOutcome } from "../resolve/print.ts";
import { readInputs } from "../resolve/read-inputs.ts";
import { aimsOf } from "../resolve/targets.ts";
import { resolveOverrides } from "../resolve-options.ts";
import type { Terminal } from "../terminal.ts";
import { openRun } from "../world.ts";

/** `pinwarden resolve`: what would be installed on the targets, or why nothing can be. */
export async function resolveCommand(
  words: readonly string[],
  options: ResolveCommandOptions,
  terminal: Terminal,
): Promise<ExitCode> {
  await using run = await openRun(options, terminal);
  const { world, inputs } = run;
  // No format of a lock has such a name, and to load their readers takes a tenth of the time that a small set takes.
  const byLock = options.requirement.every((file) => /\.(?:txt|in)$/i.test(file))
    ? null
    : await import("../resolve/by-lock.ts");
  const named = byLock === null ? null : await byLock.readLockInput(words, options, inputs);
  const reading = named?.reading ?? (await readInputs(words, options, inputs));
  const errors = reading.problems.filter((problem) => problem.severity === "error");
  for (const problem of errors) {
    const { origin } = problem;
    terminal.error(
      new PinwardenError(problem.code, problem.message, {
        origin,
        ...(problem.hint === null ? {} : { hint: problem.hint }),
      }),
    );
  }
  if (errors.length > 0) return exitCodes.usage;
  if (words.length === 0 && options.requirement.length === 0) {
    throw new PinwardenError("usage/nothing-to-resolve", "Nothing was given to resolve.", {
      hint: "Name requirements, or a file with `-r requirements.txt`.",
    });
  }
  const images = imagesHere(inputs, (settings) => world.imagesFor(settings));
  const preferences = await preferenceReader(options, inputs);
  const all = Promise.all(
    aimsOf(reading, options).map(async (aim) => {
      const placed = await placeTarget(aim, images, world.tables, lacksInstallFacts);
      return named === null ? resolveOn(placed, reading, preferences, options, world) : lockOn(placed, named, world);
    }),
  );
  return await printOutcomes(await terminal.during("resolving", all), options, terminal);
}

async function resolveOn(
  placed: PlacedTarget,
  reading: ManifestReading,
  preferences: PreferenceReader,
  options: ResolveCommandOptions,
  world: World,
): Promise<TargetOutcome> {
  const { target } = placed.built;
  const { plan, notAssessed } = namedIndexes(reading.options, target, world);
  const asked: Omit<ResolveRequest, "machine"> = {
    requirements: reading.requirements,
    target,
    options: {
      ...defaultResolveOptions,
      ...(reading.options.prereleases ? { prereleases: "allow" } : {}),
      // Among variants it is the machine that chooses.
      ...(plan.torchBackend === "auto" ? { accelerator: "constrain" } : {}),
      ...resolveOverrides(options),
      ...preferences(target),
      onlyBinary: [...reading.options.onlyBinary, ...options.onlyBinary.map(formatName)],
      noBinary: [...reading.options.noBinary, ...options.noBinary.map(formatName)],
      resolution: options.resolution,
      noDeps: !options.deps,
      indexStrategy: plan.strategy,
    },
  };
  const request = withMachine(asked, world.tables);
  const outcome = await drive(resolve(request), world.answersFor(plan, request), speculation(request));
  const more = [...reading.problems.map(problemNotAssessed), ...notAssessed, ...assumptions(placed)];
  if (!options.deps) more.push(withoutDependencies);
  if (request.machine !== undefined && outcome.kind === "resolved")
    more.push(...unconstrained({ tables: world.tables, target, resolution: outcome.resolution }));
  const variants =
    plan.torchBackend !== undefined && outcome.kind === "resolved"
      ? chosenVariants(outcome.resolution, plan.torchBackend).map(({ text }) => text)
      : [];
  return { target, outcome: withNotAssessed(outcome, more), variants };
}

async function lockOn(placed: PlacedTarget, named: NamedLock, world: World): Promise<TargetOutcome> {
  const { resolveLockOn } = await import("../resolve/by-lock.ts");
  const { target } = placed.built;
  const { outcome, notAssessed } = await resolveLockOn(named, target, world);
  const more = [...named.reading.problems.map(problemNotAssessed), ...notAssessed, ...assumptions(placed)];
  return { target, outcome: withNotAssessed(outcome, more) };
}

const withoutDependencies: NotAssessed = {
  what: "dependencies",
  why: "`--no-deps` takes the requirements as the whole graph: what they ask for beyond one another was not looked at",
};

const formatName = (name: string): string => (name.startsWith(":") ? name : normalizeName(name));

/** Assumed fields matter to a resolution; what is missing of driver and GPU does not. */
const assumptions = ({ built, image }: PlacedTarget): NotAssessed[] => [
  ...(image?.notAssessed ?? []),
  ...built.contradictions,
  ...built.unknown
    .filter((one) => one.state === "assumed")
    .map(({ line }) => {
      const field = line.replace(/:.*/, "");
      // The version of macOS is part of the platform's name.
      const option = field === "macos" ? "--platform, as in macosx_14_0_arm64" : `--${field}`;
      return { what: field, why: `assumed to be ${line.replace(/^.*?: "?|"$/g, "")}; say it with ${option}` };
    }),
];

const problemNotAssessed = ({ origin, message }: ManifestReading["problems"][number]): NotAssessed => ({
  what: `${origin.file}:${origin.line}`,
  why: message,
});

function withNotAssessed(outcome: ResolutionOutcome, more: readonly NotAssessed[]): ResolutionOutcome {
  if (outcome.kind === "resolved") {
    return {
      ...outcome,
      resolution: { ...outcome.resolution, notAssessed: [...outcome.resolution.notAssessed, ...more] },
    };
  }
  return { ...outcome, notAssessed: [...outcome.notAssessed, ...more] };
}
