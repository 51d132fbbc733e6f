import { openGround } from "../bot/ground.ts";
import { check } from "../check/check.ts";
import { effectiveConfig } from "../check/configuration.ts";
import { createWorld } from "../check/create-world.ts";
import type { CheckSettings, ConfigChoice, CheckRequest as CoreRequest } from "../check/request.ts";
import type { World } from "../check/world.ts";
import { exitCodeOfVerdict } from "../cli/exit-code.ts";
import { isTrusted } from "../cli/trusted-job.ts";
import { commentBudget, renderComment, renderSummary, summaryBudget } from "../core/report/comment.ts";
import { documentationAddress } from "../core/report/rule-page.ts";
import { nothingStated } from "../core/target/stated-target.ts";
import type { LockRunRequest } from "../shell/tools/lock-tools.ts";
import { runLockTool } from "../shell/tools/run-lock-tool.ts";
import { version } from "../version.ts";
import type { CheckInputs } from "./inputs.ts";
import type { ActionPorts, CheckOutcome, CheckRequest, CheckSides } from "./ports.ts";
import { scanWith } from "./scan-port.ts";
import type { Variables } from "./step.ts";
import { touchesModels } from "./touched-models.ts";

/** The real check and the real plans, over the world that these variables describe. */
export function realPorts(environment: Variables): ActionPorts {
  const worldFor: WorldFor = (inputs, progress) => worldOf(inputs, environment, progress);
  return {
    userAgent: `pinwarden/${version}`,
    async concerns(paths, sides) {
      // It keeps what it was told of files for the check that follows; a cache that cannot be written is that one's to say.
      await using world = worldFor(sides.inputs, () => {});
      return await touchesModels(paths, sides, world);
    },
    check: (request) => checkSides(request, worldFor, documentationOf(environment)),
    commentWhen: async (sides) => (await judgingConfig(sides)).reports.comment,
    async scan(request) {
      const { inputs, progress } = request;
      await using world = worldFor(inputs, progress);
      return await scanWith(request, { config: configChoice(inputs), settings: settingsOf(inputs), world });
    },
    async remediating({ inputs, progress }, work) {
      await using world = worldFor(inputs, progress);
      const config = configChoice(inputs);
      const tools = isTrusted(environment) ? { tools: { run: (asked: LockRunRequest) => runLockTool(asked) } } : {};
      return await work((tree) => openGround({ tree, config, settings: settingsOf(inputs), world, ...tools }));
    },
  };
}

type WorldFor = (inputs: CheckInputs, progress: (message: string) => void) => World;

/** The pages of the rules as the repository has them that the runner took the action from. */
function documentationOf(environment: Variables): string | null {
  const server = environment["GITHUB_SERVER_URL"] || "https://github.com";
  return documentationAddress(
    server,
    environment["GITHUB_ACTION_REPOSITORY"] ?? "",
    environment["GITHUB_ACTION_REF"] ?? "",
  );
}

async function checkSides(
  request: CheckRequest,
  worldFor: WorldFor,
  documentation: string | null,
): Promise<CheckOutcome> {
  const { base, head, policy, inputs } = request;
  request.progress("Resolving and checking both sides.");
  await using world = worldFor(inputs, request.progress);
  const config = configChoice(inputs);
  const report = await check({ base, head, policy, config, settings: settingsOf(inputs), world } satisfies CoreRequest);
  return {
    report,
    comment: renderComment(report, Math.min(commentBudget, request.commentLimit), documentation).body,
    summary: renderSummary(report, summaryBudget, documentation).body,
    exitCode: exitCodeOfVerdict(report.verdict),
    configPath: (await judgingConfig(request)).path,
  };
}

const judgingConfig = async ({ base, head, policy, inputs }: CheckSides) =>
  (await effectiveConfig({ base, head, policy, config: configChoice(inputs) })).config;

const configChoice = ({ configFile }: CheckInputs): ConfigChoice | null =>
  configFile === null ? null : { kind: "path", path: configFile };

function worldOf(inputs: CheckInputs, env: Variables, progress: (message: string) => void): World {
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
