import type { AvoidedByName } from "../resolution/avoided-versions.ts";
import type { MovableLine } from "./search.ts";
import type { LineKey } from "./standing.ts";

/** A way of the search: lines that are let move, and what is known by then to be no good. */
export interface Node {
  readonly loosened: ReadonlySet<LineKey>;
  readonly avoid: AvoidedByName;
}

interface Waiting extends Node {
  /** Lines that a person wrote, then compiled ones; then by name, so that two runs choose alike. */
  readonly cost: readonly [number, number, string];
}

/** Ways that are still to be tried, the cheapest first, none twice. */
export class Frontier {
  readonly #lines: ReadonlyMap<LineKey, MovableLine>;
  readonly #waiting: Waiting[] = [];
  readonly #seen = new Set<string>();

  constructor(lines: ReadonlyMap<LineKey, MovableLine>) {
    this.#lines = lines;
  }

  push(node: Node): void {
    const keys = [...node.loosened].sort();
    const name = keys.join("\n");
    if (this.#seen.has(name)) return;
    this.#seen.add(name);
    const direct = keys.filter((key) => this.#lines.get(key)?.direct === true).length;
    this.#waiting.push({ ...node, cost: [direct, keys.length - direct, name] });
  }

  pop(): Node | null {
    let best = 0;
    for (let at = 1; at < this.#waiting.length; at += 1) {
      if (isCheaper((this.#waiting[at] as Waiting).cost, (this.#waiting[best] as Waiting).cost)) best = at;
    }
    return this.#waiting.splice(best, 1)[0] ?? null;
  }
}

function isCheaper(one: Waiting["cost"], other: Waiting["cost"]): boolean {
  if (one[0] !== other[0]) return one[0] < other[0];
  if (one[1] !== other[1]) return one[1] < other[1];
  return one[2] < other[2];
}
