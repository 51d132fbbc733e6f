/**
 * Which incompatibilities are contradicted at present, so that unit propagation need not look at them again until a
 * backtrack takes that away.
 */
export class Contradictions {
  readonly #since: (number | undefined)[] = [];
  /** In order of level, because levels only grow until a backtrack. */
  readonly #trail: number[] = [];

  has(id: number): boolean {
    return this.#since[id] !== undefined;
  }

  add(id: number, level: number): void {
    if (this.#since[id] !== undefined) return;
    this.#since[id] = level;
    this.#trail.push(id);
  }

  backtrack(level: number): void {
    for (let last = this.#trail.at(-1); last !== undefined; last = this.#trail.at(-1)) {
      if ((this.#since[last] ?? 0) <= level) break;
      this.#since[last] = undefined;
      this.#trail.pop();
    }
  }
}
