import { readFile } from "node:fs/promises";
import { gunzipSync } from "node:zlib";
import { embeddedTables } from "../core/accelerator/embedded-tables.ts";
import { answersOf, noAnswers } from "../core/advisory/advisory-answers.ts";
import { PinwardenError } from "../core/error.ts";
import { questionKey } from "../core/image/registry-image.ts";
import type { Recording } from "../core/recording/recording.ts";
import { parseRecording, recordedCommand } from "../core/recording/recording-json.ts";
import type { AdvisorySource } from "../shell/osv/advisory-source.ts";
import type { ImageSource } from "../shell/registry/image-source.ts";
import type { AnswerSource } from "../shell/resolve/answer-source.ts";
import { universeSource } from "../shell/resolve/universe-source.ts";
import { version } from "../version.ts";
import { type IndexOverrides, planKey } from "./index-plan.ts";
import type { Inputs } from "./inputs.ts";
import { replayedInputs } from "./recorded-inputs.ts";
import type { World } from "./world.ts";

/** Most bytes of a recording, unpacked: a run over hundreds of models has a fraction of it. */
const largestRecording = 1024 * 1024 * 1024;

export interface ReplayOptions {
  readonly file: string;
  /** Used where the recording keeps none. */
  readonly indexOverrides: IndexOverrides;
  readonly environment: World["environment"];
  /** Told what keeps the replay from being the same run. */
  readonly onWarning: (message: string) => void;
}

/**
 * The world of a recording: it answers what was answered then, at the moment of then, and asks nothing of the network.
 *
 * @throws PinwardenError `usage/replay` where the file cannot be read as a recording
 */
export async function replayRun(options: ReplayOptions): Promise<{ readonly world: World; readonly inputs: Inputs }> {
  const recording = await readRecording(options.file);
  const tables = embeddedTables();
  if (recording.tables !== tables.date)
    options.onWarning(
      `the recording was made with compatibility tables of ${recording.tables}; these are of ${tables.date}`,
    );
  const sources = new Map<string, AnswerSource>();
  return {
    inputs: replayedInputs(recording.trees),
    world: {
      answersFor(plan) {
        const key = planKey(plan);
        const source = sources.get(key) ?? sourceOf(recording, key);
        sources.set(key, source);
        return source;
      },
      advisories: advisoriesOf(recording),
      imagesFor: () => imagesOf(recording),
      tables,
      indexOverrides: recording.overrides ?? options.indexOverrides,
      looks: null,
      now: recording.at,
      version,
      environment: options.environment,
      async [Symbol.asyncDispose]() {},
    },
  };
}

/**
 * The words of the command line that the recording is of.
 *
 * @throws PinwardenError `usage/replay`
 */
export async function readRecordedCommand(file: string): Promise<readonly string[]> {
  const command = recordedCommand(await readText(file));
  if (command === null) await readRecording(file);
  return command ?? [];
}

async function readRecording(file: string): Promise<Recording> {
  const recording = parseRecording(await readText(file));
  if (recording.ok) return recording.value;
  throw unreadable(file, recording.problem.message);
}

async function readText(file: string): Promise<string> {
  try {
    const bytes = await readFile(file);
    const zipped = bytes[0] === 0x1f && bytes[1] === 0x8b;
    return (zipped ? gunzipSync(bytes, { maxOutputLength: largestRecording }) : bytes).toString("utf8");
  } catch (cause) {
    throw unreadable(file, "it cannot be read.", cause);
  }
}

const unreadable = (file: string, why: string, cause?: unknown): PinwardenError =>
  new PinwardenError("usage/replay", `\`${file}\` cannot be replayed: ${why}`, {
    hint: "Name a file that `--record` wrote.",
    ...(cause === undefined ? {} : { cause }),
  });

function sourceOf({ indexes }: Recording, key: string): AnswerSource {
  const known = indexes.find((one) => one.key === key) ?? onlyOne(indexes.filter((one) => asksAlike(one.key, key)));
  if (known !== undefined) return universeSource(known.universe);
  return { answer: async () => ({ kind: "failed", reason: `the recording holds no answers of the indexes ${key}` }) };
}

/** With a single index every strategy asks alike. */
function asksAlike(recorded: string, asked: string): boolean {
  const [, ...recordedIndexes] = recorded.split("; ");
  const [, ...askedIndexes] = asked.split("; ");
  return askedIndexes.length === 1 && recordedIndexes.length === 1 && askedIndexes[0] === recordedIndexes[0];
}

const onlyOne = <T>(list: readonly T[]): T | undefined => (list.length === 1 ? list[0] : undefined);

function imagesOf({ images }: Recording): ImageSource {
  return {
    ask: async (question) =>
      images.get(questionKey(question)) ?? { kind: "unknown", why: "the recording holds no answer about it" },
  };
}

function advisoriesOf({ advisories }: Recording): AdvisorySource {
  if (advisories === null) return { query: async () => noAnswers("the recording holds no advisories") };
  const { answers, ...rest } = advisories;
  return { query: async () => answersOf({ ...rest, byPair: answers }) };
}
