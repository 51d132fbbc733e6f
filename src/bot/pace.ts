import type { Clock } from "../shell/github/clock.ts";

/** Requests that change something and may be sent without a pause: GitHub takes 80 new contents a minute, and asks for a second between two. */
const atOnce = 40;

/** Waits before each further request that changes something. */
export function createPace(clock: Clock): () => Promise<void> {
  let sent = 0;
  return async () => {
    sent += 1;
    if (sent > atOnce) await clock.sleep(1000);
  };
}
