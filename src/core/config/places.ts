import type { Origin } from "../error.ts";

/** Where each key and value of a file stands, and how its scalars were written. */
export class Places {
  readonly #keys = new Map<string, Origin>();
  readonly #values = new Map<string, Origin>();
  readonly #texts = new Map<string, string>();

  set(path: readonly PropertyKey[], at: { key?: Origin; value?: Origin; text?: string }): void {
    const name = nameOf(path);
    if (at.key !== undefined) this.#keys.set(name, at.key);
    if (at.value !== undefined) this.#values.set(name, at.value);
    if (at.text !== undefined) this.#texts.set(name, at.text);
  }

  keyOf(path: readonly PropertyKey[]): Origin | null {
    return this.#keys.get(nameOf(path)) ?? null;
  }

  /** The place of the value, or of the nearest thing around it that has one. */
  valueOf(path: readonly PropertyKey[]): Origin | null {
    for (let length = path.length; length >= 0; length -= 1) {
      const found = this.#values.get(nameOf(path.slice(0, length)));
      if (found !== undefined) return found;
    }
    return null;
  }

  /** The scalar as it was written, without quotes; null where it is none. */
  textOf(path: readonly PropertyKey[]): string | null {
    return this.#texts.get(nameOf(path)) ?? null;
  }
}

const nameOf = (path: readonly PropertyKey[]): string => JSON.stringify(path);
