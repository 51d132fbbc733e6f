import { withoutTrailingSlashes } from "../../core/trailing.ts";
import { splitCredentials } from "../http/credentials.ts";
import type { Http, HttpAnswer, RequestOptions } from "../http/http.ts";
import { redactUrl } from "../http/redact-url.ts";

export type OsvReply =
  | { readonly kind: "json"; readonly value: unknown }
  /** 404: the service has no such thing. */
  | { readonly kind: "missing" }
  | { readonly kind: "failed"; readonly reason: string };

/** How the OSV client speaks to a service. Paths begin with `/v1/`; what can be tried again has been. */
export interface OsvTransport {
  /** Base address without credentials, to show. */
  readonly address: string;
  get(path: string, totalMs: number): Promise<OsvReply>;
  post(path: string, body: unknown, totalMs: number): Promise<OsvReply>;
}

/** The service itself allows 32 MiB an answer. */
const mostBytes = 32 * 1024 * 1024;

/**
 * The HTTP layer tries again what broke on the way. What arrives whole and is no JSON (a captive portal's page, a proxy's
 * error with status 200) is nobody else's to notice: it is asked for this many times.
 */
const mostReads = 3;
const defaultPauseMs = 250;

/** `base` is an address such as `https://api.osv.dev`; a path, a query and credentials that it has go with every request. */
export function createOsvTransport(
  http: Pick<Http, "get" | "postJson">,
  base: string,
  pauseMs = defaultPauseMs,
): OsvTransport {
  const { url: plain, scope } = splitCredentials(base);
  const address = withoutTrailingSlashes(redactUrl(plain));
  const credentials = scope === null ? [] : [scope];
  const urlOf = (path: string): string => {
    const url = new URL(plain);
    url.pathname = withoutTrailingSlashes(url.pathname) + path;
    return url.href;
  };

  async function asked(
    totalMs: number,
    send: (options: RequestOptions) => Promise<HttpAnswer<Uint8Array>>,
  ): Promise<OsvReply> {
    const until = performance.now() + totalMs;
    let reason = "";
    for (let read = 1; read <= mostReads; read += 1) {
      const left = Math.floor(until - performance.now());
      if (left <= 0) break;
      const answer = await send({ accept: "application/json", maxBytes: mostBytes, totalMs: left, credentials });
      if (answer.kind === "status" && answer.status === 404) return { kind: "missing" };
      if (answer.kind === "notModified")
        return { kind: "failed", reason: "it answered 304 to an unconditional request" };
      if (answer.kind !== "ok") return { kind: "failed", reason: answer.reason };
      const value = jsonOf(answer.body);
      if (value !== undefined) return { kind: "json", value };
      const type = answer.head.headers.get("content-type") ?? "no content type";
      reason = `\`${redactUrl(answer.head.url)}\` answered ${type.slice(0, 60)} that is not JSON`;
      if (read < mostReads) await new Promise((resolve) => setTimeout(resolve, pauseMs * read));
    }
    return { kind: "failed", reason: reason === "" ? `\`${address}\` had no time left to answer` : reason };
  }

  return {
    address,
    get: (path, totalMs) => asked(totalMs, (options) => http.get(urlOf(path), options)),
    post: (path, body, totalMs) => asked(totalMs, (options) => http.postJson(urlOf(path), body, options)),
  };
}

function jsonOf(body: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(body));
  } catch {
    return undefined;
  }
}
