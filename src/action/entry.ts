import process from "node:process";
import { check } from "../check/check.ts";
import { effectiveConfig } from "../check/configuration.ts";
import { createWorld } from "../check/create-world.ts";
import type { IndexOverrides } from "../check/index-plan.ts";
import type { CheckSettings, ConfigChoice } from "../check/request.ts";
import type { CheckReport } from "../core/comparison/comparison.ts";
import { commentBudget, renderComment, renderSummary } from "../core/report/comment.ts";
import { nothingStated } from "../core/target/stated-target.ts";
import { version } from "../version.ts";
import type { CheckInputs, Variables } from "./inputs.ts";
import type { ActionPorts, CheckOutcome, CheckRequest } from "./ports.ts";
import { runAction } from "./run-action.ts";
import { touchesModels } from "./touched-models.ts";

/** The action as the bundle starts it: the environment and standard output are this process's own. */
export async function runActionEntry(): Promise<number> {
  const variables = process.env;
  return await runAction({ variables, write: (text) => void process.stdout.write(text) }, actionPorts(variables));
}

/** The action's ports over the program's own check. */
export function actionPorts(variables: Variables): ActionPorts {
  return {
    userAgent: `pinwarden/${version}`,
    check: (request) => runCheck(request, variables),
    concerns: (paths, sides) => touchesModels(paths, sides, (name) => variables[name] ?? null),
  };
}

async function runCheck(request: CheckRequest, variables: Variables): Promise<CheckOutcome> {
  const { base, head, policy, inputs, progress } = request;
  const config: ConfigChoice | null = inputs.configFile === null ? null : { kind: "path", path: inputs.configFile };
  const judging = (await effectiveConfig({ base, head, policy, config })).config;
  await using world = createWorld({
    indexOverrides: indexOverrides(inputs, variables),
    offline: inputs.offline,
    cache: true,
    environment: variables,
    onWarning: progress,
  });
  const report = await check({ base, head, policy, config, settings: settingsOf(inputs), world });
  return {
    report,
    comment: renderComment(report, Math.min(request.commentLimit, commentBudget)).body,
    summary: renderSummary(report).body,
    exitCode: exitCodes[report.verdict],
    commentWhen: judging.present ? judging.reports.comment : null,
    configPath: judging.path,
  };
}

const exitCodes = { pass: 0, warn: 0, fail: 1, incomplete: 3 } as const satisfies Record<
  CheckReport["verdict"],
  0 | 1 | 3
>;

function settingsOf(inputs: CheckInputs): CheckSettings {
  return {
    models: [],
    target: nothingStated,
    failOn: inputs.failOn,
    allowGhsas: inputs.allowGhsas,
    warnOnly: inputs.warnOnly ?? false,
    resolve: inputs.excludeNewer === null ? {} : { excludeNewer: inputs.excludeNewer },
  };
}

/** Inputs, then the variables that uv and pip read. */
function indexOverrides(inputs: CheckInputs, variables: Variables): IndexOverrides {
  const extra = variables["UV_EXTRA_INDEX_URL"] ?? variables["PIP_EXTRA_INDEX_URL"] ?? "";
  return {
    indexUrl: inputs.indexUrl ?? (variables["UV_INDEX_URL"] || variables["PIP_INDEX_URL"] || null),
    extraIndexUrls:
      inputs.extraIndexUrls.length > 0 ? inputs.extraIndexUrls : extra.split(/\s+/).filter((url) => url !== ""),
    findLinks: [],
    strategy: null,
  };
}
