/** Where the environment sends requests through. */
export interface ProxyVariables {
  readonly httpProxy?: string;
  readonly httpsProxy?: string;
  readonly noProxy: string;
}

/** The proxy settings of the environment, lower case first as curl reads them; null where there is no proxy. */
export function proxyVariables(environment: Readonly<Record<string, string | undefined>>): ProxyVariables | null {
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
