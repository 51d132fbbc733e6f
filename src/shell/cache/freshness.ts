/**
 * Until when an answer may be used without asking (RFC 9111, 4.2), in milliseconds since the epoch: `max-age`, as a private cache
 * reads it, less `Age`. An answer that says nothing is asked for again each time: guessing would miss releases of the last minutes.
 */
export function freshUntil(headers: ReadonlyMap<string, string>, now: number): number {
  const control = (headers.get("cache-control") ?? "").toLowerCase();
  if (/\bno-(?:cache|store)\b/.test(control)) return now;
  const seconds = /(?:^|[\s,])max-age="?(\d{1,9})/.exec(control)?.[1];
  if (seconds === undefined) return now;
  const age = headers.get("age");
  const spent = age !== undefined && /^\d{1,9}$/.test(age) ? Number(age) : 0;
  // Ten minutes are what the public index gives; a server's typing error must not hide releases for a year.
  return now + Math.max(0, Math.min(Number(seconds), longestFresh) - spent) * 1000;
}

/** True where the answer may be kept at all (RFC 9111, 5.2.2.5). */
export function mayKeep(headers: ReadonlyMap<string, string>): boolean {
  return !/\bno-store\b/i.test(headers.get("cache-control") ?? "");
}

const longestFresh = 60 * 60;
