import { setTimeout as delay } from "node:timers/promises";

/** Time and chance, behind a port so that waiting can be tested without waiting. */
export interface Clock {
  /** Epoch milliseconds. */
  now(): number;
  sleep(milliseconds: number): Promise<void>;
  /** In [0, 1). */
  random(): number;
}

export const systemClock: Clock = {
  now: () => Date.now(),
  sleep: async (milliseconds) => {
    await delay(milliseconds);
  },
  random: () => Math.random(),
};
