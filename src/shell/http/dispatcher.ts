import { readFile } from "node:fs/promises";
import type { LookupFunction } from "node:net";
import { createSecureContext, getCACertificates, type SecureContext } from "node:tls";
import type { Dispatcher } from "undici";
import type { HttpTimeouts } from "./http.ts";

export interface DispatcherOptions {
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly connectionsPerOrigin: number;
  readonly timeouts: HttpTimeouts;
  readonly lookup: LookupFunction;
}

/**
 * The connections: HTTP/1.1 with keep-alive, through a proxy where the environment names one. See docs/adr/0002-http-and-cache.md
 * for why not HTTP/2. undici is loaded here, on the first request, so that a run that asks nothing does not pay for it.
 */
export async function createDispatcher(options: DispatcherOptions): Promise<Dispatcher> {
  const { Agent, EnvHttpProxyAgent } = await import("undici");
  const trust = { secureContext: await trustedAuthorities(options.environment) };
  const shared = {
    connections: options.connectionsPerOrigin,
    pipelining: 1,
    keepAliveTimeout: 10_000,
    headersTimeout: options.timeouts.headersMs,
    bodyTimeout: options.timeouts.idleMs,
    // A family that is announced but not routed must not cost the whole connect timeout (RFC 8305).
    autoSelectFamily: true,
    connect: { timeout: options.timeouts.connectMs, lookup: options.lookup, ...trust },
  };
  const proxies = proxyVariables(options.environment);
  if (proxies === null) return new Agent(shared);
  // The connection to the proxy is not looked up under our policy: a proxy usually is in a private network.
  const tls = { ...trust, timeout: options.timeouts.connectMs };
  const proxied = { ...shared, ...proxies, requestTls: tls, proxyTls: tls };
  return new EnvHttpProxyAgent(proxied);
}

/** The proxy settings of the environment, lower case first as curl reads them; null where there is no proxy. */
export function proxyVariables(
  environment: Readonly<Record<string, string | undefined>>,
): { readonly httpProxy?: string; readonly httpsProxy?: string; readonly noProxy: string } | null {
  const first = (...names: readonly string[]): string | undefined =>
    names.map((name) => environment[name]).find((value) => value !== undefined && value !== "");
  const every = first("all_proxy", "ALL_PROXY");
  const httpProxy = first("http_proxy", "HTTP_PROXY") ?? every;
  const httpsProxy = first("https_proxy", "HTTPS_PROXY") ?? every;
  if (httpProxy === undefined && httpsProxy === undefined) return null;
  return {
    ...(httpProxy !== undefined && { httpProxy: withScheme(httpProxy) }),
    ...(httpsProxy !== undefined && { httpsProxy: withScheme(httpsProxy) }),
    noProxy: first("no_proxy", "NO_PROXY") ?? "",
  };
}

/** curl takes `proxy:3128` for `http://proxy:3128`, and so do the environments that set it. */
const withScheme = (proxy: string): string => (/^[a-z][a-z0-9+.-]*:\/\//i.test(proxy) ? proxy : `http://${proxy}`);

/**
 * Whom to trust: Node's authorities, which `NODE_EXTRA_CA_CERTS` extends, and `SSL_CERT_FILE` as OpenSSL's tools and uv know it. One
 * context for all connections: built for each, as without it, 48 of them cost 40 ms, and with a bundle of 150 certificates far more.
 */
async function trustedAuthorities(environment: Readonly<Record<string, string | undefined>>): Promise<SecureContext> {
  const file = environment["SSL_CERT_FILE"];
  if (file === undefined || file === "" || file === environment["NODE_EXTRA_CA_CERTS"]) return createSecureContext();
  const bundle = await readFile(file, "utf8").catch(() => null);
  return createSecureContext(bundle === null ? {} : { ca: [...getCACertificates("default"), bundle] });
}
