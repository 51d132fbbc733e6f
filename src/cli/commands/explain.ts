import { explainPackage } from "../../check/explain-package.ts";
import { resolveModels } from "../../check/resolve-models.ts";
import { PinwardenError } from "../../core/error.ts";
import { isValidName, normalizeName } from "../../core/python/name.ts";
import type { Explanation } from "../../core/report/explanation.ts";
import { explanationText } from "../../core/report/explanation-text.ts";
import { jsonText } from "../../core/report/json-text.ts";
import { openWorkingTree } from "../../shell/files/working-tree.ts";
import { commandSettings } from "../command-settings.ts";
import { type ExitCode, exitCodes } from "../exit-code.ts";
import { configChoice } from "../local-config.ts";
import type { IndexOptions, TargetOptions } from "../options.ts";
import type { Terminal } from "../terminal.ts";
import { openRun } from "../world.ts";

export interface ExplainCommandOptions extends TargetOptions, IndexOptions {
  readonly config?: string;
  readonly model: readonly string[];
  readonly format: "text" | "json";
  readonly output?: string;
}

/** `pinwarden explain`: why a package is there, why this version, and what holds it back. */
export async function explainCommand(
  text: string,
  path: string,
  options: ExplainCommandOptions,
  terminal: Terminal,
): Promise<ExitCode> {
  if (!isValidName(text)) throw new PinwardenError("usage/package", `\`${text}\` is no name of a package.`);
  const name = normalizeName(text);
  await using run = await openRun(options, terminal);
  const { world, inputs } = run;
  const head = await inputs.tree("head", () => openWorkingTree(path));
  const config = await configChoice(inputs, options.config);
  const settings = commandSettings(options);
  const { places } = await terminal.during(
    "resolving",
    resolveModels({ base: null, head, policy: head, config, settings, world }),
  );
  const explanations: Explanation[] = [];
  const without: string[] = [];
  let incomplete = false;
  for (const { model, target, head: side, resolveAgain } of places) {
    const where = `${model.id} on ${target}`;
    const { outcome } = side;
    if (outcome.kind === "resolved") {
      const one = outcome.resolution.packages.find((candidate) => candidate.name === name);
      if (one === undefined) without.push(where);
      else explanations.push(await explainPackage({ model: model.id, target }, outcome.resolution, one, resolveAgain));
      continue;
    }
    incomplete ||= outcome.kind === "incomplete";
    const why =
      outcome.kind === "unsatisfiable"
        ? outcome.conflict.text
        : outcome.notAssessed.map((missing) => `${missing.what}: ${missing.why}`).join("; ");
    terminal.note(`${where} has no resolution: ${why}`);
  }
  for (const where of without) terminal.note(`${name} is not installed for ${where}.`);
  const result =
    options.format === "json"
      ? jsonText({ explanations })
      : explanations.map((one) => `${explanationText(one)}\n`).join("\n");
  await terminal.result(result, options.output ?? null);
  if (incomplete) return exitCodes.incomplete;
  return explanations.length > 0 ? exitCodes.clean : exitCodes.findings;
}
