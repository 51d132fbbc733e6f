import { setTimeout as delay } from "node:timers/promises";
import { BodyCut, BodyRefused, collect, decode } from "./body.ts";
import { createConnections } from "./connections.ts";
import { authorizationFor } from "./credentials.ts";
import { classify } from "./failure.ts";
import {
  type BodyReader,
  defaultTimeouts,
  type Http,
  type HttpAnswer,
  type HttpClock,
  type HttpFailure,
  type HttpHead,
  type HttpTimeouts,
  type RequestOptions,
} from "./http.ts";
import { createLimiter } from "./limiter.ts";
import { createNetworkPolicy, type NetworkPolicy } from "./network-policy.ts";
import { createOriginHealth } from "./origin-health.ts";
import { redactUrl } from "./redact-url.ts";
import { backoffMs, defaultRetries, isTransientStatus, type RetryPolicy, retryAfterMs } from "./retry.ts";
import { createSharedLookup } from "./shared-lookup.ts";

export interface HttpOptions {
  /** Pinwarden's version, for `User-Agent`. */
  readonly version: string;
  /** Where requests may go; without one, only public https. */
  readonly policy?: NetworkPolicy;
  /** Read for proxies and certificate authorities alone. */
  readonly environment?: Readonly<Record<string, string | undefined>>;
  readonly timeouts?: Partial<HttpTimeouts>;
  readonly retries?: Partial<RetryPolicy>;
  /** Names that are looked up side by side; any number unless said. */
  readonly lookupsAtOnce?: number;
  readonly concurrency?: { readonly all?: number; readonly eachOrigin?: number };
  readonly clock?: HttpClock;
}

const systemClock: HttpClock = {
  now: () => Date.now(),
  sleep: (ms, signal) => delay(ms, undefined, { signal }).catch(() => undefined),
  random: () => Math.random(),
};

/** RFC 9110, 15.4 leaves the number open; ten is what pip and curl's users see. */
const mostRedirects = 10;
const redirects = new Set([301, 302, 303, 307, 308]);
const defaultMaxBytes = 16 * 1024 * 1024;

/** Builds the way out to the network. Nothing is opened before the first request. */
export function createHttp(options: HttpOptions): Http {
  const clock = options.clock ?? systemClock;
  const timeouts: HttpTimeouts = { ...defaultTimeouts, ...options.timeouts };
  const retries: RetryPolicy = { ...defaultRetries, ...options.retries };
  const policy = options.policy ?? createNetworkPolicy({ trusted: [] });
  const eachOrigin = options.concurrency?.eachOrigin ?? 48;
  const limiter = createLimiter(options.concurrency?.all ?? 96, eachOrigin);
  const health = createOriginHealth(clock);
  const closing = new AbortController();
  const lookup = createSharedLookup(
    (hostname, address) => policy.allowAddress(hostname, address),
    () => clock.now(),
    { atOnce: options.lookupsAtOnce ?? null, closing: closing.signal },
  );
  const connections = createConnections({
    environment: options.environment ?? {},
    connectionsPerOrigin: eachOrigin,
    timeouts,
    lookup,
  });

  interface Call<T> {
    readonly url: URL;
    readonly method: "GET" | "POST";
    readonly payload: string | null;
    readonly options: RequestOptions;
    readonly identity: boolean;
    readonly reader: BodyReader<T>;
  }

  type Attempt<T> =
    | { readonly again: false; readonly answer: HttpAnswer<T> }
    | { readonly again: true; readonly answer: HttpAnswer<T>; readonly waitMs: number | null };

  const done = <T>(answer: HttpAnswer<T>): Attempt<T> => ({ again: false, answer });
  const failed = (failure: HttpFailure, reason: string): HttpAnswer<never> => ({ kind: "failed", failure, reason });

  async function perform<T>(call: Call<T>): Promise<HttpAnswer<T>> {
    const until = clock.now() + (call.options.totalMs ?? timeouts.totalMs);
    for (let attempt = 1; ; attempt += 1) {
      // What was only a hint may still be on its way when the run ends: it must neither start again nor hold up the end.
      if (closing.signal.aborted)
        return failed("network", `\`${redactUrl(call.url)}\` was not asked: the run has ended`);
      const sick = attempt === 1 ? health.refusal(call.url.origin) : null;
      if (sick !== null) return failed("network", `\`${redactUrl(call.url)}\`: ${sick}`);
      const outcome = await withDeadline(until - clock.now(), (signal) => follow(call, signal));
      if (!outcome.again) {
        if (outcome.answer.kind !== "failed" || outcome.answer.failure === "too-large")
          health.answered(call.url.origin);
        return outcome.answer;
      }
      const waitMs = Math.max(outcome.waitMs ?? 0, backoffMs(retries, attempt + 1, clock.random()));
      if (attempt >= retries.attempts || clock.now() + waitMs >= until) {
        health.failed(call.url.origin);
        return tried(outcome.answer, attempt);
      }
      await clock.sleep(waitMs, closing.signal);
    }
  }

  /** One attempt: the request, the redirects that it meets, and the body. */
  async function follow<T>(call: Call<T>, signal: AbortSignal): Promise<Attempt<T>> {
    let url = call.url;
    for (let hops = 0; ; hops += 1) {
      const refusal = policy.allowUrl(url);
      if (refusal !== null) return done(failed("refused", `\`${redactUrl(url)}\` is not asked: ${refusal}`));
      const step = await exchange(call, url, signal);
      if (!("redirect" in step)) return step;
      if (hops >= mostRedirects)
        return done(failed("redirect", `\`${redactUrl(call.url)}\` redirects more than ${mostRedirects} times`));
      if (!URL.canParse(step.redirect, url.href))
        return done(failed("redirect", `\`${redactUrl(url)}\` redirects to something that is no URL`));
      const next = new URL(step.redirect, url.href);
      next.username = "";
      next.password = "";
      if (url.protocol === "https:" && next.protocol !== "https:")
        return done(failed("redirect", `\`${redactUrl(url)}\` redirects from https to \`${next.protocol}\``));
      url = next;
    }
  }

  async function exchange<T>(
    call: Call<T>,
    url: URL,
    signal: AbortSignal,
  ): Promise<Attempt<T> | { readonly redirect: string }> {
    const shown = redactUrl(url);
    const again = (failure: HttpFailure, reason: string): Attempt<T> => ({
      again: true,
      waitMs: null,
      answer: failed(failure, `\`${shown}\`: ${reason}`),
    });
    try {
      const answer = await connections.send({
        url,
        method: call.method,
        headers: requestHeaders(call, url),
        payload: call.payload,
        signal,
      });
      const { status } = answer;
      const head: HttpHead = { status, url: shown, headers: answer.headers };
      const location = head.headers.get("location");
      const usable = status === 200 || status === 203 || status === 204 || status === 206;
      if (!usable) await answer.discard();
      if (redirects.has(status) && location !== undefined) return { redirect: location };
      if (status === 304) return done({ kind: "notModified", head });
      if (!usable) {
        const refused: HttpAnswer<T> = { kind: "status", head, status, reason: `\`${shown}\` answered ${status}` };
        if (!isTransientStatus(status)) return done(refused);
        return { again: true, answer: refused, waitMs: retryAfterMs(head.headers.get("retry-after"), clock.now()) };
      }
      try {
        return done({ kind: "ok", head, body: await call.reader(head, answer.body) });
      } finally {
        // Whatever the reader left unread is not downloaded; a body read to its end is not touched by this.
        if (!answer.body.readableEnded) answer.body.on("error", () => {}).destroy();
      }
    } catch (error) {
      if (error instanceof BodyRefused) return done(failed(error.failure, `\`${shown}\`: ${error.message}`));
      if (error instanceof BodyCut) return again("encoding", error.message);
      if (signal.aborted)
        return done(
          failed(
            "timeout",
            `\`${shown}\` did not end within the limit of ${call.options.totalMs ?? timeouts.totalMs} ms`,
          ),
        );
      const { failure, reason, transient } = classify(error);
      return transient ? again(failure, reason) : done(failed(failure, `\`${shown}\`: ${reason}`));
    }
  }

  function requestHeaders<T>(call: Call<T>, url: URL): Record<string, string> {
    const authorization = authorizationFor(url, call.options.credentials ?? []);
    return {
      "user-agent": `pinwarden/${options.version}`,
      accept: call.options.accept ?? "*/*",
      "accept-encoding": call.identity ? "identity" : "gzip, br, deflate",
      ...(call.options.range !== undefined && { range: call.options.range }),
      ...(call.payload !== null && { "content-type": "application/json" }),
      ...call.options.headers,
      ...(authorization !== null && { authorization }),
    };
  }

  async function start<T>(url: string, call: Omit<Call<T>, "url">): Promise<HttpAnswer<T>> {
    if (!URL.canParse(url)) return failed("refused", `\`${redactUrl(url)}\` is no URL`);
    const target = new URL(url);
    if (target.username !== "" || target.password !== "")
      return failed("refused", `\`${redactUrl(url)}\` carries credentials, which are only sent by scope`);
    target.hash = "";
    return limiter.run(target.origin, () => perform({ ...call, url: target }));
  }

  const whole =
    (maxBytes: number): BodyReader<Uint8Array> =>
    async (head, chunks) =>
      decode(await collect(chunks, maxBytes, contentLength(head)), head.headers.get("content-encoding"), maxBytes);

  const http: Http = {
    get: (url, request = {}) =>
      start(url, {
        method: "GET",
        payload: null,
        options: request,
        identity: request.range !== undefined,
        reader: whole(request.maxBytes ?? defaultMaxBytes),
      }),
    postJson: (url, value, request = {}) =>
      start(url, {
        method: "POST",
        payload: JSON.stringify(value),
        options: request,
        identity: false,
        reader: whole(request.maxBytes ?? defaultMaxBytes),
      }),
    read: (url, request, reader) =>
      start(url, { method: "GET", payload: null, options: request, identity: true, reader }),
    prepare(url) {
      if (!URL.canParse(url) || closing.signal.aborted) return;
      const target = new URL(url);
      if (policy.allowUrl(target) === null) connections.prepare(target);
    },
    async close() {
      closing.abort();
      await connections.close();
    },
    [Symbol.asyncDispose]: () => http.close(),
  };
  return http;
}

/** `Content-Length`, or null where it is absent or nonsense. */
export function contentLength(head: HttpHead): number | null {
  const text = head.headers.get("content-length");
  return text !== undefined && /^\d{1,15}$/.test(text) ? Number(text) : null;
}

function tried<T>(answer: HttpAnswer<T>, attempts: number): HttpAnswer<T> {
  if (attempts < 2 || (answer.kind !== "failed" && answer.kind !== "status")) return answer;
  return { ...answer, reason: `${answer.reason}, ${attempts} times` };
}

async function withDeadline<T>(ms: number, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const controller = new AbortController();
  const timer = setTimeout(() => controller.abort(), Math.max(1, ms));
  try {
    return await work(controller.signal);
  } finally {
    clearTimeout(timer);
  }
}
