import type { AvoidedByName } from "../resolution/avoided-versions.ts";
import type { Conflict } from "../resolution/conflict.ts";
import type { Attempt } from "./attempt.ts";
import { isNews } from "./avoidance.ts";
import type { LineKey } from "./standing.ts";

/** A proof that nothing can be installed in a place while certain lines stay. */
export interface Refusal {
  readonly conflict: Conflict;
  /** The question that it answered. */
  readonly by: Attempt;
  /** Lines of the proof that might move and did not: one of them has to. */
  readonly culprits: readonly LineKey[];
}

interface Known {
  readonly refusal: Refusal;
  /** Whether it holds where so much is ruled out: hundreds of ways share that. */
  readonly met: WeakMap<AvoidedByName, boolean>;
}

/**
 * What was proven of places that are asked again and again. A proof holds wherever the lines that it rests on stay, and of the packages that it speaks of at least
 * what was ruled out then is ruled out: that other lines move, and that more is ruled out, takes nothing from it. So a question that a proof answers already need not be
 * asked. Proofs belong to the requirements that they were found for, and to one way of solving.
 */
export class Refusals {
  readonly #known: Known[] = [];

  learn(refusal: Refusal): void {
    this.#known.push({ refusal, met: new WeakMap() });
  }

  /** The first proof by which a question has no answer; null where none is known. */
  refusing(loosened: ReadonlySet<LineKey>, avoid: AvoidedByName): Refusal | null {
    const found = this.#known.find(
      (one) => !one.refusal.culprits.some((line) => loosened.has(line)) && isMet(one, avoid),
    );
    return found?.refusal ?? null;
  }
}

function isMet({ refusal, met }: Known, avoid: AvoidedByName): boolean {
  let known = met.get(avoid);
  if (known === undefined) {
    const { conflict, by } = refusal;
    known = [...conflict.packages].every((name) => {
      const now = new Set(avoid.get(name));
      return (by.avoid.get(name) ?? []).every((versions) => now.has(versions) || !isNews(avoid, { name, versions }));
    });
    met.set(avoid, known);
  }
  return known;
}
