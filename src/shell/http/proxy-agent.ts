import process from "node:process";
import type { Dispatcher, EnvHttpProxyAgent, ProxyAgent } from "undici";

type Options = EnvHttpProxyAgent.Options & Pick<ProxyAgent.Options, "requestTls" | "proxyTls">;

/**
 * Connections through the proxies that are named. undici 6 warns on stderr, once a process, that its agent is experimental (`UNDICI-EHPA`): which of undici's agents is
 * used is decided here and held by the lock file, and whoever sets a proxy can do nothing about it.
 */
export async function createProxyAgent(options: Options): Promise<Dispatcher> {
  const { EnvHttpProxyAgent: Agent } = await import("undici");
  const standing = Object.getOwnPropertyDescriptor(process, "emitWarning");
  process.emitWarning = () => {};
  try {
    return new Agent(options);
  } finally {
    if (standing === undefined) Reflect.deleteProperty(process, "emitWarning");
    else Object.defineProperty(process, "emitWarning", standing);
  }
}
