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

/** True for the loopback's names and for every address that is not routed on the public internet. */
export function isPrivateHost(hostname: string): boolean {
  return isLoopbackHost(hostname) || isPrivateAddress(unbracket(hostname));
}

export function isPrivateAddress(address: string): boolean {
  const family = isIP(address);
  return family !== 0 && privateList.check(address, family === 6 ? "ipv6" : "ipv4");
}

const unbracket = (hostname: string): string => (hostname.startsWith("[") ? hostname.slice(1, -1) : hostname);

/** `10.0.0.0` as `2002:a00:0::`. */
function sixToFour(net: string): string {
  const [a = 0, b = 0, c = 0, d = 0] = net.split(".").map(Number);
  return `2002:${(a * 256 + b).toString(16)}:${(c * 256 + d).toString(16)}::`;
}

function blockList(subnets: readonly (readonly [string, number, "ipv4" | "ipv6"])[]): BlockList {
  const list = new BlockList();
  for (const [net, prefix, family] of subnets) list.addSubnet(net, prefix, family);
  return list;
}

const loopbackList = blockList([
  ["127.0.0.0", 8, "ipv4"],
  ["::1", 128, "ipv6"],
]);

/** RFC 1918, 6598, 3927, 1122, 6890, 5771; the last one is Azure's own server, which answers every machine in it alone. */
const privateSubnets = [
  ["0.0.0.0", 8],
  ["10.0.0.0", 8],
  ["100.64.0.0", 10],
  ["127.0.0.0", 8],
  ["169.254.0.0", 16],
  ["172.16.0.0", 12],
  ["192.0.0.0", 24],
  ["192.168.0.0", 16],
  ["224.0.0.0", 3],
  ["168.63.129.16", 32],
] as const;

/**
 * RFC 4193, 4291, 8215. IPv4 behind the prefixes by which gateways and tunnels reach it: RFC 6052, 7915 (`::ffff:0:`), 4291 (`::`), 3056
 * (`2002:`). Node's BlockList also sees IPv4 addresses mapped into IPv6.
 */
const privateList = blockList([
  ...privateSubnets.map(([net, prefix]) => [net, prefix, "ipv4"] as const),
  ...privateSubnets.map(([net, prefix]) => [`64:ff9b::${net}`, prefix + 96, "ipv6"] as const),
  ...privateSubnets.map(([net, prefix]) => [`::ffff:0:${net}`, prefix + 96, "ipv6"] as const),
  ...privateSubnets.map(([net, prefix]) => [`::${net}`, prefix + 96, "ipv6"] as const),
  ...privateSubnets.map(([net, prefix]) => [sixToFour(net), prefix + 16, "ipv6"] as const),
  ["64:ff9b:1::", 48, "ipv6"],
  ["::", 127, "ipv6"],
  ["fc00::", 7, "ipv6"],
  ["fe80::", 10, "ipv6"],
  ["fec0::", 10, "ipv6"],
  ["ff00::", 8, "ipv6"],
]);
