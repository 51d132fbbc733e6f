import type { HttpClock } from "./http.ts";

/** Requests in a row that may end without an answer before the origin is left alone. */
const patience = 6;
/** Milliseconds for which it is left alone. */
const restMs = 30_000;

/**
 * Keeps a run over a hundred projects from waiting a hundred times for a server that is down: after several requests in a row
 * that used up their attempts, the next ones fail at once, with the reason.
 */
export interface OriginHealth {
  answered(origin: string): void;
  failed(origin: string): void;
  /** Why the origin is not asked now, or null. */
  refusal(origin: string): string | null;
}

export function createOriginHealth(clock: Pick<HttpClock, "now">): OriginHealth {
  const failures = new Map<string, { count: number; last: number }>();
  return {
    answered: (origin) => void failures.delete(origin),
    failed(origin) {
      failures.set(origin, { count: (failures.get(origin)?.count ?? 0) + 1, last: clock.now() });
    },
    refusal(origin) {
      const held = failures.get(origin);
      if (held === undefined || held.count < patience || clock.now() - held.last > restMs) return null;
      return `not asked, for the last ${held.count} requests to this server failed`;
    },
  };
}
