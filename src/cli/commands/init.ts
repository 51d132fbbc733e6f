import { mkdir, realpath, writeFile } from "node:fs/promises";
import path from "node:path";
import { discover } from "../../check/discover.ts";
import { readModelSide, targetOf } from "../../check/read-model.ts";
import { embeddedTables } from "../../core/accelerator/embedded-tables.ts";
import { type FoundModel, initialConfig } from "../../core/config/initial-config.ts";
import { checkWorkflow, scanWorkflow, scanWorkflowPath, workflowPath } from "../../core/config/initial-workflow.ts";
import { configPaths, defaultConfig, readConfig } from "../../core/config/read-config.ts";
import { implicitTarget } from "../../core/discovery/model.ts";
import { PinwardenError } from "../../core/error.ts";
import { nothingStated } from "../../core/target/stated-target.ts";
import { openWorkingTree } from "../../shell/files/working-tree.ts";
import { version } from "../../version.ts";
import { type ExitCode, exitCodes } from "../exit-code.ts";
import type { Terminal } from "../terminal.ts";

export interface InitCommandOptions {
  /** Print what would be written instead. */
  readonly dryRun?: boolean;
}

/**
 * `pinwarden init`: writes a configuration from what is found, and the workflows that check pull requests and scan at night. A file that is there is
 * left as it is.
 *
 * @throws PinwardenError `usage/already-there` where there is a configuration already
 */
export async function initCommand(folder: string, options: InitCommandOptions, terminal: Terminal): Promise<ExitCode> {
  const tree = await openWorkingTree(folder);
  const [configPath] = configPaths;
  for (const known of configPaths) {
    if ((await tree.read(known)).kind === "missing") continue;
    throw new PinwardenError("usage/already-there", `\`${known}\` is there already, and is not overwritten.`, {
      hint: "`pinwarden models` and `pinwarden targets` show what is found; `pinwarden config` shows what holds.",
    });
  }
  const config = defaultConfig();
  const found = await discover(tree, config);
  const tables = embeddedTables();
  const models: FoundModel[] = [];
  for (const model of found.models) {
    const side = await readModelSide(tree, model, new Map());
    models.push({ model, target: targetOf(implicitTarget, side, config, nothingStated, tables) });
  }
  const text = initialConfig(found, models, schemaAddress());
  const { problems } = readConfig(text, configPath);
  if (problems.length > 0)
    throw new PinwardenError("init/invalid", `What was found cannot be written down: ${problems[0]?.message}`);
  const files = [
    { name: configPath, text },
    { name: workflowPath, text: checkWorkflow(version) },
    { name: scanWorkflowPath, text: scanWorkflow(version) },
  ];
  if (options.dryRun === true) {
    await terminal.result(files.map((file) => `# ${file.name}\n${file.text}`).join("\n"), null);
    return exitCodes.clean;
  }
  for (const file of files) terminal.note(await write(folder, file.name, file.text));
  const models_ = models.length === 1 ? "1 model" : `${models.length} models`;
  terminal.note(
    `${models_} found. Complete what is commented out in ${configPath}: driver and GPU are seldom in a repository.`,
  );
  return exitCodes.clean;
}

/** Writes a new file and never another's: a file or link that is there, or comes to be there meanwhile, is left as it is. */
async function write(folder: string, name: string, text: string): Promise<string> {
  const file = path.join(folder, name);
  try {
    await mkdir(path.dirname(file), { recursive: true });
    // A link in the repository must not lead the file out of it.
    const [root, place] = await Promise.all([realpath(folder), realpath(path.dirname(file))]);
    if (path.join(root, path.dirname(name)) !== place)
      throw new PinwardenError("usage/output", `\`${path.dirname(name)}\` is a link, which is not followed.`);
    await writeFile(file, text, { flag: "wx" });
    return `wrote ${name}`;
  } catch (cause) {
    if (cause instanceof PinwardenError) throw cause;
    if ((cause as NodeJS.ErrnoException).code === "EEXIST") return `${name} is there already, and was left as it is`;
    throw new PinwardenError("usage/output", `\`${name}\` could not be written.`, {
      cause,
      hint: "Check the permissions of the folder.",
    });
  }
}

/** The published schema at this release. */
const schemaAddress = (): string =>
  `https://raw.githubusercontent.com/pinwarden/pinwarden/v${version}/schemas/config.schema.json`;
