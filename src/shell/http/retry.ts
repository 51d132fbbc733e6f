/** How often and how long to try again. */
export interface RetryPolicy {
  /** Attempts in all, the first one included. */
  readonly attempts: number;
  /** Milliseconds; the window of the first wait, doubled for each further one. */
  readonly baseMs: number;
  readonly longestMs: number;
}

export const defaultRetries: RetryPolicy = { attempts: 4, baseMs: 200, longestMs: 5_000 };

/** Statuses that speak of the moment and not of the thing asked for (RFC 9110, 15.5.9 and 15.6; RFC 6585, 4). */
export function isTransientStatus(status: number): boolean {
  return status === 408 || status === 425 || status === 429 || (status >= 500 && status !== 501 && status !== 505);
}

/**
 * Milliseconds to wait before attempt `next` (2 for the first repeat): anywhere up to a window that doubles ("full jitter"),
 * so that many clients that failed together do not come back together.
 */
export function backoffMs(policy: RetryPolicy, next: number, random: number): number {
  return Math.floor(random * Math.min(policy.longestMs, policy.baseMs * 2 ** (next - 2)));
}

/** `Retry-After` (RFC 9110, 10.2.3) in milliseconds from `now`: seconds, or an HTTP date. Null where it is neither. */
export function retryAfterMs(value: string | null | undefined, now: number): number | null {
  if (value === null || value === undefined) return null;
  const text = value.trim();
  if (/^\d{1,9}$/.test(text)) return Number(text) * 1000;
  const at = /^[A-Za-z]{3}/.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(at) ? null : Math.max(0, at - now);
}
