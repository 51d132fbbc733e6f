import { BlockList, isIP } from "node:net";

/** Where requests may go. Each answers null for yes, or the reason why not. */
export interface NetworkPolicy {
  allowUrl(url: URL): string | null;
  /** Asked for what a name resolved to, so that a public name cannot point into a private network. */
  allowAddress(hostname: string, address: string): string | null;
}

export interface NetworkRules {
  /** URLs that the user named: indexes, find-links, advisory services. Their hosts may be private, and http where the URL is. */
  readonly trusted: readonly string[];
  /** Lets every https URL into private networks, as an index behind a firewall with its own file host needs. */
  readonly allowPrivateNetworks?: boolean;
}

/**
 * https anywhere public; http, and addresses of private networks, only where the user named them. Links of an index page are
 * untrusted: they must not reach a cloud's metadata service or a neighbour on the loopback.
 */
export function createNetworkPolicy(rules: NetworkRules): NetworkPolicy {
  const trusted = rules.trusted.filter((text) => URL.canParse(text)).map((text) => new URL(text));
  const origins = new Set(trusted.map((url) => url.origin));
  const hosts = new Set(trusted.map((url) => url.hostname));
  // An index on the loopback is a test or a tunnel; its files may lie on another port of it.
  const loopback = trusted.some((url) => isLoopbackHost(url.hostname));
  const open = rules.allowPrivateNetworks === true;
  return {
    allowUrl(url) {
      if (loopback && isLoopbackHost(url.hostname)) return null;
      if (url.protocol === "http:" && !origins.has(url.origin))
        return "plain http is only used for an index that names it; https was expected";
      if (url.protocol !== "http:" && url.protocol !== "https:")
        return `\`${url.protocol}\` is no way to fetch a file; https was expected`;
      if (open || hosts.has(url.hostname) || !isPrivateHost(url.hostname)) return null;
      return `\`${url.hostname}\` is in a private network, which no declared index names`;
    },
    allowAddress(hostname, address) {
      if (open || hosts.has(hostname) || (loopback && isLoopbackHost(hostname)) || !isPrivateAddress(address))
        return null;
      return `\`${hostname}\` resolves to \`${address}\`, which is in a private network that no declared index names`;
    },
  };
}

/** True for `localhost`, `*.localhost` (RFC 6761), 127.0.0.0/8 and ::1, as `URL.hostname` spells them. */
export function isLoopbackHost(hostname: string): boolean {
  if (hostname === "localhost" || hostname.endsWith(".localhost")) return true;
  const bare = unbracket(hostname);
  return isIP(bare) !== 0 && loopbackList.check(bare, isIP(bare) === 6 ? "ipv6" : "ipv4");
}

function isPrivateHost(hostname: string): boolean {
  return isLoopbackHost(hostname) || isPrivateAddress(unbracket(hostname));
}

function isPrivateAddress(address: string): boolean {
  const family = isIP(address);
  return family !== 0 && privateList.check(address, family === 6 ? "ipv6" : "ipv4");
}

const unbracket = (hostname: string): string => (hostname.startsWith("[") ? hostname.slice(1, -1) : hostname);

function blockList(subnets: readonly (readonly [string, number, "ipv4" | "ipv6"])[]): BlockList {
  const list = new BlockList();
  for (const [net, prefix, family] of subnets) list.addSubnet(net, prefix, family);
  return list;
}

const loopbackList = blockList([
  ["127.0.0.0", 8, "ipv4"],
  ["::1", 128, "ipv6"],
]);

/** RFC 1918, 6598, 3927, 1122; RFC 4193, 4291. Node's BlockList also sees IPv4 addresses mapped into IPv6. */
const privateList = blockList([
  ["0.0.0.0", 8, "ipv4"],
  ["10.0.0.0", 8, "ipv4"],
  ["100.64.0.0", 10, "ipv4"],
  ["127.0.0.0", 8, "ipv4"],
  ["169.254.0.0", 16, "ipv4"],
  ["172.16.0.0", 12, "ipv4"],
  ["192.168.0.0", 16, "ipv4"],
  ["::", 127, "ipv6"],
  ["fc00::", 7, "ipv6"],
  ["fe80::", 10, "ipv6"],
]);
