/** How soon an answer is wanted: the resolver waits for it, or will probably want it later. */
export type Urgency = "needed" | "hint";

/** Work that may be waiting for its turn. */
export interface Turn {
  /** It is needed now: it starts at once, whatever is before it. */
  hurry(): void;
}

export interface HintPlaces {
  /** Hints that run at once to begin with. */
  readonly first: number;
  /** At most, where the process waits more than it works. */
  readonly most: number;
  readonly isIdle: () => boolean;
}

/**
 * Lets only so many hints run at once, and what is needed always: a resolver guesses well ahead of itself, and hundreds of guesses must
 * not keep the connections from the one answer that it waits for. A near server answers faster than the answers can be read, and each further
 * connection costs a handshake; a far one is waited for, and so the places grow while there is nothing else to do.
 */
export interface HintGate {
  enter(urgency: Urgency): { readonly turn: Turn; readonly started: Promise<() => void> };
}

export function createHintGate({ first, most, isIdle }: HintPlaces): HintGate {
  let free = first;
  let places = first;
  const waiting = new Set<() => void>();

  function leave(): void {
    free += 1;
    if (waiting.size > free && places < most && isIdle()) {
      places += 1;
      free += 1;
    }
    for (const next of waiting) {
      if (free === 0) return;
      free -= 1;
      waiting.delete(next);
      next();
    }
  }

  return {
    enter(urgency) {
      if (urgency === "needed") return { turn: { hurry: () => {} }, started: Promise.resolve(() => {}) };
      if (free > 0) {
        free -= 1;
        return { turn: { hurry: () => {} }, started: Promise.resolve(leave) };
      }
      const { promise, resolve } = Promise.withResolvers<() => void>();
      const start = (): void => resolve(leave);
      waiting.add(start);
      const hurry = (): void => {
        // It leaves the line without having taken a place, so it has none to give back.
        if (waiting.delete(start)) resolve(() => {});
      };
      return { turn: { hurry }, started: promise };
    },
  };
}
