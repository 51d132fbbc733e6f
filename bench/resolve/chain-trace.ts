import { type Answer, type Asking, type Question, questionKey } from "../../src/core/resolution/question.ts";
import type { Speculate } from "../../src/core/resolution/speculation.ts";
import type { AnswerSource } from "../../src/shell/resolve/answer-source.ts";

/** A question that was asked, when, and which answer made it be asked. */
interface Asked {
  readonly key: string;
  readonly cause: Asked | null;
  /** Questions one after the other up to this one. */
  readonly depth: number;
  readonly started: number;
  ended: number;
}

/** The questions, each of which had to wait for the one before, that ended last. */
export interface Chain {
  readonly keys: readonly string[];
  /** Milliseconds in which one of them was on its way. */
  readonly waiting: number;
  /** Milliseconds between an answer and the next question: reading, solving, and whatever else the processor had to do. */
  readonly between: number;
}

/**
 * Notes which question followed from which answer. One thing happens at a time in a process: what is asked while an answer is
 * being followed up, or while the solver takes a step, follows from the answer that came last.
 */
export class ChainTrace {
  readonly #asked = new Map<string, Asked>();
  #current: Asked | null = null;
  #last: Asked | null = null;
  /** Answers that the solver stopped and waited for. */
  stops = 0;

  source(source: AnswerSource): AnswerSource {
    return {
      answer: async (question) => {
        const asked = this.#ask(questionKey(question));
        const answer = await source.answer(question);
        asked.ended = performance.now();
        this.#last = asked;
        return answer;
      },
    };
  }

  speculate(speculate: Speculate): Speculate {
    return (question: Question, answer: Answer) => {
      const next = speculate(question, answer);
      // They are asked at once when this returns.
      this.#current = this.#asked.get(questionKey(question)) ?? null;
      return next;
    };
  }

  *asking<T>(asking: Asking<T>): Asking<T> {
    let step = asking.next();
    while (!step.done) {
      this.#current = this.#last;
      const { need } = step.value;
      if (need.some((question) => (this.#asked.get(questionKey(question))?.ended ?? 0) === 0)) this.stops += 1;
      step = asking.next(yield step.value);
    }
    return step.value;
  }

  get deepest(): number {
    return Math.max(0, ...[...this.#asked.values()].map(({ depth }) => depth));
  }

  /** Of the questions that had been answered by `before`, in milliseconds of `performance.now()`. */
  longest(before: number): Chain {
    const ended = [...this.#asked.values()].filter((asked) => asked.ended > 0 && asked.ended <= before);
    const last = ended.sort((a, b) => b.ended - a.ended)[0];
    const keys: string[] = [];
    let [waiting, between] = [0, 0];
    for (let one: Asked | null | undefined = last; one != null; one = one.cause) {
      keys.unshift(one.key);
      waiting += one.ended - one.started;
      if (one.cause !== null) between += one.started - one.cause.ended;
    }
    return { keys, waiting, between };
  }

  #ask(key: string): Asked {
    const present = this.#asked.get(key);
    if (present !== undefined) return present;
    const cause = this.#current;
    const asked: Asked = { key, cause, depth: (cause?.depth ?? 0) + 1, started: performance.now(), ended: 0 };
    this.#asked.set(key, asked);
    return asked;
  }
}
