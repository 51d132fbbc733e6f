import { writeFile } from "node:fs/promises";
import path from "node:path";
import process from "node:process";
import { changedLines, patchOf } from "../../check/fix/changed-lines.ts";
import { type FixReport, fix } from "../../check/fix/fix.ts";
import { isSettled } from "../../core/remediation/impossible-reason.ts";
import { plainLine } from "../../core/report/defuse.ts";
import { type FixJson, impossibleJson, planJson } from "../../core/report/fix-json.ts";
import { renderFix, type ShownFix } from "../../core/report/fix-markdown.ts";
import { fixNotes } from "../../core/report/fix-notes.ts";
import { impossibleText, notAssessedText, planText } from "../../core/report/fix-text.ts";
import { jsonText } from "../../core/report/json-text.ts";
import { openWorkingTree } from "../../shell/files/working-tree.ts";
import type { LockRunRequest } from "../../shell/tools/lock-tools.ts";
import { runLockTool } from "../../shell/tools/run-lock-tool.ts";
import { commandSettings } from "../command-settings.ts";
import { type ExitCode, exitCodes } from "../exit-code.ts";
import { configChoice } from "../local-config.ts";
import type { IndexOptions, TargetOptions } from "../options.ts";
import type { Terminal } from "../terminal.ts";
import { isTrusted } from "../trusted-job.ts";
import { openRun } from "../world.ts";

export interface FixCommandOptions extends TargetOptions, IndexOptions {
  readonly config?: string;
  readonly model: readonly string[];
  readonly only: readonly string[];
  readonly write?: boolean;
  readonly patch?: boolean;
  readonly runTools?: boolean;
  readonly format: "text" | "markdown" | "json";
  readonly output?: string;
}

/** `pinwarden fix`: the smallest edits that clear what is wrong, as a diff, as a patch, or written. */
export async function fixCommand(root: string, options: FixCommandOptions, terminal: Terminal): Promise<ExitCode> {
  await using run = await openRun(options, terminal);
  const { world, inputs } = run;
  const head = await inputs.tree("head", () => openWorkingTree(root));
  const config = await configChoice(inputs, options.config);
  const settings = commandSettings(options);
  const tools = isTrusted(process.env) ? { tools: { run: (asked: LockRunRequest) => runLockTool(asked) } } : {};
  const runTools = options.runTools === true;
  if (runTools && !isTrusted(process.env))
    terminal.note("--run-tools: not in a job that an event of a pull request started.");
  const request = { head, config, settings, world, only: options.only, runTools, ...tools };
  const report = await terminal.during("planning", fix(request));
  if (options.write === true) {
    const written = await writeFiles(root, report);
    terminal.note(written.length === 0 ? "nothing was written" : `written: ${written.join(", ")}`);
  }
  const withPatches = { ...report, plans: report.plans.map(({ plan, files }) => ({ plan, patch: patchOf(files) })) };
  await terminal.result(shown(report, withPatches, options), options.output ?? null);
  if (options.patch === true) for (const line of fixNotes(withPatches)) terminal.note(line);
  if (!report.complete) return exitCodes.incomplete;
  return report.impossible.some((one) => !isSettled(one)) || (report.plans.length > 0 && options.write !== true)
    ? exitCodes.findings
    : exitCodes.clean;
}

/** The paths that were written. */
async function writeFiles(root: string, { plans }: FixReport): Promise<readonly string[]> {
  const files = plans.flatMap((one) => one.files);
  for (const { path: file, after } of files) await writeFile(path.join(root, ...file.split("/")), after);
  return files.map((file) => plainLine(file.path));
}

function shown(report: FixReport, patched: ShownFix, { format, patch }: FixCommandOptions): string {
  const { plans, impossible, notAssessed, complete } = report;
  if (patch === true) return patched.plans.map((one) => one.patch).join("");
  if (format === "markdown") return renderFix(patched);
  if (format === "json") {
    const json: FixJson = {
      plans: plans.map(({ plan, files }) => planJson(plan, files.flatMap(changedLines))),
      impossible: impossible.map(impossibleJson),
      notAssessed,
    };
    return jsonText(json);
  }
  const nothing = plans.length === 0 && impossible.length === 0;
  const parts = [
    ...(nothing
      ? [complete ? "Nothing to mend.\n" : "Not everything could be assessed, and nothing else was found to mend.\n"]
      : []),
    ...patched.plans.map(({ plan, patch: lines }) => `${planText(plan)}\n\n${lines}`),
    section("Cannot be cleared", impossibleText(impossible.filter((one) => !isSettled(one)))),
    section("Nothing to clear", impossibleText(impossible.filter(isSettled))),
    section(
      plans.length === 0 ? "Not assessed" : "Not assessed of what is asked for now",
      notAssessedText(notAssessed),
    ),
  ].filter((part) => part !== "");
  return parts.join("\n");
}

const section = (title: string, text: string): string => (text === "" ? "" : `${title}:\n${text}\n`);
