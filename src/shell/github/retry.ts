/** What is known of an attempt that failed. Header names are lower case. */
export interface FailedAttempt {
  readonly method: string;
  /** Null where no answer came: the connection failed, or it took too long. */
  readonly status: number | null;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly message: string;
  /** 1 for the first. */
  readonly attempt: number;
}

export interface RetryLimits {
  readonly attempts: number;
  /** Longest single wait, in milliseconds: a rate limit that ends later than that is an error. */
  readonly longestWait: number;
  /** First wait after a server error, in milliseconds; doubles with each attempt. */
  readonly firstWait: number;
}

export const defaultRetryLimits: RetryLimits = { attempts: 5, longestWait: 120_000, firstWait: 500 };

export type RetryDecision = { readonly kind: "wait"; readonly milliseconds: number } | { readonly kind: "give-up" };

const giveUp: RetryDecision = { kind: "give-up" };

/** A secondary limit without `retry-after` asks for at least a minute (GitHub, "Rate limits for the REST API"). */
const secondaryWait = 60_000;

/**
 * Whether and when to try again, in GitHub's order: `retry-after`, then `x-ratelimit-reset` where nothing is left, then a
 * minute for a secondary limit, then exponential waits for server errors. A request that was refused by a limit was not
 * carried out, so it may be repeated whatever its method; after a server error a `POST` may have done its work already.
 */
export function decideRetry(failed: FailedAttempt, limits: RetryLimits, now: number, random: number): RetryDecision {
  if (failed.attempt >= limits.attempts) return giveUp;
  if (isRateLimit(failed)) {
    const wait = rateLimitWait(failed, now);
    return wait > limits.longestWait ? giveUp : { kind: "wait", milliseconds: spread(wait, random) };
  }
  const serverFailed = failed.status === null || failed.status >= 500;
  if (!serverFailed || failed.status === 501 || failed.method === "POST") return giveUp;
  const wait = Math.min(limits.longestWait, limits.firstWait * 2 ** (failed.attempt - 1));
  // Full jitter over the upper half, so that many runs that failed together do not come back together.
  return { kind: "wait", milliseconds: Math.round(wait / 2 + (wait / 2) * random) };
}

/** 403 means a limit only where it says so: by header or by message; otherwise it is a missing permission. */
export function isRateLimit(failed: Pick<FailedAttempt, "status" | "headers" | "message">): boolean {
  if (failed.status === 429) return true;
  if (failed.status !== 403) return false;
  return (
    failed.headers["retry-after"] !== undefined ||
    failed.headers["x-ratelimit-remaining"] === "0" ||
    failed.message.toLowerCase().includes("rate limit")
  );
}

function rateLimitWait(failed: FailedAttempt, now: number): number {
  const after = Number(failed.headers["retry-after"]);
  if (failed.headers["retry-after"] !== undefined && Number.isFinite(after) && after >= 0) return after * 1000;
  const reset = Number(failed.headers["x-ratelimit-reset"]);
  if (failed.headers["x-ratelimit-remaining"] === "0" && Number.isFinite(reset)) return Math.max(0, reset * 1000 - now);
  return secondaryWait * 2 ** (failed.attempt - 1);
}

/** Never earlier than asked, and up to a second later. */
function spread(wait: number, random: number): number {
  return Math.round(wait + 1000 * random);
}
