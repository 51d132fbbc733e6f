import { parseTorchBackend } from "../accelerator/torch-backend.ts";
import { isDayOrTime } from "../calendar.ts";
import { isValidName, normalizeName } from "../python/name.ts";
import { indexStrategyOf } from "../resolution/options.ts";
import type { IndexEntry, ResolveSettings } from "./config.ts";
import { shorten } from "./config-problem.ts";
import type { RawConfig } from "./config-schema.ts";
import { readPackageName } from "./policy-section.ts";
import type { Section } from "./section.ts";

type Path = readonly (string | number)[];

/** What holds where the configuration says nothing. A null leaves it to the manifest, and then to what its tool does. */
export const defaultResolve: ResolveSettings = {
  excludeNewer: null,
  indexStrategy: null,
  prereleases: null,
  strategy: "highest",
  preferBase: false,
  onlyBinary: [],
  noBinary: [],
  accelerator: null,
  torch: null,
};

/** Reads `indexes:`: addresses that can be asked, names that differ, and `explicit` with the packages it is for. */
export function readIndexes(raw: NonNullable<RawConfig["indexes"]>, section: Section): readonly IndexEntry[] {
  const first = new Map<string, number>();
  return raw.map((entry, index): IndexEntry => {
    const at: Path = ["indexes", index];
    const before = first.get(entry.name);
    if (before !== undefined) {
      const message = `Index \`${entry.name}\` is declared twice, first as \`indexes[${before}]\`.`;
      section.refuse([...at, "name"], "config/duplicate-id", message, "Give one of them another name.");
    }
    first.set(entry.name, before ?? index);
    checkUrl(entry.url, [...at, "url"], section);
    const packages = (entry.packages ?? []).map((name, position) =>
      readPackageName(name, [...at, "packages", position], section),
    );
    if (entry.explicit === true && packages.length === 0) {
      const message = `Index \`${entry.name}\` is explicit and lists no package, so it would never be asked.`;
      section.refuse([...at, "explicit"], "config/contradiction", message, "Add `packages:`, or remove `explicit`.");
    }
    return {
      name: entry.name,
      url: entry.url,
      explicit: entry.explicit ?? false,
      packages: packages.filter((name) => name !== null),
      origin: section.originOf(at),
    };
  });
}

/** The address is not repeated in the message: it may hold a password. */
function checkUrl(url: string, at: Path, section: Section): void {
  const protocol = URL.canParse(url) ? new URL(url).protocol : null;
  if (protocol === "https:" || protocol === "http:" || protocol === "file:") return;
  const found = protocol === null ? "something else" : `\`${shorten(protocol)}\``;
  section.refuse(
    at,
    "config/invalid-value",
    `Expected an address that begins with \`https:\`, \`http:\` or \`file:\`, found ${found}.`,
  );
}

/** Reads `resolve:`. */
export function readResolve(raw: NonNullable<RawConfig["resolve"]>, section: Section): ResolveSettings {
  const { "exclude-newer": excludeNewer, "index-strategy": strategy } = raw;
  if (excludeNewer !== undefined && !isDayOrTime(excludeNewer)) {
    const message = `Expected a day or an RFC 3339 time such as \`2026-01-31\` or \`2026-01-31T12:00:00Z\`, found \`${shorten(excludeNewer)}\`.`;
    section.refuse(["resolve", "exclude-newer"], "config/invalid-value", message);
  }
  return {
    excludeNewer: excludeNewer ?? defaultResolve.excludeNewer,
    indexStrategy: strategy === undefined ? defaultResolve.indexStrategy : indexStrategyOf(strategy),
    prereleases: raw.prerelease ?? defaultResolve.prereleases,
    strategy: raw.resolution ?? defaultResolve.strategy,
    preferBase: raw["prefer-base"] ?? defaultResolve.preferBase,
    onlyBinary: readBinary(raw["only-binary"] ?? [], ["resolve", "only-binary"], section),
    noBinary: readBinary(raw["no-binary"] ?? [], ["resolve", "no-binary"], section),
    accelerator: raw.accelerator ?? defaultResolve.accelerator,
    torch: readTorch(raw, section),
  };
}

function readTorch(raw: NonNullable<RawConfig["resolve"]>, section: Section): ResolveSettings["torch"] {
  const index = raw["torch-index"] ?? null;
  if (index !== null) checkUrl(index, ["resolve", "torch-index"], section);
  if (raw["torch-backend"] === undefined) return null;
  const backend = section.parse(["resolve", "torch-backend"], parseTorchBackend);
  return backend === null ? null : { backend, index };
}

function readBinary(raw: readonly string[], at: Path, section: Section): readonly string[] {
  return raw.map((name, index) => {
    if (name === ":all:") return name;
    if (isValidName(name)) return normalizeName(name);
    section.refuse(
      [...at, index],
      "config/invalid-value",
      `Expected a package's name or \`:all:\`, found \`${shorten(name)}\`.`,
    );
    return name;
  });
}
