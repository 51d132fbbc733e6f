import type { DistributionFile } from "../../core/index/distribution-file.ts";
import type { PackageName } from "../../core/python/name.ts";
import {
  type Answer,
  type Answers,
  type Asking,
  type MetadataAnswer,
  type ProjectAnswer,
  type Question,
  questionKey,
} from "../../core/resolution/question.ts";
import type { Speculate } from "../../core/resolution/speculation.ts";
import { keepYoungGenerationSmall } from "../young-generation.ts";
import type { AnswerSource } from "./answer-source.ts";

/** So many answers, some tens of milliseconds of a run: by then Node's modules for the network are loaded, and little has grown. */
const fewAnswers = 32;

/**
 * Runs a computation that asks, and answers it from `source`. It goes on as soon as what it needs is there; hints and
 * what `speculate` makes of the answers so far are asked on the side, and nothing waits for them.
 */
export async function drive<T>(asking: Asking<T>, source: AnswerSource, speculate?: Speculate): Promise<T> {
  const board = new AnswerBoard(source, speculate ?? (() => []));
  let step = asking.next();
  while (!step.done) {
    const { need, hints } = step.value;
    // What is needed is asked first: a source that works in order should not keep it waiting behind guesses.
    const needed = need.map((question) => board.ask(question, "needed"));
    for (const hint of hints) void board.ask(hint, "hint");
    for (const pending of needed) if (pending !== null) await pending;
    step = asking.next(board);
  }
  board.close();
  return step.value;
}

/** What has been asked and what is known. */
class AnswerBoard implements Answers {
  readonly #source: AnswerSource;
  readonly #speculate: Speculate;
  readonly #pending = new Map<string, Promise<void>>();
  readonly #known = new Map<string, Answer>();
  #isOpen = true;

  constructor(source: AnswerSource, speculate: Speculate) {
    this.#source = source;
    this.#speculate = speculate;
  }

  /** Null where the answer is known already. */
  ask(question: Question, urgency: "needed" | "hint"): Promise<void> | null {
    const key = questionKey(question);
    if (this.#known.has(key)) return null;
    const present = this.#pending.get(key);
    if (present !== undefined) {
      if (urgency === "needed") void this.#answer(question, urgency);
      return present;
    }
    const pending = this.#fetch(key, question, urgency);
    this.#pending.set(key, pending);
    return pending;
  }

  project(name: PackageName): ProjectAnswer | undefined {
    return this.#known.get(questionKey({ kind: "project", name })) as ProjectAnswer | undefined;
  }

  metadata(file: DistributionFile): MetadataAnswer | undefined {
    return this.#known.get(questionKey({ kind: "metadata", file })) as MetadataAnswer | undefined;
  }

  /** The computation has ended: what is still on its way is of no use to it. */
  close(): void {
    this.#isOpen = false;
  }

  async #fetch(key: string, question: Question, urgency: "needed" | "hint"): Promise<void> {
    const answer = await this.#answer(question, urgency);
    this.#known.set(key, answer);
    if (this.#known.size > fewAnswers) keepYoungGenerationSmall();
    this.#pending.delete(key);
    if (!this.#isOpen) return;
    for (const next of this.#speculate(question, answer)) void this.ask(next, "hint");
  }

  async #answer(question: Question, urgency: "needed" | "hint"): Promise<Answer> {
    try {
      return await this.#source.answer(question, urgency);
    } catch (error) {
      return { kind: "failed", reason: error instanceof Error ? error.message : String(error) };
    }
  }
}
