import type { LookupFunction } from "node:net";
import type { SecureContext, TLSSocket } from "node:tls";
import type { Dispatcher } from "undici";
import type { HttpTimeouts } from "./http.ts";
import { createProxyAgent } from "./proxy-agent.ts";
import type { ProxyVariables } from "./proxy-variables.ts";

export interface DispatcherOptions {
  readonly proxies: ProxyVariables | null;
  readonly connectionsPerOrigin: number;
  readonly timeouts: HttpTimeouts;
  readonly lookup: LookupFunction;
  /** One context for all connections. */
  readonly trust: () => Promise<SecureContext>;
  /** A connection to the origin that is open already, to be used in place of a new one. */
  readonly spare: (origin: string) => TLSSocket | null;
}

/**
 * The connections of HTTP/1.1 with keep-alive, through a proxy where there is one. undici is loaded here, on the first request that needs it,
 * so that a run that asks nothing, or speaks HTTP/2 alone, does not pay for it.
 */
export async function createDispatcher(options: DispatcherOptions): Promise<Dispatcher> {
  const { Agent, buildConnector } = await import("undici");
  const trust = { secureContext: await options.trust() };
  const shared = {
    connections: options.connectionsPerOrigin,
    pipelining: 1,
    keepAliveTimeout: 10_000,
    headersTimeout: options.timeouts.headersMs,
    bodyTimeout: options.timeouts.idleMs,
    // A family that is announced but not routed must not cost the whole connect timeout (RFC 8305).
    autoSelectFamily: true,
  };
  const connecting = { timeout: options.timeouts.connectMs, lookup: options.lookup, ...trust };
  if (options.proxies === null) {
    const connectNew = buildConnector({ ...connecting, autoSelectFamily: true });
    const connect: typeof connectNew = (target, callback) => {
      const open = options.spare(new URL(`${target.protocol}//${target.host ?? target.hostname}`).origin);
      if (open === null) connectNew(target, callback);
      else callback(null, open);
    };
    return new Agent({ ...shared, connect });
  }
  // The connection to the proxy is not looked up under our policy: a proxy usually is in a private network.
  const tls = { ...trust, timeout: options.timeouts.connectMs };
  return await createProxyAgent({ ...shared, connect: connecting, ...options.proxies, requestTls: tls, proxyTls: tls });
}
