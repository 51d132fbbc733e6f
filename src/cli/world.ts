import process from "node:process";
import { createWorld } from "../check/create-world.ts";
import type { IndexOverrides } from "../check/index-plan.ts";
import type { World } from "../check/world.ts";
import type { IndexOptions } from "./options.ts";
import type { Terminal } from "./terminal.ts";

/** The world that the options and the environment describe. */
export function worldOf(options: IndexOptions, terminal: Terminal): World {
  return createWorld({
    indexOverrides: indexOverrides(options),
    offline: options.offline === true,
    cache: options.cache,
    environment: process.env,
    onWarning: (message) => terminal.note(`warning: ${message}`),
  });
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
    strategy: options.indexStrategy ?? null,
  };
}

const set = (value: string | undefined): string | null => (value === undefined || value === "" ? null : value);
const words = (value: string | undefined): string[] => (value ?? "").split(/\s+/).filter((one) => one !== "");
