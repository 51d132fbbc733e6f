import { writeFile } from "node:fs/promises";
import type { Advisory } from "../core/advisory/advisory.ts";
import { answerKey } from "../core/advisory/advisory-answers.ts";
import { PinwardenError } from "../core/error.ts";
import type { RecordedAdvisories, Recording } from "../core/recording/recording.ts";
import { serializeRecording } from "../core/recording/recording-json.ts";
import { UniverseRecorder } from "../core/resolution/universe.ts";
import type { AdvisorySource } from "../shell/osv/advisory-source.ts";
import type { AnswerSource } from "../shell/resolve/answer-source.ts";
import { recordingSource } from "../shell/resolve/universe-source.ts";
import { type IndexPlan, planKey } from "./index-plan.ts";
import type { World } from "./world.ts";

/** A world that keeps what it answers, and writes it to a file when it is disposed of. */
export function recordingWorld(world: World, file: string, command: readonly string[]): World {
  const recorders = new Map<string, { readonly recorder: UniverseRecorder; readonly source: AnswerSource }>();
  let advisories: RecordedAdvisories | null = null;
  const recordAdvisories: AdvisorySource = {
    async query(pairs) {
      const answers = await world.advisories.query(pairs);
      const held = new Map<string, readonly Advisory[]>();
      for (const { name, version } of pairs) {
        const of = answers.of(name, version);
        if (of !== undefined) held.set(answerKey(name, version), of);
      }
      advisories = {
        source: answers.source,
        asOf: answers.asOf,
        failure: answers.failure,
        notes: answers.notes ?? [],
        answers: held,
      };
      return answers;
    },
  };
  return {
    ...world,
    answersFor(plan: IndexPlan, request) {
      const key = planKey(plan);
      const known = recorders.get(key);
      if (known !== undefined) return known.source;
      const recorder = new UniverseRecorder();
      const source = recordingSource(world.answersFor(plan, request), recorder);
      recorders.set(key, { recorder, source });
      return source;
    },
    advisories: recordAdvisories,
    async [Symbol.asyncDispose]() {
      const indexes = [...recorders].map(([key, { recorder }]) => ({ key, universe: recorder.universe() }));
      const recording: Recording = {
        at: world.now,
        version: world.version,
        tables: world.tables.date,
        command,
        indexes,
        advisories,
      };
      try {
        await writeFile(file, serializeRecording(recording));
      } catch (cause) {
        throw new PinwardenError("usage/record", `The recording could not be written to \`${file}\`.`, {
          cause,
          hint: "Name a file in a folder that exists and is writable.",
        });
      } finally {
        await world[Symbol.asyncDispose]();
      }
    },
  };
}
