/** Bounds how many requests run at once: in all, and for each origin. Waiting ones go in order of arrival. */
export interface Limiter {
  run<T>(origin: string, work: () => Promise<T>): Promise<T>;
}

export function createLimiter(all: number, eachOrigin: number): Limiter {
  const origins = new Map<string, Gate>();
  const whole = createGate(all);
  return {
    async run(origin, work) {
      const gate = origins.get(origin) ?? createGate(eachOrigin);
      origins.set(origin, gate);
      // The origin's turn comes first, so that one slow server cannot hold the places of all.
      await gate.enter();
      try {
        await whole.enter();
        try {
          return await work();
        } finally {
          whole.leave();
        }
      } finally {
        gate.leave();
      }
    },
  };
}

interface Gate {
  enter(): Promise<void>;
  leave(): void;
}

function createGate(places: number): Gate {
  let free = places;
  let first = 0;
  let waiting: (() => void)[] = [];
  return {
    enter() {
      if (free > 0) {
        free -= 1;
        return Promise.resolve();
      }
      return new Promise((resolve) => waiting.push(resolve));
    },
    leave() {
      const next = waiting[first];
      if (next === undefined) {
        free += 1;
        waiting = [];
        first = 0;
        return;
      }
      first += 1;
      next();
    },
  };
}
