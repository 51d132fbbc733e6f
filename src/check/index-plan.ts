import type { Tables } from "../core/accelerator/tables.ts";
import type { IndexEntry } from "../core/config/config.ts";
import type { Origin } from "../core/error.ts";
import { isWellKnownHost } from "../core/index/well-known-hosts.ts";
import type { IndexAddress, IndexOptions, LocatedText, PackageIndex } from "../core/manifest/requirement.ts";
import { evaluateMarker, parseMarker } from "../core/python/marker.ts";
import { markerEnvironment } from "../core/python/marker-environment.ts";
import type { IndexStrategy } from "../core/resolution/options.ts";
import type { NotAssessed } from "../core/resolution/resolution.ts";
import type { Target } from "../core/target/target.ts";
import { redactUrl } from "../shell/http/redact-url.ts";
import { type TorchBackend, withTorchVariants } from "./torch-indexes.ts";

/** One package index of a plan. */
export interface PlannedIndex {
  /** May hold userinfo: it is redacted wherever it is shown. */
  readonly url: string;
  readonly name: string | null;
  /** Asked for `packages` alone. */
  readonly explicit: boolean;
  readonly packages: readonly string[];
  /** One of several that are asked together for `packages`, before all others: the builds of a variant. Absent for any other index. */
  readonly isVariant?: true;
}

/** Where the packages of one resolution come from. Two equal plans share one client, and so every answer. */
export interface IndexPlan {
  /** By priority, the first one asked first. */
  readonly indexes: readonly PlannedIndex[];
  readonly findLinks: readonly string[];
  readonly strategy: IndexStrategy;
  /** `auto`, or the variant of torch that was asked for; absent where torch comes from where all else does. */
  readonly torchBackend?: string;
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
  /** Absent where nothing is said of torch's variants. */
  readonly torch?: TorchBackend | undefined;
}

export const publicIndex = "https://pypi.org/simple/";

export interface PlanFacts {
  readonly manifest: IndexOptions;
  /** For the markers of indexes that are meant for one package. */
  readonly target: Target;
  readonly config: readonly IndexEntry[];
  readonly configStrategy: IndexStrategy | null;
  readonly overrides: IndexOverrides;
  /** Absent where nothing is said of torch's variants. */
  readonly configTorch?: TorchBackend | null;
  readonly tables: Tables;
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
 * The order of authority: command line, manifest, configuration, the public index. An index that is meant for single
 * packages is asked for them alone, and they are asked of no other. An index that is refused is told apart,
 * with the edit that would allow it; the rest of the plan stands.
 */
export function planIndexes(facts: PlanFacts): Planned {
  const notAssessed: NotAssessed[] = [];
  const refused: RefusedIndex[] = [];
  const declaredAddresses = new Set(facts.config.map(({ url }) => url));
  const allow = (one: LocatedText): boolean => {
    const why = declaredAddresses.has(one.text) ? null : refusal(one.text, facts.trusted);
    const address = redactUrl(one.text);
    // A lock names an index once for each of its packages.
    if (why !== null && !refused.some((known) => known.address === address))
      refused.push({ address, origin: one.origin, why });
    return why === null;
  };
  const { manifest, overrides } = facts;
  const explicit = facts.config.filter((one) => one.explicit || one.packages.length > 0).map(configured);
  const placed = new Set(explicit.flatMap(({ packages }) => packages));
  const ofPackages = applying(manifest.packageIndexes, facts.target)
    .filter(({ name }) => !placed.has(name))
    .flatMap(({ name, index }) => (allow(index) ? [{ ...planned(index), explicit: true, packages: [name] }] : []));
  const declared = facts.config.filter((one) => !one.explicit && one.packages.length === 0).map(configured);
  const named = (one: IndexAddress): PlannedIndex[] => (allow(one) ? [planned(one)] : []);

  const main =
    overrides.indexUrl !== null
      ? [planned({ text: overrides.indexUrl })]
      : manifest.indexUrl !== null
        ? named(manifest.indexUrl)
        : declared.length > 0
          ? declared
          : manifest.noIndex
            ? []
            : [planned({ text: publicIndex })];
  // As pip and uv have it, extra indexes go before the main one.
  const extra = [
    ...overrides.extraIndexUrls.map((text) => planned({ text })),
    ...manifest.extraIndexUrls.flatMap(named),
  ];
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
  const indexes = distinct([...explicit, ...gathered(ofPackages), ...extra, ...main]);
  const torch = overrides.torch ?? facts.configTorch ?? null;
  const chosen = torch === null ? null : withTorchVariants(indexes, torch, facts.target, facts.tables);
  notAssessed.push(...(chosen?.notAssessed ?? []));
  return {
    plan: {
      indexes: chosen?.indexes ?? indexes,
      findLinks: [...new Set(findLinks)],
      strategy: overrides.strategy ?? facts.configStrategy ?? manifest.indexStrategy ?? "first-index",
      ...(torch !== null && chosen?.indexes.some(({ isVariant }) => isVariant) ? { torchBackend: torch.backend } : {}),
    },
    refused,
    notAssessed,
  };
}

const planned = ({ text, name }: Pick<IndexAddress, "text" | "name">): PlannedIndex => ({
  url: text,
  name: name ?? null,
  explicit: false,
  packages: [],
});
const configured = (one: IndexEntry): PlannedIndex => ({
  url: one.url,
  name: one.name,
  explicit: one.explicit,
  packages: one.packages,
});
const isRemote = (one: LocatedText): boolean => /^https?:\/\//i.test(one.text);

/** Those whose marker holds on the target. The reader of the manifest has refused markers that cannot be read. */
function applying(indexes: readonly PackageIndex[], target: Target): readonly PackageIndex[] {
  const environment = markerEnvironment(target);
  return indexes.filter(({ marker }) => {
    const read = marker === null ? null : parseMarker(marker);
    return read === null || (read.ok && evaluateMarker(read.value, environment, new Set()));
  });
}

/** Several packages of one index as one entry. */
function gathered(indexes: readonly PlannedIndex[]): PlannedIndex[] {
  const byUrl = new Map<string, PlannedIndex>();
  for (const one of indexes) {
    const known = byUrl.get(one.url);
    const packages = [...new Set([...(known?.packages ?? []), ...one.packages])].sort();
    byUrl.set(one.url, { ...one, packages });
  }
  return [...byUrl.values()];
}

function distinct(indexes: readonly PlannedIndex[]): PlannedIndex[] {
  return [...new Map(indexes.map((one) => [JSON.stringify(one), one])).values()];
}

/** Why an address that a manifest names is not asked; null where it may be. */
function refusal(address: string, trusted: ReadonlySet<string> | null): string | null {
  if (!URL.canParse(address)) return "this is no address; expected https://…";
  const url = new URL(address);
  if (url.protocol !== "https:" && url.protocol !== "http:") return "only https indexes are asked";
  if (trusted === null || trusted.has(address)) return null;
  if (url.protocol === "https:" && isWellKnownHost(url.hostname)) return null;
  return "only the pull request names this index, and it is asked nothing that a maintainer has not merged; declare it under `indexes:` in .github/pinwarden.yml of the base branch";
}
