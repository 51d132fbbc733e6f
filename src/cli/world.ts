import process from "node:process";
import { createWorld } from "../check/create-world.ts";
import type { IndexOverrides } from "../check/index-plan.ts";
import { recordingWorld } from "../check/record.ts";
import { replayWorld } from "../check/replay.ts";
import type { World } from "../check/world.ts";
import { indexStrategyOf } from "../core/resolution/options.ts";
import { redactText } from "../shell/http/redact-url.ts";
import type { IndexOptions } from "./options.ts";
import type { Terminal } from "./terminal.ts";

/**
 * The world that the options and the environment describe: the network, or a recording.
 *
 * @throws PinwardenError `usage/replay`
 */
export async function worldOf(options: IndexOptions, terminal: Terminal): Promise<World> {
  const environment = (name: string): string | null => process.env[name] ?? null;
  if (options.replay !== undefined) return await replayWorld(options.replay, indexOverrides(options), environment);
  const world = createWorld({
    indexOverrides: indexOverrides(options),
    offline: options.offline === true,
    cache: options.cache,
    environment: process.env,
    onWarning: (message) => terminal.note(`warning: ${message}`),
  });
  return options.record === undefined ? world : recordingWorld(world, options.record, commandWords());
}

/** Options that name a file to write, or secrets: they do not belong to what was asked. */
const notRecorded = new Set(["--record", "-o", "--output"]);

function commandWords(): string[] {
  const words = process.argv.slice(2);
  return words
    .filter((word, index) => !notRecorded.has(word) && !notRecorded.has(words[index - 1] ?? ""))
    .map(redactText);
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
  };
}

const set = (value: string | undefined): string | null => (value === undefined || value === "" ? null : value);
const words = (value: string | undefined): string[] => (value ?? "").split(/\s+/).filter((one) => one !== "");
