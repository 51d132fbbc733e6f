import process from "node:process";
import type { Config } from "../core/config/config.ts";
import type { Origins } from "../core/config/merge-configs.ts";
import { configPaths, defaultConfig } from "../core/config/read-config.ts";
import { implicitTarget } from "../core/discovery/model.ts";
import { PinwardenError } from "../core/error.ts";
import type { NotAssessed } from "../core/resolution/resolution.ts";
import type { Tree } from "../shell/files/tree.ts";
import type { CheckRequest } from "./request.ts";
import { environmentFiles, readShared, rememberedFiles, type SharedFiles } from "./shared-config.ts";

export interface EffectiveConfig {
  readonly config: Config;
  /** Where each value that is written stands; what is missing here is a default. */
  readonly origins: Origins;
  readonly notAssessed: readonly NotAssessed[];
}

/**
 * The configuration that judges: it is read from the policy tree and never from the head that it judges. Of the head, models
 * and targets are added that the policy tree does not have, where that can only add checks: see `withAdditions`.
 *
 * @throws PinwardenError `config/…` where the configuration that judges cannot be read
 */
export async function effectiveConfig(
  request: Pick<CheckRequest, "base" | "head" | "policy" | "config" | "shared">,
): Promise<EffectiveConfig> {
  const { base, head, policy, config: choice } = request;
  const shared = rememberedFiles(request.shared ?? environmentFiles(process.env));
  if (choice?.kind === "text") return await readShared(choice.text, choice.path, { tree: policy, shared });
  const judging = await configOf(policy, choice?.path ?? null, shared);
  if (base === null || policy === head) return judging ?? withDefaults;
  // Whoever opens a pull request does not choose what is fetched: the head extends what the policy tree extends, and nothing else.
  const added = await headConfig(head, choice?.path ?? null, judging?.config ?? null, shared.known);
  const standing = judging ?? withDefaults;
  return {
    origins: standing.origins,
    config: added.config === null ? standing.config : withAdditions(standing.config, added.config, judging !== null),
    notAssessed: [...standing.notAssessed, ...added.notAssessed],
  };
}

const withDefaults: EffectiveConfig = { config: defaultConfig(), origins: new Map(), notAssessed: [] };

/** The head's configuration, if it differs. One that cannot be read is said, and takes no part. */
async function headConfig(
  head: Tree,
  path: string | null,
  base: Config | null,
  known: SharedFiles,
): Promise<{ config: Config | null; notAssessed: NotAssessed[] }> {
  try {
    const config = (await configOf(head, path, known))?.config ?? null;
    if (config === null || (base !== null && sameMeaning(config, base))) return { config: null, notAssessed: [] };
    const why =
      base === null
        ? "the base has no configuration: the head's targets are used, its models and its policy count once it is merged"
        : "it differs from the base's: models and targets are used that it adds to such, everything else counts once it is merged";
    return { config, notAssessed: [{ what: `${config.path} of the head`, why }] };
  } catch (error) {
    if (!(error instanceof PinwardenError)) throw error;
    return { config: null, notAssessed: [{ what: "the configuration of the head", why: error.message }] };
  }
}

/** Equal but for the places in the file. */
function sameMeaning(a: Config, b: Config): boolean {
  const plain = (config: Config): string =>
    JSON.stringify(config, (key, value: unknown) =>
      key === "origin" || key === "source" ? undefined : value instanceof Map ? [...value] : value,
    );
  return plain(a) === plain(b);
}

/**
 * What a pull request may add to the configuration that judges it. Models only to declared ones: the first that is declared ends
 * the discovery of all others, and a pull request could hide a model by declaring another. Targets only to declared ones, for the
 * same reason, and none called `default`, which would take the place of the others; a base without any configuration has not
 * said where its models are served, and there the head's word is taken and reported.
 */
function withAdditions(base: Config, head: Config, isConfigured: boolean): Config {
  const known = new Set(base.models.map((model) => model.id ?? model.path));
  const models = head.models.filter((model) => !known.has(model.id ?? model.path));
  const targets = [...head.targets].filter(([name]) => !isConfigured || name !== implicitTarget);
  return {
    ...base,
    models: base.models.length === 0 ? [] : [...base.models, ...models],
    targets: base.targets.size === 0 && isConfigured ? base.targets : new Map([...targets, ...base.targets]),
  };
}

async function configOf(tree: Tree, chosen: string | null, shared: SharedFiles): Promise<EffectiveConfig | null> {
  for (const path of chosen === null ? configPaths : [chosen]) {
    const answer = await tree.read(path);
    if (answer.kind === "file") return await readShared(new TextDecoder().decode(answer.bytes), path, { tree, shared });
    if (answer.kind === "refused")
      throw new PinwardenError("config/refused", `\`${path}\` is not read: ${answer.reason}.`);
  }
  return null;
}
