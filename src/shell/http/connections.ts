import type { LookupFunction } from "node:net";
import { keepYoungGenerationSmall } from "../young-generation.ts";
import type { HttpTimeouts } from "./http.ts";
import { createHttp1 } from "./http1.ts";
import type { Http2Session } from "./http2-session.ts";
import { proxyVariables } from "./proxy-variables.ts";
import { openSecureConnection } from "./secure-connection.ts";
import type { Transport } from "./transport.ts";
import { trustedAuthorities } from "./trust.ts";

export interface ConnectionsOptions {
  /** Read for proxies and certificate authorities alone. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Of HTTP/1.1. */
  readonly connectionsPerOrigin: number;
  readonly timeouts: HttpTimeouts;
  readonly lookup: LookupFunction;
}

/** The last and largest of Node's modules that a run loads. */
async function http2Client(): Promise<typeof import("./http2-session.ts")> {
  const client = await import("./http2-session.ts");
  keepYoungGenerationSmall();
  return client;
}

export interface Connections extends Transport {
  /** Opens the connection to an origin ahead of the first request. */
  prepare(url: URL): void;
}

/** How an origin is spoken to: over one connection of HTTP/2, or over several of HTTP/1.1. */
type Way = { readonly kind: "http2"; readonly session: Http2Session } | { readonly kind: "http1" };

/**
 * All connections of a run. An https origin is asked on its first connection which protocol it speaks; plain http, and what goes through a
 * proxy, is HTTP/1.1. See docs/adr/0002-http-and-cache.md.
 */
export function createConnections(options: ConnectionsOptions): Connections {
  const ways = new Map<string, Promise<Way>>();
  /** Also those that another has taken the place of: one that is left open keeps the process alive until its server has enough of it. */
  const sessions = new Set<Http2Session>();
  const closing = new AbortController();
  const proxies = proxyVariables(options.environment);
  const trust = () => trustedAuthorities(options.environment);
  const http1 = createHttp1({ ...options, proxies, trust });

  async function open(url: URL): Promise<Way> {
    const connecting = openSecureConnection(url, {
      trust: await trust(),
      lookup: options.lookup,
      connectMs: options.timeouts.connectMs,
      closing: closing.signal,
    });
    // Node's client takes some 20 ms to load: meanwhile the server answers the greeting.
    const [{ openHttp2Session }, socket] = await Promise.all([http2Client(), connecting]);
    if (socket.alpnProtocol !== "h2") {
      http1.adopt(url.origin, socket);
      return { kind: "http1" };
    }
    const session = openHttp2Session(url.origin, socket, options.timeouts);
    sessions.add(session);
    return { kind: "http2", session };
  }

  async function wayTo(url: URL): Promise<Way> {
    const { origin } = url;
    for (;;) {
      const held = ways.get(origin) ?? open(url);
      ways.set(origin, held);
      try {
        const way = await held;
        if (way.kind === "http1" || way.session.isOpen()) return way;
        // All that waited for it come by here: the first of them opens another.
        if (ways.get(origin) !== held) continue;
        ways.set(origin, way.session.wantsHttp1() ? Promise.resolve({ kind: "http1" }) : open(url));
      } catch (error) {
        if (ways.get(origin) === held) ways.delete(origin);
        throw error;
      }
    }
  }

  const isPlain = (url: URL): boolean => url.protocol !== "https:" || proxies !== null;

  return {
    prepare(url) {
      if (!isPlain(url)) wayTo(url).catch(() => {});
    },
    async send(request) {
      if (isPlain(request.url)) return http1.send(request);
      const way = await wayTo(request.url);
      return way.kind === "http1" ? http1.send(request) : way.session.send(request);
    },
    async close() {
      closing.abort();
      for (const held of ways.values()) await held.catch(() => null);
      for (const session of sessions) session.close();
      ways.clear();
      sessions.clear();
      await http1.close();
    },
  };
}
