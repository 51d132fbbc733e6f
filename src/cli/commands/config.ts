import process from "node:process";
import { effectiveConfig } from "../../check/configuration.ts";
import { liveInputs } from "../../check/inputs.ts";
import { configEntries } from "../../core/config/config-entries.ts";
import { jsonText } from "../../core/report/json-text.ts";
import type { Tree } from "../../shell/files/tree.ts";
import { openWorkingTree } from "../../shell/files/working-tree.ts";
import { openRepository } from "../../shell/git/repository.ts";
import { type ExitCode, exitCodes } from "../exit-code.ts";
import { configChoice } from "../local-config.ts";
import type { Terminal } from "../terminal.ts";

export interface ConfigCommandOptions {
  readonly ref?: string;
  readonly config?: string;
  readonly format: "text" | "json";
  readonly output?: string;
}

/** `pinwarden config`: what holds, with where each value is written. Only a file that another repository shares is asked for over the network. */
export async function configCommand(
  path: string,
  options: ConfigCommandOptions,
  terminal: Terminal,
): Promise<ExitCode> {
  if (options.ref === undefined) {
    await print(await openWorkingTree(path), options, terminal);
    return exitCodes.clean;
  }
  await using repository = await openRepository(path);
  await print(repository.commitTree(await repository.resolveCommit(options.ref)), options, terminal);
  return exitCodes.clean;
}

async function print(tree: Tree, options: ConfigCommandOptions, terminal: Terminal): Promise<void> {
  const choice = await configChoice(liveInputs, options.config);
  const effective = await effectiveConfig({ base: null, head: tree, policy: tree, config: choice });
  const entries = configEntries(effective.config, effective.origins);
  const width = Math.min(60, Math.max(0, ...entries.map(({ key, value }) => key.length + value.length + 2)));
  const lines = entries.map(({ key, value, from }) => `${`${key}: ${value}`.padEnd(width)}  # ${from}`);
  const text =
    options.format === "json"
      ? jsonText({ present: effective.config.present, entries, notAssessed: effective.notAssessed })
      : `${lines.join("\n")}\n`;
  await terminal.result(text, options.output ?? null);
  for (const { what, why } of effective.notAssessed) terminal.note(`not assessed: ${what}: ${why}`);
  if (!effective.config.present && process.stderr.isTTY === true)
    terminal.note("There is no configuration: these are the defaults. `pinwarden init` writes one.");
}
