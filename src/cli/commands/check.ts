import { lstat } from "node:fs/promises";
import { join } from "node:path";
import { check } from "../../check/check.ts";
import type { Inputs } from "../../check/inputs.ts";
import type { CheckRequest, CheckSettings } from "../../check/request.ts";
import { uncommittedNote, uncommittedPaths } from "../../check/uncommitted.ts";
import type { CheckReport } from "../../core/comparison/comparison.ts";
import type { FailOn } from "../../core/config/config.ts";
import { parseFailOn } from "../../core/config/fail-on.ts";
import { PinwardenError } from "../../core/error.ts";
import { renderComment } from "../../core/report/comment.ts";
import { reportJson } from "../../core/report/report-json.ts";
import { memoryTree } from "../../shell/files/memory-tree.ts";
import type { Tree } from "../../shell/files/tree.ts";
import { openWorkingTree } from "../../shell/files/working-tree.ts";
import { openRepository } from "../../shell/git/repository.ts";
import { commandSettings } from "../command-settings.ts";
import { type ExitCode, exitCodeOfVerdict } from "../exit-code.ts";
import { configChoice } from "../local-config.ts";
import type { IndexOptions, TargetOptions } from "../options.ts";
import type { Terminal } from "../terminal.ts";
import { openRun } from "../world.ts";

export interface CheckCommandOptions extends TargetOptions, IndexOptions {
  readonly base?: string;
  readonly head?: string;
  readonly config?: string;
  readonly model: readonly string[];
  /** Commander's spelling of `--no-deps`. */
  readonly deps: boolean;
  readonly preferBase?: boolean;
  readonly failOnSeverity?: string;
  readonly format: "markdown" | "json";
  readonly output?: string;
}

/** `pinwarden check`: the report of a change between two refs, or of the working tree as it is. */
export async function checkCommand(path: string, options: CheckCommandOptions, terminal: Terminal): Promise<ExitCode> {
  await using run = await openRun(options, terminal);
  const { world, inputs } = run;
  const config = await configChoice(inputs, options.config);
  const rest = { config, settings: settingsOf(options), world };
  const report = await terminal.during("checking", checkTrees(path, options, rest, inputs, terminal));
  const text = options.format === "json" ? reportJson(report) : renderComment(report).body;
  await terminal.result(text, options.output ?? null);
  return exitCodeOfVerdict(report.verdict);
}

async function checkTrees(
  path: string,
  options: CheckCommandOptions,
  rest: Pick<CheckRequest, "config" | "settings" | "world">,
  inputs: Inputs,
  terminal: Terminal,
): Promise<CheckReport> {
  await using opened = new AsyncDisposableStack();
  let sides: Promise<Sides> | null = null;
  // Nothing is opened where a recording has what would be read.
  const open = async (side: keyof Sides): Promise<Tree> => {
    sides ??= openSides(path, options, opened, terminal);
    return (await sides)[side];
  };
  const head = await inputs.tree("head", () => open("head"));
  if (options.base === undefined) return await check({ base: null, head, policy: head, ...rest });
  const base = await inputs.tree("base", () => open("base"));
  const policy = await inputs.tree("policy", () => open("policy"));
  const report = await check({ base, head, policy, ...rest });
  if (options.head !== undefined) return report;
  // Nobody named the head: whoever edits a file and asks what comes of it has to be told that HEAD does not have it.
  const edits = await inputs.tree("uncommitted", () => uncommittedIn(path, options.replay === undefined ? head : null));
  const notes = uncommittedNote(
    (await edits.list()).map((entry) => entry.path),
    head.id,
  );
  for (const { what, why } of notes) terminal.note(`${what}: ${why}`);
  return { ...report, notAssessed: [...report.notAssessed, ...notes] };
}

/** The paths that are otherwise in the checkout than in its HEAD, as a tree of empty files, which a recording keeps as it does others. */
async function uncommittedIn(path: string, head: Tree | null): Promise<Tree> {
  const none = memoryTree(new Map());
  if (head === null) return none;
  await using repository = await openRepository(path);
  const isCheckout = await lstat(join(repository.folder, ".git")).catch(() => null);
  if (isCheckout === null) return none;
  const paths = await uncommittedPaths(head, await openWorkingTree(repository.folder));
  return memoryTree(new Map(paths.map((one) => [one, ""])));
}

/** Without a base the three are one. */
type Sides = Pick<CheckRequest, "head" | "policy"> & { readonly base: Tree };

async function openSides(
  path: string,
  options: CheckCommandOptions,
  opened: AsyncDisposableStack,
  terminal: Terminal,
): Promise<Sides> {
  if (options.base === undefined && options.head === undefined) {
    const head = await openWorkingTree(path);
    return { base: head, head, policy: head };
  }
  const repository = opened.use(await openRepository(path));
  const head = repository.commitTree(await repository.resolveCommit(options.head ?? "HEAD"));
  if (options.base === undefined) return { base: head, head, policy: head };
  const named = await repository.resolveCommit(options.base);
  const start = await repository.mergeBase(named, head.id).catch(() => named);
  // What the base gained since the head left it is not the head's doing. An older head is compared as it was asked for.
  const base = repository.commitTree(start === head.id ? named : start);
  if (base.id !== named)
    terminal.note(
      `${options.base} has moved on since ${options.head ?? "HEAD"} left it: compared with their merge base ${base.id.slice(0, 10)}`,
    );
  return { base, head, policy: repository.commitTree(named) };
}

function settingsOf(options: CheckCommandOptions): CheckSettings {
  const settings = commandSettings(options);
  return {
    ...settings,
    failOn: options.failOnSeverity === undefined ? null : failOnOf(options.failOnSeverity),
    preferBase: options.preferBase === true,
    resolve: {
      ...settings.resolve,
      ...(options.onlyBinary.length > 0 ? { onlyBinary: options.onlyBinary } : {}),
      ...(options.noBinary.length > 0 ? { noBinary: options.noBinary } : {}),
      ...(options.deps ? {} : { noDeps: true }),
    },
  };
}

export function failOnOf(text: string): FailOn {
  const result = parseFailOn(text);
  if (!result.ok)
    throw new PinwardenError("usage/fail-on-severity", `\`--fail-on-severity\`: ${result.problem.message}`);
  return result.value;
}
