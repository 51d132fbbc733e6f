import type { Requirement } from "../../src/core/manifest/requirement.ts";
import { parseDependencySpecifier } from "../../src/core/python/dependency-specifier.ts";
import { normalizeName } from "../../src/core/python/name.ts";
import { parseVersion, type Version } from "../../src/core/python/version.ts";
import type { Demand, Resolution, ResolvedPackage } from "../../src/core/resolution/resolution.ts";

/**
 * A resolution from text: one package a line, behind `<-` who asks for it, and behind `@` its index where it matters.
 *
 *     torch 2.11.0 <- requirements.txt:3 torch==2.11.0
 *     numpy 2.1.0 <- torch: numpy>=2 | requirements.txt:1 numpy @ https://example.org/simple
 */
export function resolutionOf(text: string): Resolution {
  const lines = text
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "")
    .map(partsOf);
  const versions = new Map(lines.map(({ name, version }) => [name, version]));
  const packages = lines.map((line) => packageOf(line, versions));
  return { packages: packages.map((one) => ({ ...one, requires: requiresOf(one, packages) })), notAssessed: [] };
}

interface Line {
  readonly name: string;
  readonly version: Version;
  readonly demands: readonly string[];
  readonly index: string;
  readonly extension: string;
}

function partsOf(line: string): Line {
  const [head = "", behind = ""] = line.split(" <- ");
  const [demands = "", source = "https://index.test/simple"] = behind.split(" @ ");
  const [name = "", version = ""] = head.split(" ");
  const [index = "", extension = "-py3-none-any.whl"] = source.split(" ");
  return {
    name,
    version: versionOf(version),
    demands: demands.split(" | ").filter((one) => one !== ""),
    index,
    extension,
  };
}

/** The other side of who asks: what a package requires is what the others say that it asked for. */
function requiresOf(one: ResolvedPackage, packages: readonly ResolvedPackage[]): ResolvedPackage["requires"] {
  return packages.flatMap((other) =>
    other.demandedBy.flatMap((demand) =>
      demand.kind === "package" && demand.name === one.name ? [{ to: other.name, extras: [], text: demand.text }] : [],
    ),
  );
}

function packageOf(line: Line, versions: ReadonlyMap<string, Version>): ResolvedPackage {
  const filename = `${line.name}-${line.version.text}${line.extension}`;
  const file = {
    filename,
    url: `${line.index}/${filename}`,
    index: line.index,
    hashes: {},
    requiresPython: null,
    yanked: null,
    uploadTime: null,
    size: null,
    coreMetadata: null,
  };
  return {
    name: normalizeName(line.name),
    version: line.version,
    extras: [],
    file,
    files: [file],
    requires: [],
    alsoOn: [],
    demandedBy: line.demands.map((demand) => demandOf(demand, versions)),
    metadataSource: "sidecar",
    reason: null,
  };
}

function demandOf(text: string, versions: ReadonlyMap<string, Version>): Demand {
  const asked = /^([a-z0-9-]+): (.*)$/.exec(text);
  if (asked !== null) {
    const [, name = "", requirement = ""] = asked;
    return {
      kind: "package",
      name: normalizeName(name),
      version: versions.get(name) ?? versionOf("0"),
      text: requirement,
    };
  }
  return { kind: "root", requirement: requirementOf(text) };
}

/** `requirements.txt:3 torch==2.11.0`; `constraint` before it for one that only constrains. */
function requirementOf(line: string): Requirement {
  const match = /^(constraint )?(?:([^ :]+):(\d+) )?(.*)$/.exec(line);
  const [, constraint, file = "command line", number = "0", text = ""] = match ?? [];
  const specifier = parseDependencySpecifier(text);
  if (!specifier.ok) throw new Error(`\`${text}\` is no requirement`);
  return {
    specifier: specifier.value,
    text,
    kind: constraint === undefined ? "direct" : "constraint",
    origin: { file, line: Number(number), column: 1, endColumn: 1 + text.length },
    hashes: [],
  };
}

export function versionOf(text: string): Version {
  const version = parseVersion(text);
  if (version === null) throw new Error(`\`${text}\` is no version`);
  return version;
}
