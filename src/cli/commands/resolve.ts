import { planIndexes } from "../../check/index-plan.ts";
import type { World } from "../../check/world.ts";
import { embeddedTables } from "../../core/accelerator/embedded-tables.ts";
import { lookupGpu } from "../../core/accelerator/lookup-gpu.ts";
import { lookupImage } from "../../core/accelerator/lookup-image.ts";
import { PinwardenError } from "../../core/error.ts";
import { readManifest } from "../../core/manifest/manifest-format.ts";
import { mergeReadings } from "../../core/manifest/merge-readings.ts";
import { type ManifestReading, noIndexOptions, type RequirementKind } from "../../core/manifest/requirement.ts";
import { readRequirementsFile } from "../../core/manifest/requirements-txt/read-requirements-file.ts";
import { parseDependencySpecifier } from "../../core/python/dependency-specifier.ts";
import { normalizeName } from "../../core/python/name.ts";
import { jsonText } from "../../core/report/json-text.ts";
import { pylock } from "../../core/report/pylock.ts";
import { requirementsText } from "../../core/report/requirements-text.ts";
import { resolutionJson } from "../../core/report/resolution-json.ts";
import { defaultResolveOptions, type ResolveOptions, type ResolveRequest } from "../../core/resolution/request.ts";
import type { NotAssessed, ResolutionOutcome } from "../../core/resolution/resolution.ts";
import { resolve } from "../../core/resolution/resolve.ts";
import { speculation } from "../../core/resolution/speculation.ts";
import { type BuiltTarget, buildTarget } from "../../core/target/build-target.ts";
import { readWith } from "../../shell/files/read-with.ts";
import { drive } from "../../shell/resolve/drive.ts";
import { type ExitCode, exitCodes } from "../exit-code.ts";
import { localFile } from "../local-tree.ts";
import type { IndexOptions, TargetOptions } from "../options.ts";
import { resolveOverrides } from "../resolve-options.ts";
import { statedByCommandLine } from "../stated-target.ts";
import type { Terminal } from "../terminal.ts";
import { worldOf } from "../world.ts";

export interface ResolveCommandOptions extends TargetOptions, IndexOptions {
  readonly requirement: readonly string[];
  readonly constraint: readonly string[];
  readonly override: readonly string[];
  readonly resolution: ResolveOptions["resolution"];
  /** Commander's spelling of `--no-deps`. */
  readonly deps: boolean;
  readonly generateHashes?: boolean;
  readonly format: "requirements" | "json" | "pylock";
  readonly output?: string;
}

/** `pinwarden resolve`: what would be installed on the target, or why nothing can be. */
export async function resolveCommand(
  words: readonly string[],
  options: ResolveCommandOptions,
  terminal: Terminal,
): Promise<ExitCode> {
  const reading = await readAll(words, options);
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
  if (reading.requirements.length === 0 && reading.problems.length === 0 && options.requirement.length === 0) {
    throw new PinwardenError("usage/nothing-to-resolve", "Nothing was given to resolve.", {
      hint: "Name requirements, or a file with `-r requirements.txt`.",
    });
  }
  const built = targetOf(reading, options);
  await using world = await worldOf(options, terminal);
  const { outcome, notAssessed } = await terminal.during("resolving", resolveOnce(reading, built, options, world));
  const report = withNotAssessed(outcome, [
    ...reading.problems.map(problemNotAssessed),
    ...notAssessed,
    ...assumptions(built),
  ]);
  return await print(report, built, options, terminal);
}

async function readAll(words: readonly string[], options: ResolveCommandOptions): Promise<ManifestReading> {
  const readings: ManifestReading[] = [commandLineReading(words)];
  for (const file of options.requirement) {
    const { tree, path } = await localFile(file);
    readings.push(await readWith(tree, readManifest(path)));
  }
  const others: [readonly string[], RequirementKind][] = [
    [options.constraint, "constraint"],
    [options.override, "override"],
  ];
  for (const [files, kind] of others) {
    for (const file of files) {
      const { tree, path } = await localFile(file);
      readings.push(await readWith(tree, readRequirementsFile(path, { kind })));
    }
  }
  return mergeReadings(readings);
}

/** Requirements that were given as words. Line 0 says that they stand in no file. */
function commandLineReading(words: readonly string[]): ManifestReading {
  const requirements = words.map((text) => {
    const specifier = parseDependencySpecifier(text);
    if (!specifier.ok) {
      throw new PinwardenError("usage/requirement", `\`${text}\` is no requirement: ${specifier.problem.message}`, {
        hint: "Write it as PEP 508 has it, such as `torch` or `numpy<2`.",
      });
    }
    const origin = { file: "command line", line: 0, column: 1, endColumn: text.length + 1 };
    return { specifier: specifier.value, text, kind: "direct" as const, origin, hashes: [] };
  });
  return { requirements, options: noIndexOptions, problems: [], files: [], requiresPython: null };
}

function targetOf(reading: ManifestReading, options: ResolveCommandOptions): BuiltTarget {
  const tables = embeddedTables();
  const { requiresPython } = reading;
  return buildTarget({
    id: "command line",
    statements: [statedByCommandLine(options)],
    requiresPython:
      requiresPython === null
        ? null
        : { text: requiresPython.text, from: `${requiresPython.origin.file}:${requiresPython.origin.line}` },
    lookupGpu: (text) => lookupGpu(tables, text),
    lookupImage: (reference) => lookupImage(tables, reference),
    configPath: ".github/pinwarden.yml",
  });
}

async function resolveOnce(
  reading: ManifestReading,
  built: BuiltTarget,
  options: ResolveCommandOptions,
  world: World,
): Promise<{ outcome: ResolutionOutcome; notAssessed: readonly NotAssessed[] }> {
  const { plan, notAssessed } = planIndexes({
    manifest: reading.options,
    config: [],
    configStrategy: null,
    overrides: world.indexOverrides,
    // The user names the files: what they name may be asked.
    trusted: null,
  });
  const request: ResolveRequest = {
    requirements: reading.requirements,
    target: built.target,
    options: {
      ...defaultResolveOptions,
      ...(reading.options.prereleases ? { prereleases: "allow" } : {}),
      ...resolveOverrides(options),
      onlyBinary: [...reading.options.onlyBinary, ...options.onlyBinary.map(formatName)],
      noBinary: [...reading.options.noBinary, ...options.noBinary.map(formatName)],
      resolution: options.resolution,
      noDeps: !options.deps,
      indexStrategy: plan.strategy,
    },
  };
  return { outcome: await drive(resolve(request), world.answersFor(plan), speculation(request)), notAssessed };
}

const formatName = (name: string): string => (name.startsWith(":") ? name : normalizeName(name));

/** Assumed fields matter to a resolution; what is missing of driver and GPU does not. */
const assumptions = (built: BuiltTarget): NotAssessed[] => [
  ...built.contradictions,
  ...built.unknown
    .filter((one) => one.state === "assumed")
    .map(({ line }) => ({
      what: line.replace(/:.*/, ""),
      why: `assumed to be ${line.replace(/^.*?: "?|"$/g, "")}; say it with --${line.replace(/:.*/, "")}`,
    })),
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

async function print(
  outcome: ResolutionOutcome,
  { target }: BuiltTarget,
  options: ResolveCommandOptions,
  terminal: Terminal,
): Promise<ExitCode> {
  const file = options.output ?? null;
  const notAssessed = outcome.kind === "resolved" ? outcome.resolution.notAssessed : outcome.notAssessed;
  if (options.format === "json") {
    await terminal.result(jsonText(resolutionJson(outcome, target)), file);
  } else {
    for (const { what, why } of notAssessed) terminal.note(`not assessed: ${what}: ${why}`);
    if (outcome.kind === "unsatisfiable")
      terminal.error(
        new PinwardenError("resolution/unsatisfiable", [outcome.conflict.text, ...outcome.conflict.hints].join("\n\n")),
      );
    if (outcome.kind === "incomplete")
      terminal.error(
        new PinwardenError(
          "index/incomplete",
          "The resolution could not be completed; what is missing is listed above.",
        ),
      );
    if (outcome.kind === "resolved") {
      const text =
        options.format === "pylock"
          ? pylock(outcome.resolution, target).text
          : requirementsText(outcome.resolution, { hashes: options.generateHashes === true });
      await terminal.result(text, file);
    }
  }
  if (outcome.kind === "resolved") return exitCodes.clean;
  return outcome.kind === "unsatisfiable" ? exitCodes.findings : exitCodes.incomplete;
}
