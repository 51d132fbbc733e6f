import type { Config } from "../core/config/config.ts";
import { formatConfigProblem } from "../core/config/config-problem.ts";
import { configPaths, defaultConfig, readConfig } from "../core/config/read-config.ts";
import { PinwardenError } from "../core/error.ts";
import type { NotAssessed } from "../core/resolution/resolution.ts";
import type { Tree } from "../shell/files/tree.ts";
import type { CheckRequest } from "./request.ts";

export interface EffectiveConfig {
  readonly config: Config;
  readonly notAssessed: readonly NotAssessed[];
}

/**
 * The configuration that judges: policy comes from the base and never from the head that it judges. Of the head, models and
 * targets are added that the base does not have, since they can only add checks. Where the base has no configuration, the
 * head's models and targets hold and its policy does not.
 *
 * @throws PinwardenError `config/invalid` where the configuration that judges cannot be read
 */
export async function effectiveConfig(request: Pick<CheckRequest, "base" | "head" | "config">): Promise<EffectiveConfig> {
  if (request.config !== null) return parse(request.config.text, request.config.path);
  if (request.base === null) return (await configOf(request.head)) ?? withDefaults;
  const base = await configOf(request.base);
  const head = await headConfig(request.head, base?.config ?? null);
  const policy = base ?? withDefaults;
  return {
    config: head.config === null ? policy.config : withAdditions(policy.config, head.config),
    notAssessed: [...policy.notAssessed, ...head.notAssessed],
  };
}

const withDefaults: EffectiveConfig = { config: defaultConfig(), notAssessed: [] };

/** The head's configuration, if it differs. One that cannot be read is said, and takes no part. */
async function headConfig(head: Tree, base: Config | null): Promise<{ config: Config | null; notAssessed: NotAssessed[] }> {
  try {
    const config = (await configOf(head))?.config ?? null;
    if (config === null || (base !== null && sameMeaning(config, base))) return { config: null, notAssessed: [] };
    const why =
      base === null
        ? "the base has no configuration: the head's models and targets are used, its policy counts once it is merged"
        : "it differs from the base's: models and targets that it adds are used, everything else counts once it is merged";
    return { config, notAssessed: [{ what: `${config.path} of the head`, why }] };
  } catch (error) {
    if (!(error instanceof PinwardenError)) throw error;
    return { config: null, notAssessed: [{ what: "the configuration of the head", why: error.message }] };
  }
}

/** Equal but for the places in the file. */
function sameMeaning(a: Config, b: Config): boolean {
  const plain = (config: Config): string =>
    JSON.stringify(config, (key, value: unknown) => (key === "origin" || key === "source" ? undefined : value instanceof Map ? [...value] : value));
  return plain(a) === plain(b);
}

function withAdditions(base: Config, head: Config): Config {
  const known = new Set(base.models.map((model) => model.id ?? model.path));
  return {
    ...base,
    models: [...base.models, ...head.models.filter((model) => !known.has(model.id ?? model.path))],
    targets: new Map([...head.targets, ...base.targets]),
  };
}

async function configOf(tree: Tree): Promise<EffectiveConfig | null> {
  for (const path of configPaths) {
    const answer = await tree.read(path);
    if (answer.kind === "file") return parse(new TextDecoder().decode(answer.bytes), path);
    if (answer.kind === "refused") throw new PinwardenError("config/refused", `\`${path}\` is not read: ${answer.reason}.`);
  }
  return null;
}

function parse(text: string, path: string): EffectiveConfig {
  const { config, problems, notices } = readConfig(text, path);
  if (config === null) {
    throw new PinwardenError("config/invalid", `\`${path}\` cannot be used:\n${problems.map(formatConfigProblem).join("\n")}`);
  }
  return {
    config,
    notAssessed: notices.map(({ key, message, origin }) => ({ what: `\`${key}\` (${origin.file}:${origin.line})`, why: message })),
  };
}
