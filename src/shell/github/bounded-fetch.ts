import { Agent, type Dispatcher, Response, fetch as undiciFetch } from "undici";
import { createProxyAgent } from "../http/proxy-agent.ts";
import { proxyVariables } from "../http/proxy-variables.ts";
import { certificateFile, trustedAuthorities } from "../http/trust.ts";

/** As far as the client needs it: `fetch` of undici, or a stand-in. */
export type Fetch = (url: string, init: FetchInit) => Promise<Response>;

export interface FetchInit {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

export interface FetchBounds {
  /** Milliseconds for the whole exchange, the body included. */
  readonly timeout: number;
  /** Bytes of the decoded body. */
  readonly maxBytes: number;
}

/** Blobs are asked for only below the tree's own limit on a file: base64 makes them a third larger. */
export const defaultBounds: FetchBounds = { timeout: 60_000, maxBytes: 64 * 1024 * 1024 };

/** Statuses that must have no body, where `Response` refuses one (Fetch standard, "null body status"). */
const withoutBody: ReadonlySet<number> = new Set([101, 204, 205, 304]);

/**
 * A `fetch` that reads the whole body within bounds before it answers, so that a server that drips, hangs or never stops
 * is an error here and not a hang in whoever reads the body.
 */
export function boundedFetch(bounds: FetchBounds, open?: (() => Promise<Dispatcher>) | null): Fetch {
  let opened: Promise<Dispatcher> | null = null;
  return async (url, init) => {
    opened ??= open?.() ?? null;
    const dispatcher = await opened;
    const response = await undiciFetch(url, {
      ...init,
      signal: AbortSignal.timeout(bounds.timeout),
      ...(dispatcher === null ? {} : { dispatcher }),
    });
    const chunks: Uint8Array[] = [];
    let length = 0;
    for await (const chunk of response.body ?? []) {
      length += (chunk as Uint8Array).byteLength;
      if (length > bounds.maxBytes) throw new Error(`The answer is larger than ${bounds.maxBytes} bytes.`);
      chunks.push(chunk as Uint8Array);
    }
    const { status, statusText, headers } = response;
    return new Response(withoutBody.has(status) ? null : Buffer.concat(chunks), { status, statusText, headers });
  };
}

/**
 * A `fetch` with the connections that the environment asks for: through its proxies, trusting the authorities that it names, as every other client of a run
 * does. undici's own where it names neither. Nothing is opened before the first request.
 */
export function environmentFetch(
  environment: Readonly<Record<string, string | undefined>>,
  bounds = defaultBounds,
): Fetch {
  const proxies = proxyVariables(environment);
  if (proxies === null && certificateFile(environment) === null) return boundedFetch(bounds);
  return boundedFetch(bounds, async () => {
    const trust = { secureContext: await trustedAuthorities(environment) };
    return proxies === null
      ? new Agent({ connect: trust })
      : await createProxyAgent({ ...proxies, connect: trust, requestTls: trust, proxyTls: trust });
  });
}
