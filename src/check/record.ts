import { createWriteStream } from "node:fs";
import { homedir } from "node:os";
import process from "node:process";
import { pipeline } from "node:stream/promises";
import { createGzip } from "node:zlib";
import type { Advisory } from "../core/advisory/advisory.ts";
import { answerKey } from "../core/advisory/advisory-answers.ts";
import type { ImageSettings } from "../core/config/config.ts";
import { PinwardenError } from "../core/error.ts";
import { type ImageAnswer, questionKey } from "../core/image/registry-image.ts";
import { withoutCredentials } from "../core/recording/credentials.ts";
import type { RecordedAdvisories, RecordedRequest, Recording } from "../core/recording/recording.ts";
import { parseRecording, recordingPieces, serializeRecording } from "../core/recording/recording-json.ts";
import { redacted } from "../core/recording/redact.ts";
import type { ResolveRequest } from "../core/resolution/request.ts";
import { UniverseRecorder } from "../core/resolution/universe.ts";
import type { AdvisorySource } from "../shell/osv/advisory-source.ts";
import type { ImageSource } from "../shell/registry/image-source.ts";
import type { AnswerSource } from "../shell/resolve/answer-source.ts";
import { recordingSource } from "../shell/resolve/universe-source.ts";
import { type IndexPlan, planKey } from "./index-plan.ts";
import type { Inputs } from "./inputs.ts";
import { fileRole, InputRecorder } from "./recorded-inputs.ts";
import type { World } from "./world.ts";

export interface RecordOptions {
  /** Gzipped where its name ends in `.gz`. */
  readonly file: string;
  /** Without names of private hosts, folders of the machine and what looks like a secret. */
  readonly redact: boolean;
  readonly command: readonly string[];
  /** The file that the result is written to, which the command does not name; null where there is none. */
  readonly output: string | null;
}

/** A run that keeps what it is answered and what it reads, and writes it to a file when its world is disposed of. */
export interface RecordedRun {
  readonly world: World;
  readonly inputs: Inputs;
}

export function recordRun(world: World, options: RecordOptions): RecordedRun {
  const inputs = new InputRecorder();
  const answers = new AnswerRecorder(world);
  return {
    inputs,
    world: {
      ...world,
      // A recording holds the files that a run rests on: what an earlier run was told of them is not in it.
      looks: null,
      answersFor: (plan, request) => answers.answersFor(plan, request),
      advisories: answers.advisories,
      imagesFor: (settings) => answers.imagesFor(settings),
      async [Symbol.asyncDispose]() {
        const trees = inputs.trees();
        const recording: Recording = {
          at: world.now,
          version: world.version,
          tables: world.tables.date,
          command: [...options.command, ...replacedPins(options, trees)],
          redacted: options.redact,
          overrides: world.indexOverrides,
          trees,
          ...answers.recorded(),
        };
        try {
          await write(recording, options);
        } finally {
          await world[Symbol.asyncDispose]();
        }
      },
    },
  };
}

/** A resolution keeps the pins of the file that it replaces, as of one that `--prefer` names: a replay writes elsewhere, and has to be told. */
function replacedPins({ command, output }: RecordOptions, trees: Recording["trees"]): readonly string[] {
  if (output === null || command[0] !== "resolve") return [];
  return (trees.get(fileRole(output))?.path ?? null) === null ? [] : ["--prefer", output];
}

class AnswerRecorder {
  readonly advisories: AdvisorySource;
  readonly #images = new Map<string, ImageAnswer>();
  readonly #world: World;
  readonly #sources = new Map<string, { readonly recorder: UniverseRecorder; readonly source: AnswerSource }>();
  readonly #requests = new Map<string, RecordedRequest>();
  #advisories: RecordedAdvisories | null = null;

  constructor(world: World) {
    this.#world = world;
    this.advisories = { query: (pairs) => this.#query(pairs) };
  }

  answersFor(plan: IndexPlan, request: ResolveRequest): AnswerSource {
    const key = planKey(plan);
    const recorded = recordedRequest(key, request);
    this.#requests.set(JSON.stringify(recorded), recorded);
    const known = this.#sources.get(key);
    if (known !== undefined) return known.source;
    const recorder = new UniverseRecorder();
    const source = recordingSource(this.#world.answersFor(plan, request), recorder);
    this.#sources.set(key, { recorder, source });
    return source;
  }

  imagesFor(settings: ImageSettings): ImageSource {
    const source = this.#world.imagesFor(settings);
    return {
      ask: async (question) => {
        const answer = await source.ask(question);
        this.#images.set(questionKey(question), answer);
        return answer;
      },
    };
  }

  recorded(): Pick<Recording, "indexes" | "requests" | "advisories" | "images"> {
    return {
      indexes: [...this.#sources].map(([key, { recorder }]) => ({ key, universe: recorder.universe() })),
      requests: [...this.#requests.values()],
      advisories: this.#advisories,
      images: this.#images,
    };
  }

  async #query(pairs: Parameters<AdvisorySource["query"]>[0]): ReturnType<AdvisorySource["query"]> {
    const answers = await this.#world.advisories.query(pairs);
    const held = new Map<string, readonly Advisory[]>(this.#advisories?.answers);
    for (const { name, version } of pairs) {
      const of = answers.of(name, version);
      if (of !== undefined) held.set(answerKey(name, version), of);
    }
    const { source, asOf, failure, notes } = answers;
    this.#advisories = { source, asOf, failure, notes: notes ?? [], answers: held };
    return answers;
  }
}

function recordedRequest(key: string, { requirements, target, options }: ResolveRequest): RecordedRequest {
  // How a fix is searched for is not recorded: what is found is checked, and that check is.
  const { preferences, upgrade, moves: _, avoid: __, ...plain } = options;
  return {
    key,
    requirements: requirements.map(({ kind, text }) => (kind === "direct" ? text : `${kind} ${text}`)),
    target,
    options: {
      ...plain,
      preferences: [...preferences].map(([name, version]) => `${name} ${version.text}`).sort(),
      upgrade: upgrade === "all" ? "all" : [...upgrade].sort(),
    },
  };
}

async function write(recording: Recording, { file, redact }: RecordOptions): Promise<void> {
  const pieces = redact
    ? [inOrder(redacted(withoutCredentials(serializeRecording(recording)), folders()))]
    : plain(recording);
  const out = createWriteStream(file);
  try {
    await (file.endsWith(".gz") ? pipeline(pieces, createGzip(), out) : pipeline(pieces, out));
  } catch (cause) {
    throw new PinwardenError("usage/record", `The recording could not be written to \`${file}\`.`, {
      cause,
      hint: "Name a file in a folder that exists and is writable.",
    });
  }
}

const folders = (): readonly string[] => [process.cwd(), homedir()];

/** Characters that are written at a time. */
const pieceLength = 256 * 1024;

/** Piece by piece: what looks like a credential never reaches over the end of a line. */
function* plain(recording: Recording): Generator<string> {
  let held = "";
  for (const piece of recordingPieces(recording)) {
    if (held.length >= pieceLength && piece.startsWith(",\n")) {
      yield withoutCredentials(held);
      held = "";
    }
    held += piece;
  }
  yield withoutCredentials(held);
}

/** New names of hosts may sort differently. */
function inOrder(text: string): string {
  const recording = parseRecording(text);
  if (recording.ok) return serializeRecording(recording.value);
  throw new PinwardenError("usage/record", `The recording cannot be redacted: ${recording.problem.message}`, {
    hint: "Record without `--redact`, and look through the file before you pass it on.",
  });
}
