import process from "node:process";
import { check } from "../check/check.ts";
import { effectiveConfig } from "../check/configuration.ts";
import { createWorld } from "../check/create-world.ts";
import type { CheckSettings, ConfigChoice, CheckRequest as CoreRequest } from "../check/request.ts";
import type { World } from "../check/world.ts";
import { exitCodeOfVerdict } from "../cli/exit-code.ts";
import { commentBudget, renderComment, renderSummary } from "../core/report/comment.ts";
import { nothingStated } from "../core/target/stated-target.ts";
import { version } from "../version.ts";
import type { CheckInputs } from "./inputs.ts";
import type { ActionPorts, CheckOutcome, CheckRequest, CheckSides } from "./ports.ts";
import { runAction } from "./run-action.ts";
import { toolkitStep } from "./toolkit.ts";
import { touchesModels } from "./touched-models.ts";

/** The action as the runner starts it: its ports are the real check over the real world. */
export async function runActionEntry(): Promise<number> {
  const concerns = async (paths: readonly string[], sides: CheckSides) => {
    // It keeps what it was told of files for the check that follows; a cache that cannot be written is that one's to say.
    await using world = worldOf(sides.inputs, () => {});
    return await touchesModels(paths, sides, world);
  };
  const commentWhen = async (sides: CheckSides) => (await judgingConfig(sides)).reports.comment;
  const ports: ActionPorts = { userAgent: `pinwarden/${version}`, concerns, check: checkSides, commentWhen };
  return await runAction(toolkitStep, ports);
}

async function checkSides(request: CheckRequest): Promise<CheckOutcome> {
  const { base, head, policy, inputs } = request;
  request.progress("Resolving and checking both sides.");
  await using world = worldOf(inputs, request.progress);
  const config = configChoice(inputs);
  const report = await check({ base, head, policy, config, settings: settingsOf(inputs), world } satisfies CoreRequest);
  return {
    report,
    comment: renderComment(report, Math.min(commentBudget, request.commentLimit)).body,
    summary: renderSummary(report).body,
    exitCode: exitCodeOfVerdict(report.verdict),
    configPath: (await judgingConfig(request)).path,
  };
}

const judgingConfig = async ({ base, head, policy, inputs }: CheckSides) =>
  (await effectiveConfig({ base, head, policy, config: configChoice(inputs) })).config;

const configChoice = ({ configFile }: CheckInputs): ConfigChoice | null =>
  configFile === null ? null : { kind: "path", path: configFile };

function worldOf(inputs: CheckInputs, progress: (message: string) => void): World {
  const { env } = process;
  return createWorld({
    indexOverrides: {
      indexUrl: inputs.indexUrl ?? (env["UV_INDEX_URL"] || env["PIP_INDEX_URL"] || null),
      extraIndexUrls: inputs.extraIndexUrls,
      findLinks: [],
      strategy: null,
    },
    offline: inputs.offline,
    cache: true,
    environment: env,
    onWarning: progress,
  });
}

function settingsOf(inputs: CheckInputs): CheckSettings {
  return {
    models: [],
    target: nothingStated,
    failOn: inputs.failOn,
    allowGhsas: inputs.allowGhsas,
    warnOnly: inputs.warnOnly === true,
    policy: inputs.policy,
    resolve: inputs.excludeNewer === null ? {} : { excludeNewer: inputs.excludeNewer },
  };
}
