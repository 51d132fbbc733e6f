import type { IndexEntry } from "../core/config/config.ts";
import type { Origin } from "../core/error.ts";
import type { IndexOptions, LocatedText } from "../core/manifest/requirement.ts";
import type { IndexStrategy } from "../core/resolution/options.ts";
import type { NotAssessed } from "../core/resolution/resolution.ts";
import { redactUrl } from "../shell/http/redact-url.ts";

/** One package index of a plan. */
export interface PlannedIndex {
  /** May hold userinfo: it is redacted wherever it is shown. */
  readonly url: string;
  readonly name: string | null;
  /** Asked for `packages` alone. */
  readonly explicit: boolean;
  readonly packages: readonly string[];
}

/** Where the packages of one resolution come from. Two equal plans share one client, and so every answer. */
export interface IndexPlan {
  /** By priority, the first one asked first. */
  readonly indexes: readonly PlannedIndex[];
  readonly findLinks: readonly string[];
  readonly strategy: IndexStrategy;
}

/** What identifies a plan in a run and in a recording, without credentials. */
export function planKey({ indexes, findLinks, strategy }: IndexPlan): string {
  const plain = indexes.map(({ url, packages }) => [redactUrl(url), ...packages].join(" "));
  return [strategy, ...plain, ...findLinks.map((one) => `find-links ${redactUrl(one)}`)].join("; ");
}

/** What the user says on the command line, in the action's inputs or in the environment. */
export interface IndexOverrides {
  readonly indexUrl: string | null;
  readonly extraIndexUrls: readonly string[];
  readonly findLinks: readonly string[];
  readonly strategy: IndexStrategy | null;
}

export const publicIndex = "https://pypi.org/simple/";

/**
 * Public indexes that serve packages to everybody. A pull request that starts to use one of them can be checked without
 * anybody's leave; any other address that only the pull request names is not asked: it could be inside the network.
 */
const publicHosts = new Set([
  "pypi.org",
  "test.pypi.org",
  "download.pytorch.org",
  "pypi.nvidia.com",
  "pypi.ngc.nvidia.com",
  "storage.googleapis.com",
  "flashinfer.ai",
  "wheels.vllm.ai",
]);

export interface PlanFacts {
  readonly manifest: IndexOptions;
  readonly config: readonly IndexEntry[];
  readonly configStrategy: IndexStrategy | null;
  readonly overrides: IndexOverrides;
  /** Addresses that the manifests of the base name: they were merged by a maintainer. Null: the whole tree is the user's own. */
  readonly trusted: ReadonlySet<string> | null;
}

export interface Planned {
  readonly plan: IndexPlan;
  /** Indexes that the manifests name and that are not asked: what they hold is not known. */
  readonly refused: readonly RefusedIndex[];
  readonly notAssessed: readonly NotAssessed[];
}

export interface RefusedIndex {
  /** Without credentials. */
  readonly address: string;
  readonly origin: Origin;
  readonly why: string;
}

/**
 * The order of authority: command line, manifest, configuration, the public index. An index that is refused is told apart,
 * with the edit that would allow it; the rest of the plan stands.
 */
export function planIndexes(facts: PlanFacts): Planned {
  const notAssessed: NotAssessed[] = [];
  const refused: RefusedIndex[] = [];
  const declaredAddresses = new Set(facts.config.map(({ url }) => url));
  const allow = (one: LocatedText): boolean => {
    const why = declaredAddresses.has(one.text) ? null : refusal(one.text, facts.trusted);
    if (why !== null) refused.push({ address: redactUrl(one.text), origin: one.origin, why });
    return why === null;
  };
  const { manifest, overrides } = facts;
  const explicit = facts.config.filter((one) => one.explicit || one.packages.length > 0).map(configured);
  const declared = facts.config.filter((one) => !one.explicit && one.packages.length === 0).map(configured);
  const named = (one: LocatedText): PlannedIndex[] => (allow(one) ? [planned(one.text)] : []);

  const main =
    overrides.indexUrl !== null
      ? [planned(overrides.indexUrl)]
      : manifest.indexUrl !== null
        ? named(manifest.indexUrl)
        : declared.length > 0
          ? declared
          : manifest.noIndex
            ? []
            : [planned(publicIndex)];
  // As pip and uv have it, extra indexes go before the main one.
  const extra = [...overrides.extraIndexUrls.map(planned), ...manifest.extraIndexUrls.flatMap(named)];
  const findLinks = [
    ...overrides.findLinks,
    ...manifest.findLinks
      .filter(isRemote)
      .filter(allow)
      .map((one) => one.text),
  ];
  for (const local of manifest.findLinks.filter((one) => !isRemote(one))) {
    notAssessed.push({
      what: `--find-links ${local.text} (${local.origin.file}:${local.origin.line})`,
      why: "a folder of the machine that installs, which is not known here",
    });
  }
  return {
    plan: {
      indexes: distinct([...explicit, ...extra, ...main]),
      findLinks: [...new Set(findLinks)],
      strategy: overrides.strategy ?? facts.configStrategy ?? "first-index",
    },
    refused,
    notAssessed,
  };
}

const planned = (url: string): PlannedIndex => ({ url, name: null, explicit: false, packages: [] });
const configured = (one: IndexEntry): PlannedIndex => ({
  url: one.url,
  name: one.name,
  explicit: one.explicit,
  packages: one.packages,
});
const isRemote = (one: LocatedText): boolean => /^https?:\/\//i.test(one.text);

function distinct(indexes: readonly PlannedIndex[]): PlannedIndex[] {
  return [...new Map(indexes.map((one) => [JSON.stringify(one), one])).values()];
}

/** Why an address that a manifest names is not asked; null where it may be. */
function refusal(address: string, trusted: ReadonlySet<string> | null): string | null {
  if (!URL.canParse(address)) return "this is no address; expected https://…";
  const url = new URL(address);
  if (url.protocol !== "https:" && url.protocol !== "http:") return "only https indexes are asked";
  if (trusted === null || trusted.has(address)) return null;
  if (url.protocol === "https:" && publicHosts.has(url.hostname)) return null;
  return "only the pull request names this index, and it is asked nothing that a maintainer has not merged; declare it under `indexes:` in .github/pinwarden.yml of the base branch";
}
