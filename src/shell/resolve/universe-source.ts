import { answerFrom, type Universe, type UniverseRecorder } from "../../core/resolution/universe.ts";
import type { AnswerSource } from "./answer-source.ts";

/** Answers from a recording, and from nothing else. */
export function universeSource(universe: Universe): AnswerSource {
  return { answer: async (question) => answerFrom(universe, question) };
}

/** Answers from another source and keeps what it answered. */
export function recordingSource(source: AnswerSource, recorder: UniverseRecorder): AnswerSource {
  return {
    async answer(question, urgency) {
      const answer = await source.answer(question, urgency);
      recorder.record(question, answer);
      return answer;
    },
  };
}
