import process from "node:process";
import { createWorld } from "../check/create-world.ts";
import type { IndexOverrides } from "../check/index-plan.ts";
import { type Inputs, liveInputs } from "../check/inputs.ts";
import type { World } from "../check/world.ts";
import { indexStrategyOf } from "../core/resolution/options.ts";
import type { IndexOptions } from "./options.ts";
import { withEvidence } from "./probe-evidence.ts";
import { outputWord, recordedWords } from "./replayed-command.ts";
import type { Terminal } from "./terminal.ts";

/** What a command asks and reads. */
export interface Run extends AsyncDisposable {
  readonly world: World;
  readonly inputs: Inputs;
}

/**
 * The world that the options and the environment describe: the network and the machine, or a recording.
 *
 * @throws PinwardenError `usage/replay`
 */
export async function openRun(options: IndexOptions, terminal: Terminal): Promise<Run> {
  const parts = await partsOf(options, terminal);
  const world = await withEvidence(parts.world, options.probeEvidence ?? [], parts.inputs);
  return { world, inputs: parts.inputs, [Symbol.asyncDispose]: () => world[Symbol.asyncDispose]() };
}

async function partsOf(options: IndexOptions, terminal: Terminal): Promise<Pick<Run, "world" | "inputs">> {
  const onWarning = (message: string): void => terminal.note(`warning: ${message}`);
  if (options.replay !== undefined) {
    const { replayRun } = await import("../check/replay.ts");
    return await replayRun({
      file: options.replay,
      indexOverrides: indexOverrides(options),
      environment: (name) => process.env[name] ?? null,
      onWarning,
    });
  }
  const world = createWorld({
    indexOverrides: indexOverrides(options),
    offline: options.offline === true,
    cache: options.cache,
    environment: process.env,
    onWarning,
  });
  const { record: file, redact = false } = options;
  if (file === undefined) return { world, inputs: liveInputs };
  const { recordRun } = await import("../check/record.ts");
  const words = process.argv.slice(2);
  return recordRun(world, { file, redact, command: recordedWords(words), output: outputWord(words) });
}

function indexOverrides(options: IndexOptions): IndexOverrides {
  const { env } = process;
  return {
    indexUrl: options.indexUrl ?? set(env["UV_INDEX_URL"]) ?? set(env["PIP_INDEX_URL"]),
    extraIndexUrls:
      options.extraIndexUrl.length > 0
        ? options.extraIndexUrl
        : words(env["UV_EXTRA_INDEX_URL"] ?? env["PIP_EXTRA_INDEX_URL"]),
    findLinks: options.findLinks,
    strategy: options.indexStrategy === undefined ? null : indexStrategyOf(options.indexStrategy),
    ...(options.torchBackend === undefined
      ? {}
      : { torch: { backend: options.torchBackend, index: options.torchIndex ?? null } }),
  };
}

const set = (value: string | undefined): string | null => (value === undefined || value === "" ? null : value);
const words = (value: string | undefined): string[] => (value ?? "").split(/\s+/).filter((one) => one !== "");
