import process from "node:process";
import { effectiveConfig } from "../../check/configuration.ts";
import { discover } from "../../check/discover.ts";
import type { Images } from "../../check/images-by-settings.ts";
import { liveInputs } from "../../check/inputs.ts";
import { askedImages, placeTarget } from "../../check/place-targets.ts";
import { type ModelSide, readModelSide, targetOf } from "../../check/read-model.ts";
import { embeddedTables } from "../../core/accelerator/embedded-tables.ts";
import type { Config } from "../../core/config/config.ts";
import type { Discovery } from "../../core/discovery/discover-models.ts";
import type { Model } from "../../core/discovery/model.ts";
import { jsonText } from "../../core/report/json-text.ts";
import { describeTarget } from "../../core/report/target-text.ts";
import type { NotAssessed } from "../../core/resolution/resolution.ts";
import type { BuiltTarget } from "../../core/target/build-target.ts";
import { cacheDirectory } from "../../shell/cache/cache-directory.ts";
import { lookStore } from "../../shell/cache/look-store.ts";
import { openCache } from "../../shell/cache/open-cache.ts";
import type { Tree } from "../../shell/files/tree.ts";
import { openWorkingTree } from "../../shell/files/working-tree.ts";
import { openRepository } from "../../shell/git/repository.ts";
import { type ExitCode, exitCodes } from "../exit-code.ts";
import { configChoice } from "../local-config.ts";
import { openImages } from "../open-images.ts";
import type { TargetOptions } from "../options.ts";
import { statedByCommandLine } from "../stated-target.ts";
import type { Terminal } from "../terminal.ts";

export interface ListCommandOptions extends TargetOptions {
  readonly ref?: string;
  readonly config?: string;
  readonly format: "text" | "json";
  readonly output?: string;
  readonly offline?: boolean;
}

interface ModelTargets {
  readonly model: string;
  readonly targets: readonly BuiltTarget[];
}

/**
 * `pinwarden models` and `pinwarden targets`: what was found, and why. Nothing is asked of the network but the registry of an image that
 * the tables lack a fact of, for `targets`, as a check asks it.
 */
export async function listCommand(
  what: "models" | "targets",
  path: string,
  options: ListCommandOptions,
  terminal: Terminal,
): Promise<ExitCode> {
  if (options.ref === undefined) {
    await list(what, await openWorkingTree(path), options, terminal);
  } else {
    await using repository = await openRepository(path);
    await list(what, repository.commitTree(await repository.resolveCommit(options.ref)), options, terminal);
  }
  return exitCodes.clean;
}

async function list(
  what: "models" | "targets",
  tree: Tree,
  options: ListCommandOptions,
  terminal: Terminal,
): Promise<void> {
  const choice = await configChoice(liveInputs, options.config);
  const { config, notAssessed } = await effectiveConfig({ base: null, head: tree, policy: tree, config: choice });
  await using cache = openCache({ directory: cacheDirectory(process.env) });
  const found = await discover(tree, config, lookStore(cache));
  const missing = [...notAssessed, ...found.notAssessed];
  const file = options.output ?? null;
  if (what === "models") {
    const text =
      options.format === "json"
        ? jsonText({
            models: found.models,
            undeclared: found.undeclared,
            skipped: found.skipped,
            unattached: found.unattached,
            notAssessed: missing,
          })
        : modelsText(found);
    await terminal.result(text, file);
  } else {
    await using images = openImages(options, cache);
    const { targets, notAssessed: unread } = await targetsOf(tree, found, config, options, images);
    missing.push(...unread);
    const text =
      options.format === "json"
        ? jsonText({
            models: targets.map(({ model, targets: of }) => ({ id: model, targets: of })),
            notAssessed: missing,
          })
        : targetsText(targets);
    await terminal.result(text, file);
  }
  if (options.format === "text") for (const one of missing) terminal.note(`not assessed: ${one.what}: ${one.why}`);
}

async function targetsOf(
  tree: Tree,
  found: Discovery,
  config: Config,
  options: ListCommandOptions,
  images: Images,
): Promise<{ readonly targets: readonly ModelTargets[]; readonly notAssessed: readonly NotAssessed[] }> {
  const tables = embeddedTables();
  const stated = statedByCommandLine(options);
  const source = askedImages(images.imagesFor(config.images), config.images);
  const sides: (readonly [Model, ModelSide])[] = [];
  for (const model of found.models) sides.push([model, await readModelSide(tree, model, new Map())]);
  const placed = await Promise.all(
    sides.map(async ([model, side]) => {
      const targets = await Promise.all(
        model.targets.map((id) =>
          placeTarget((observed) => targetOf(id, side, config, stated, tables, observed), source, tables),
        ),
      );
      return { model: model.id, targets };
    }),
  );
  return {
    targets: placed.map(({ model, targets }) => ({ model, targets: targets.map(({ built }) => built) })),
    notAssessed: placed.flatMap(({ targets }) => targets.flatMap(({ image }) => image?.notAssessed ?? [])),
  };
}

function modelsText(found: Discovery): string {
  if (found.models.length === 0) {
    const none = "No models were found. Declare them under `models:` in .github/pinwarden.yml.";
    return `${[none, ...skippedText(found.skipped)].join("\n\n")}\n`;
  }
  const lines = found.models.map((model) =>
    [
      `${model.id}  (${model.path})`,
      `  found      ${model.why}`,
      ...model.packaging.map(packagingText),
      `  manifests  ${[...model.manifests.map((one) => one.path), ...model.constraints].join(", ") || (model.packaging.length > 0 ? "none besides" : "none")}`,
      ...model.locks.map(({ path, format }) => `  lock       ${path} (${format})`),
      `  image      ${model.dockerfile ?? "no Dockerfile"}`,
      ...model.serving.map(
        ({ tool, name, path, line, why }) => `  served     ${tool} ${name} in ${path}:${line}: ${why}`,
      ),
      `  targets    ${model.targets.join(", ")}`,
    ].join("\n"),
  );
  const undeclared = found.undeclared.map(
    (path) => `${path}  looks like a model, and the configuration does not declare it`,
  );
  const unattached = found.unattached.map(
    ({ tool, name, path, line }) => `${path}:${line}  ${tool} ${name} serves something, and nothing tells which model`,
  );
  return `${[...lines, ...undeclared, ...unattached, ...skippedText(found.skipped)].join("\n\n")}\n`;
}

/** Most files that are named one by one: a repository of examples has thousands. */
const mostSkipped = 50;

function skippedText(skipped: Discovery["skipped"]): readonly string[] {
  if (skipped.length === 0) return [];
  const named = skipped.slice(0, mostSkipped).map(({ path, why }) => `  ${path}  ${why}`);
  const more = skipped.length - named.length;
  const rest = more === 0 ? [] : [`  and ${more} more, which \`--format json\` names`];
  return [["left out", ...named, ...rest].join("\n")];
}

function packagingText({ tool, path, savedWith }: Model["packaging"][number]): string {
  const saved = savedWith.map(({ name, version }) => `${name} ${version}`).join(", ");
  return `  packaged   ${tool}, ${path}${saved === "" ? "" : `, saved with ${saved}`}`;
}

function targetsText(models: readonly ModelTargets[]): string {
  if (models.length === 0) return "No models were found, so there are no targets.\n";
  return `${models.flatMap(({ model, targets }) => targets.map((built) => `${model} on ${built.target.id}\n${describeTarget(built)}`)).join("\n\n")}\n`;
}
