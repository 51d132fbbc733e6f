import type { CheckSettings } from "../../check/request.ts";
import { scan } from "../../check/scan/scan.ts";
import { jsonText } from "../../core/report/json-text.ts";
import { renderScanSummary } from "../../core/scan/drift-markdown.ts";
import type { ScanReport } from "../../core/scan/scan-report.ts";
import { scanText } from "../../core/scan/scan-text.ts";
import type { Tree } from "../../shell/files/tree.ts";
import { openWorkingTree } from "../../shell/files/working-tree.ts";
import { openRepository } from "../../shell/git/repository.ts";
import { fileRecordStore } from "../../shell/records/file-record-store.ts";
import { type ExitCode, exitCodeOfVerdict } from "../exit-code.ts";
import { configChoice } from "../local-config.ts";
import type { IndexOptions, TargetOptions } from "../options.ts";
import { resolveOverrides } from "../resolve-options.ts";
import { statedByCommandLine } from "../stated-target.ts";
import type { Terminal } from "../terminal.ts";
import { openRun } from "../world.ts";
import { failOnOf } from "./check.ts";

export interface ScanCommandOptions extends TargetOptions, IndexOptions {
  readonly seen?: string;
  readonly head?: string;
  readonly config?: string;
  readonly model: readonly string[];
  readonly failOnSeverity?: string;
  readonly format: "text" | "markdown" | "json";
  readonly output?: string;
}

/** `pinwarden scan`: what changed without a commit since the last scan that a file keeps. */
export async function scanCommand(path: string, options: ScanCommandOptions, terminal: Terminal): Promise<ExitCode> {
  await using run = await openRun(options, terminal);
  await using opened = new AsyncDisposableStack();
  const { world, inputs } = run;
  const head = await inputs.tree("head", () => openHead(path, options, opened));
  const config = await configChoice(inputs, options.config);
  const store = options.seen === undefined ? null : fileRecordStore(options.seen);
  if (store === null)
    terminal.note("nothing is kept of this scan: name a file with --seen to compare with it next time");
  const settings = settingsOf(options);
  const { report } = await terminal.during("scanning", scan({ head, config, settings, world, store }));
  await terminal.result(shown(report, options.format), options.output ?? null);
  return exitCodeOfVerdict(report.verdict);
}

async function openHead(path: string, { head }: ScanCommandOptions, opened: AsyncDisposableStack): Promise<Tree> {
  if (head === undefined) return await openWorkingTree(path);
  const repository = opened.use(await openRepository(path));
  return repository.commitTree(await repository.resolveCommit(head));
}

function shown(report: ScanReport, format: ScanCommandOptions["format"]): string {
  if (format === "json") return jsonText(report);
  return format === "markdown" ? renderScanSummary(report) : scanText(report);
}

function settingsOf(options: ScanCommandOptions): CheckSettings {
  return {
    models: options.model,
    target: statedByCommandLine(options),
    failOn: options.failOnSeverity === undefined ? null : failOnOf(options.failOnSeverity),
    allowGhsas: [],
    warnOnly: false,
    resolve: {
      ...resolveOverrides(options),
      ...(options.onlyBinary.length > 0 ? { onlyBinary: options.onlyBinary } : {}),
      ...(options.noBinary.length > 0 ? { noBinary: options.noBinary } : {}),
    },
  };
}
