import { embeddedTables } from "../core/accelerator/embedded-tables.ts";
import { normalizeName } from "../core/python/name.ts";
import { cacheDirectory } from "../shell/cache/cache-directory.ts";
import { type DiskCache, noCache } from "../shell/cache/disk-cache.ts";
import { lookStore } from "../shell/cache/look-store.ts";
import { openCache } from "../shell/cache/open-cache.ts";
import { createHttp } from "../shell/http/create-http.ts";
import type { Http } from "../shell/http/http.ts";
import { createNetworkPolicy, type NetworkPolicy } from "../shell/http/network-policy.ts";
import { createIndexClient } from "../shell/index/index-client.ts";
import type { AdvisorySource } from "../shell/osv/advisory-source.ts";
import type { AnswerSource } from "../shell/resolve/answer-source.ts";
import { keepYoungGenerationSmall } from "../shell/young-generation.ts";
import { version } from "../version.ts";
import { imagesBySettings } from "./images-by-settings.ts";
import type { IndexOverrides, IndexPlan } from "./index-plan.ts";
import type { World } from "./world.ts";

export interface WorldOptions {
  readonly indexOverrides: IndexOverrides;
  readonly offline: boolean;
  readonly cache: boolean;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Told what is worth a line on stderr, such as a cache that cannot be written. */
  readonly onWarning: (message: string) => void;
}

/** The world over the network, as the environment and the user describe it. Nothing is opened before it is asked. */
export function createWorld(options: WorldOptions): World {
  const { environment, offline } = options;
  const trust = createTrust(
    ["PINWARDEN_OSV_URL", "PINWARDEN_EPSS", "PINWARDEN_KEV"].map((name) => environment[name] ?? ""),
  );
  const http = createHttp({ version, environment, policy: trust.policy });
  const cacheRoot = cacheDirectory(environment);
  const cache = options.cache ? openCache({ directory: cacheRoot, onWarning: options.onWarning }) : noCache;
  const now = new Date().toISOString();
  const images = imagesBySettings({ environment, cache, offline, now, version });
  return {
    answersFor: answersByPlan({ http, cache, offline, environment, trust: (indexes) => trust.extend(indexes) }),
    advisories: advisoriesOf(http, options, cache, cacheRoot, now),
    imagesFor: (settings) => images.imagesFor(settings),
    tables: embeddedTables(),
    indexOverrides: options.indexOverrides,
    looks: options.cache ? lookStore(cache) : null,
    now,
    version,
    environment: (name) => environment[name] ?? null,
    async [Symbol.asyncDispose]() {
      await Promise.all([cache.close(), http.close(), images[Symbol.asyncDispose]()]);
    },
  };
}

/** Where requests may go: it grows with the indexes that a plan has allowed, and with nothing else. */
function createTrust(first: readonly string[]): {
  readonly policy: NetworkPolicy;
  extend(addresses: readonly string[]): void;
} {
  let trusted = first.filter((address) => address !== "");
  let policy = createNetworkPolicy({ trusted });
  return {
    policy: {
      allowUrl: (url) => policy.allowUrl(url),
      allowAddress: (hostname, address) => policy.allowAddress(hostname, address),
    },
    extend(addresses) {
      trusted = [...trusted, ...addresses];
      policy = createNetworkPolicy({ trusted });
    },
  };
}

interface ClientParts {
  readonly http: Http;
  readonly cache: DiskCache;
  readonly offline: boolean;
  readonly environment: WorldOptions["environment"];
  readonly trust: (addresses: readonly string[]) => void;
}

function answersByPlan(parts: ClientParts): (plan: IndexPlan) => AnswerSource {
  const sources = new Map<string, AnswerSource>();
  return (plan) => {
    // With its credentials: two users of one index are two clients.
    const key = JSON.stringify(plan);
    const known = sources.get(key);
    if (known !== undefined) return known;
    parts.trust([...plan.indexes.map(({ url }) => url), ...plan.findLinks]);
    const source = createIndexClient({
      indexes: plan.indexes.map(({ url, name, explicit, packages, isVariant }) => ({
        url,
        ...(name === null ? {} : { name }),
        ...(isVariant === true ? { isVariant } : {}),
        ...(explicit || packages.length > 0 ? { explicitFor: packages.map(normalizeName) } : {}),
      })),
      findLinks: plan.findLinks,
      strategy: plan.strategy === "first-index" ? "first-index" : "best-match",
      http: parts.http,
      cache: parts.cache,
      offline: parts.offline,
      environment: parts.environment,
    });
    sources.set(key, source);
    return source;
  };
}

/** The advisory source is loaded when it is first asked: a resolution asks it nothing, and reading severities takes a library. */
function advisoriesOf(
  http: Http,
  { environment, offline }: WorldOptions,
  cache: DiskCache,
  cacheRoot: string,
  now: string,
): AdvisorySource {
  let source: Promise<AdvisorySource> | null = null;
  const load = async (): Promise<AdvisorySource> => {
    const { dumpPathIn } = await import("../shell/osv/refreshed-dump.ts");
    const { chooseAdvisorySource } = await import("../shell/osv/choose-advisory-source.ts");
    const advisories = chooseAdvisorySource({
      dump: environment["PINWARDEN_OSV_DB"] ?? null,
      address: environment["PINWARDEN_OSV_URL"] ?? null,
      http,
      cache,
      refreshed: dumpPathIn(cacheRoot),
      offline,
      now: () => now,
    });
    const { exploitationSources, withExploitation } = await import("../shell/exploitation/with-exploitation.ts");
    return withExploitation(advisories, exploitationSources(environment, http, offline));
  };
  return {
    async query(pairs) {
      source ??= load();
      const loaded = await source;
      keepYoungGenerationSmall();
      return await loaded.query(pairs);
    },
  };
}
