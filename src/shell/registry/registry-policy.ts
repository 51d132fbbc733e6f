import { isPrivateAddress, isPrivateHost, type NetworkPolicy } from "../http/network-policy.ts";

/**
 * Where requests about images may go. Anybody who opens a pull request writes a `FROM`, and with it the name of a host: only https to
 * public addresses is taken from it, on the way through redirects and for what a name resolves to as well. `allowed` are the origins
 * that policy names, and they alone may be in a private network or speak plain http; another port of the same host may not.
 */
export function createRegistryPolicy(allowed: readonly string[]): NetworkPolicy {
  const urls = allowed.filter((text) => URL.canParse(text)).map((text) => new URL(text));
  const origins = new Set(urls.map(({ origin }) => origin));
  const hosts = new Set(urls.map(({ hostname }) => hostname));
  return {
    allowUrl(url) {
      if (origins.has(url.origin)) return null;
      if (hosts.has(url.hostname)) return `\`${url.origin}\` is another door of a host that \`images.hosts\` names`;
      if (url.protocol !== "https:")
        return `\`${url.protocol}\` is no way to ask a registry that policy does not name; https was expected`;
      if (!isPrivateHost(url.hostname)) return null;
      return `\`${url.hostname}\` is in a private network, and \`images.hosts\` does not name it`;
    },
    allowAddress(hostname, address) {
      if (hosts.has(hostname) || !isPrivateAddress(address)) return null;
      return `\`${hostname}\` resolves to \`${address}\`, which is in a private network, and \`images.hosts\` does not name it`;
    },
  };
}
