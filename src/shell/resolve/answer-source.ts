import type { Answer, Question } from "../../core/resolution/question.ts";

/**
 * Answers the resolver's questions: from indexes, a cache or a recording. It answers one question once in its life and
 * remembers, so models, targets and refs that share a source share its fetches. How much it does at a time, and in
 * what order, is its own business; a failure is an answer, and it never throws.
 */
export interface AnswerSource {
  /**
   * `hint`: it will probably be wanted, and nothing waits for it. A question that was asked as a hint is asked again
   * when it is needed, so that a source with a queue can move it forward.
   */
  answer(question: Question, urgency?: "needed" | "hint"): Promise<Answer>;
}
