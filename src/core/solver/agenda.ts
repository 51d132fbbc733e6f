import type { Standing } from "./priorities.ts";

interface Entry<P> {
  readonly name: P;
  readonly standing: Standing;
}

/**
 * The packages that are still to be decided, the next one first. A package keeps the place that it was given until what
 * is known of it changes: only then is its standing looked at anew. So one that has been moved forward or back takes its
 * new place once a conflict has touched it, and the search does not jump between packages meanwhile.
 */
export class Agenda<P> {
  readonly #standingOf: (name: P) => Standing;
  readonly #changed = new Set<P>();
  /** A heap, and of each package the entry that counts: others are left in the heap until they come up. */
  readonly #heap: Entry<P>[] = [];
  readonly #entries = new Map<P, Entry<P>>();
  #taken: P | null = null;

  constructor(standingOf: (name: P) => Standing) {
    this.#standingOf = standingOf;
  }

  /** What is known of the package has changed, and it is to be decided. */
  touch(name: P): void {
    this.#changed.add(name);
  }

  /** It is not to be decided at present. */
  drop(name: P): void {
    this.#changed.delete(name);
    this.#entries.delete(name);
  }

  /** Takes the next of those that are open. */
  take(open: ReadonlySet<P>): P | null {
    for (const name of this.#changed) if (open.has(name)) this.#place(name);
    this.#changed.clear();
    for (let entry = this.#pop(); entry !== null; entry = this.#pop()) {
      if (this.#entries.get(entry.name) !== entry) continue;
      this.#entries.delete(entry.name);
      if (!open.has(entry.name)) continue;
      this.#taken = entry.name;
      return entry.name;
    }
    return null;
  }

  /** After a backtrack: what was taken last is to be decided again, though nothing may have changed of it. */
  restore(open: ReadonlySet<P>): void {
    if (this.#taken !== null && open.has(this.#taken) && !this.#entries.has(this.#taken)) this.touch(this.#taken);
  }

  #place(name: P): void {
    const entry = { name, standing: { ...this.#standingOf(name) } };
    this.#entries.set(name, entry);
    const heap = this.#heap;
    let at = heap.push(entry) - 1;
    while (at > 0) {
      const parent = (at - 1) >>> 1;
      if (!precedes(entry, heap[parent] as Entry<P>)) break;
      heap[at] = heap[parent] as Entry<P>;
      at = parent;
    }
    heap[at] = entry;
  }

  #pop(): Entry<P> | null {
    const heap = this.#heap;
    const first = heap[0];
    const last = heap.pop();
    if (first === undefined || last === undefined) return null;
    if (heap.length === 0) return first;
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= heap.length) break;
      if (child + 1 < heap.length && precedes(heap[child + 1] as Entry<P>, heap[child] as Entry<P>)) child += 1;
      if (!precedes(heap[child] as Entry<P>, last)) break;
      heap[at] = heap[child] as Entry<P>;
      at = child;
    }
    heap[at] = last;
    return first;
  }
}

function precedes<P>({ standing: a }: Entry<P>, { standing: b }: Entry<P>): boolean {
  if (a.tier !== b.tier) return a.tier > b.tier;
  return a.rank === b.rank ? a.met < b.met : a.rank < b.rank;
}
