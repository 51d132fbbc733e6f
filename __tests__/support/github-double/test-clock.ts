import type { Clock } from "../../../src/shell/github/clock.ts";

/** A clock that waits no time, and tells what was waited for. */
export interface TestClock extends Clock {
  readonly waits: readonly number[];
}

export function testClock(start = Date.now()): TestClock {
  const waits: number[] = [];
  let now = start;
  return {
    waits,
    now: () => now,
    sleep: async (milliseconds) => {
      waits.push(milliseconds);
      now += milliseconds;
    },
    random: () => 0,
  };
}
