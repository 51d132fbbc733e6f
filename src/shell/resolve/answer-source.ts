import type { Answer, Question } from "../../core/resolution/question.ts";

/**
 * Answers the resolver's questions: from indexes, a cache or a recording. It answers one question once in its life and
 * remembers, so models, targets and refs that share a source share its fetches. How much it does at a time, and in
 * what order, is its own business; a failure is an answer, and it never throws.
 */
export interface AnswerSource {
  answer(question: Question, urgency?: "needed" | "hint"): Promise<Answer>;
}
