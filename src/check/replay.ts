import { readFile } from "node:fs/promises";
import { embeddedTables } from "../core/accelerator/embedded-tables.ts";
import { answersOf, noAnswers } from "../core/advisory/advisory-answers.ts";
import { PinwardenError } from "../core/error.ts";
import type { Recording } from "../core/recording/recording.ts";
import { parseRecording } from "../core/recording/recording-json.ts";
import type { AdvisorySource } from "../shell/osv/advisory-source.ts";
import type { AnswerSource } from "../shell/resolve/answer-source.ts";
import { universeSource } from "../shell/resolve/universe-source.ts";
import { version } from "../version.ts";
import { type IndexOverrides, planKey } from "./index-plan.ts";
import type { World } from "./world.ts";

/**
 * The world of a recording: it answers what was answered then, at the moment of then, and asks nothing of the network.
 *
 * @throws PinwardenError `usage/replay` where the file cannot be read as a recording
 */
export async function replayWorld(
  file: string,
  indexOverrides: IndexOverrides,
  environment: World["environment"],
): Promise<World> {
  const recording = await readRecording(file);
  const tables = embeddedTables();
  return {
    answersFor: (plan) => sourceOf(recording, planKey(plan)),
    advisories: advisoriesOf(recording),
    tables,
    indexOverrides,
    now: recording.at,
    version,
    environment,
    async [Symbol.asyncDispose]() {},
  };
}

async function readRecording(file: string): Promise<Recording> {
  let text: string;
  try {
    text = await readFile(file, "utf8");
  } catch (cause) {
    throw new PinwardenError("usage/replay", `The recording \`${file}\` cannot be read.`, {
      cause,
      hint: "Name a file that `--record` wrote.",
    });
  }
  const recording = parseRecording(text);
  if (recording.ok) return recording.value;
  throw new PinwardenError("usage/replay", `\`${file}\` cannot be replayed: ${recording.problem.message}`, {
    hint: "Name a file that `--record` wrote.",
  });
}

function sourceOf(recording: Recording, key: string): AnswerSource {
  const known = recording.indexes.find((one) => one.key === key);
  if (known !== undefined) return universeSource(known.universe);
  return { answer: async () => ({ kind: "failed", reason: `the recording holds no answers of the indexes ${key}` }) };
}

function advisoriesOf({ advisories }: Recording): AdvisorySource {
  if (advisories === null) return { query: async () => noAnswers("the recording holds no advisories") };
  const { answers, ...rest } = advisories;
  return { query: async () => answersOf({ ...rest, byPair: answers }) };
}
