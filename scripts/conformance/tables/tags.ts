import { interpreterTags } from "../../../src/core/python/interpreter-tag.ts";
import { platformTags } from "../../../src/core/python/platform-tag.ts";
import { supportedTags } from "../../../src/core/python/supported-tags.ts";
import { parseWheelFilename } from "../../../src/core/python/wheel-filename.ts";
import type { Outcome, Report } from "./report.ts";
import { targetOf } from "./target.ts";

export interface TagTables {
  readonly platforms: Readonly<Record<string, readonly string[]>>;
  readonly supported: readonly { python: string; platform: string; tags: readonly string[] }[];
  readonly parse_tag: readonly {
    tag: string;
    expected?: readonly string[];
    limit?: number;
    validate_order: boolean;
    valid?: boolean;
  }[];
  readonly mac_platforms: readonly { version: [number, number]; arch: string; expected: readonly string[] }[];
  readonly cpython_tags: readonly {
    python_version: number[];
    abis: readonly string[];
    platforms: readonly string[];
    expected: readonly string[];
  }[];
  readonly compatible_tags: readonly {
    python_version: number[];
    interpreter?: string;
    platforms: readonly string[];
    expected: readonly string[];
  }[];
  readonly ios_platforms: readonly unknown[];
  readonly android_platforms: readonly unknown[];
}

export function checkTags(report: Report, tables: TagTables): void {
  report.table("tags platforms", Object.entries(tables.platforms), ([platform, expected]) => ({
    expected,
    actual: platformTags(targetOf("3.12", platform)),
  }));
  report.table("tags supported", tables.supported, ({ python, platform, tags }) => {
    const set = supportedTags(targetOf(python, platform));
    const misplaced = tags.filter((tag, place) => set.rank(...(tag.split("-") as [string, string, string])) !== place);
    return { expected: [tags, []], actual: [set.all(), misplaced] };
  });
  report.table("tags parsed", tables.parse_tag, (row) => {
    if (row.limit !== undefined || row.validate_order) return "it asks for an option of the reference";
    const read = parseWheelFilename(`a-1-${row.tag}.whl`);
    return { expected: row.expected ?? null, actual: read.ok ? triples(read.value).sort() : null };
  });
  report.table("tags macOS", tables.mac_platforms, ({ version, arch, expected }) => {
    if (arch !== "x86_64" && arch !== "arm64") return "no target has such a machine";
    return { expected, actual: platformTags(targetOf("3.12", `macos-${version.join(".")}-${arch}`)) };
  });
  report.table("tags CPython", tables.cpython_tags, (row) => {
    const [major = 3, minor] = row.python_version;
    const abi = `cp${row.python_version.join("")}`;
    const threaded = row.abis.includes(`${abi}t`);
    const own = row.abis.every((name) => name === abi || name === `${abi}t` || name === "abi3t") && row.abis.length > 0;
    // CPython's ABI was called `cp37m` up to 3.7, and these rows name others.
    if (minor === undefined || (major === 3 && minor < 8 && !threaded) || !own) return "no target has such an ABI";
    const pairs = interpreterTags(targetOf(`${major}.${minor}${threaded ? "t" : ""}`, "x86_64-glibc-2.28"));
    return {
      expected: row.expected,
      actual: cross(
        pairs.filter((pair) => pair.startsWith("cp")),
        row.platforms,
      ),
    };
  });
  report.table("tags pure Python", tables.compatible_tags, checkCompatible);
  report.table("tags iOS", tables.ios_platforms, () => "no target is a phone");
  report.table("tags Android", tables.android_platforms, () => "no target is a phone");
}

function checkCompatible(row: TagTables["compatible_tags"][number]): Outcome {
  const [major = 3, minor] = row.python_version;
  if (minor === undefined) return "a target has a minor version";
  const target = targetOf(`${major}.${minor}`, "x86_64-glibc-2.28");
  const pairs = interpreterTags(target).filter((pair) => pair.startsWith("py"));
  const any = supportedTags(target)
    .all()
    .filter((tag) => tag.endsWith("-any"));
  const expected = row.interpreter === undefined ? [`cp${major}${minor}-none-any`, ...row.expected] : row.expected;
  return { expected: [...expected].sort(), actual: [...cross(pairs, row.platforms), ...any].sort() };
}

export function triples(wheel: {
  pythonTags: readonly string[];
  abiTags: readonly string[];
  platformTags: readonly string[];
}): string[] {
  return wheel.pythonTags.flatMap((python) =>
    wheel.abiTags.flatMap((abi) => wheel.platformTags.map((platform) => `${python}-${abi}-${platform}`)),
  );
}

function cross(pairs: readonly string[], platforms: readonly string[]): string[] {
  return pairs.flatMap((pair) => platforms.map((platform) => `${pair}-${platform}`));
}
