import { parseCuda } from "../accelerator/cuda-version.ts";
import { nvidiaDistribution } from "../accelerator/nvidia-distribution.ts";
import { inRange } from "../accelerator/release-range.ts";
import type { Tables } from "../accelerator/tables.ts";
import { parseLenientDependencySpecifier } from "../python/dependency-specifier.ts";
import { parseVersion } from "../python/version.ts";
import { parseWheelPlatform } from "../target/wheel-platform.ts";
import type { BinaryFacts } from "./binary-facts.ts";
import type { Probe } from "./probe.ts";

/** What a probe gives for the tables, each fact with what it was read from. */
export interface ProbedRow {
  readonly package: string;
  readonly version: string;
  readonly platform: string;
  readonly cuda: Fact<string>;
  readonly cudnn: Fact<string>;
  readonly sm: Fact<readonly string[]>;
  readonly ptx: Fact<readonly string[]>;
  /** glibc by the file's name, and by the symbols that were seen: a lower bound. */
  readonly glibcTag: string | null;
  readonly glibcSymbols: Fact<string>;
  readonly libraries: readonly string[];
  readonly numpy: 1 | 2 | null;
}

/** A value with where it was read; null where nothing that was read says it. */
export interface Fact<Value> {
  readonly value: Value | null;
  readonly from: string;
}

export interface Comparison {
  readonly fact: "cuda" | "sm" | "ptx" | "glibc" | "cudnn";
  readonly verdict: "agrees" | "disagrees" | "not-in-tables" | "not-read";
  readonly table: string | null;
  readonly wheel: string | null;
}

const nothing = "nothing that was read says it";

export function rowOf(probe: Probe): ProbedRow {
  const { platform, glibcTag } = tagOf(probe.filename);
  const flagged = probe.binaries.find(({ flags }) => flags.length > 0);
  const informed = probe.buildInfo.find(({ sm, ptx }) => sm.length + ptx.length > 0);
  const main = mainBinary(probe.binaries);
  const listed = flagged === undefined ? null : splitFlags(flagged.flags);
  const symbols = probe.binaries
    .filter(({ glibc, member }) => glibc !== null && !/xpu|rocm|hip/.test(member))
    .sort((left, right) => minor(right.glibc) - minor(left.glibc))[0];
  const where =
    listed !== null
      ? `text in ${flagged?.member}`
      : informed !== undefined
        ? informed.member
        : main === null
          ? nothing
          : `fat binaries in ${main.member}`;
  const sm = listed?.sm ?? informed?.sm ?? main?.cubins ?? [];
  const ptx = listed?.ptx ?? informed?.ptx ?? main?.ptx ?? [];
  return {
    package: probe.package,
    version: probe.version,
    platform,
    cuda: cudaOf(probe),
    cudnn: cudnnOf(probe),
    sm: { value: where === nothing ? null : sm, from: where },
    ptx: { value: where === nothing ? null : ptx, from: where },
    glibcTag,
    glibcSymbols: { value: symbols?.glibc ?? null, from: symbols === undefined ? nothing : symbols.member },
    libraries: union(probe.binaries.map(({ libraries }) => libraries)).filter((name) =>
      /^lib(?:cu|nv|cudnn|nccl)/.test(name),
    ),
    numpy: probe.binaries.find(({ numpy }) => numpy !== null)?.numpy ?? null,
  };
}

/** The largest library with fat binaries: small ones are often compiled for other architectures, by other build rules. */
function mainBinary(binaries: readonly BinaryFacts[]): BinaryFacts | null {
  // The first fat binaries of a library need not be like those after them.
  const holding = binaries.filter(({ cubins, ptx, read, size }) => cubins.length + ptx.length > 0 && read === size);
  return holding.sort((left, right) => right.size - left.size)[0] ?? null;
}

/** The CUDA of a wheel, from what it says itself down to what it asks for. */
function cudaOf(probe: Probe): Fact<string> {
  const info = probe.buildInfo.find(({ cuda }) => cuda !== null);
  if (info?.cuda != null) return { value: info.cuda, from: info.member };
  for (const text of probe.requires) {
    const read = parseLenientDependencySpecifier(text);
    const pin = read.ok
      ? read.value.value.specifier.specifiers.find(
          ({ operator }) => operator === "==" || operator === "~=" || operator === ">=",
        )
      : undefined;
    const version = pin?.version ?? null;
    if (!read.ok || version === null) continue;
    const distribution = nvidiaDistribution(read.value.value.name, version);
    if (distribution?.library !== "cuda-runtime" && distribution?.library !== "toolkit") continue;
    if (distribution.cuda !== null)
      return {
        value: `${distribution.cuda.major}${distribution.cuda.minor === null ? "" : `.${distribution.cuda.minor}`}`,
        from: `its requirement ${text}`,
      };
  }
  for (const { libraries, member } of probe.binaries) {
    const runtime = libraries
      .map((name) => /^lib(?:cudart|cublas|cublasLt)\.so\.(\d{2})$/.exec(name)?.[1])
      .find((major) => major !== undefined);
    if (runtime !== undefined) return { value: runtime, from: `the libraries that ${member} names` };
  }
  return { value: null, from: nothing };
}

function cudnnOf(probe: Probe): Fact<string> {
  const info = probe.buildInfo.find(({ cudnn }) => cudnn !== null);
  if (info?.cudnn != null) return { value: info.cudnn, from: info.member };
  for (const { libraries, member } of probe.binaries) {
    const major = libraries
      .map((name) => /^libcudnn\w*\.so\.(\d)$/.exec(name)?.[1])
      .find((found) => found !== undefined);
    if (major !== undefined) return { value: major, from: `the libraries that ${member} names` };
  }
  return { value: null, from: nothing };
}

/** Holds what was read against the row of the tables, fact by fact. */
export function compareWithTables(tables: Tables, row: ProbedRow): readonly Comparison[] {
  const version = parseVersion(row.version);
  const isPlatform = (platform: string): boolean =>
    platform === row.platform || row.platform.startsWith(`${platform}-`);
  const build = tables.builds
    .get(row.package)
    ?.find((one) => version !== null && one.default && isPlatform(one.platform) && inRange(version, one));
  const floor = tables.glibcFloors
    .get(row.package)
    ?.find((one) => one.variant === undefined && version !== null && isPlatform(one.platform) && inRange(version, one));
  const cudnn = tables.cudnnMajors.get(row.package)?.find((one) => version !== null && inRange(version, one));
  const list = (values: readonly string[] | null | undefined): string | null =>
    values == null ? null : [...values].sort().join(" ");
  return [
    // A companion's own CUDA is that of the package that it follows, and its row has none.
    verdictOf("cuda", build?.cuda ?? null, row.cuda.value, sameCuda),
    verdictOf("sm", list(build?.sm), list(row.sm.value)),
    verdictOf("ptx", list(build?.ptx), list(row.ptx.value)),
    verdictOf("glibc", floor?.needs ?? null, row.glibcSymbols.value, (table, wheel) => minor(wheel) <= minor(table)),
    verdictOf("cudnn", cudnn === undefined ? null : String(cudnn.cudnn), row.cudnn.value?.split(".")[0] ?? null),
  ];
}

function verdictOf(
  fact: Comparison["fact"],
  table: string | null,
  wheel: string | null,
  same: (table: string, wheel: string) => boolean = (left, right) => left === right,
): Comparison {
  if (wheel === null) return { fact, verdict: "not-read", table, wheel };
  if (table === null) return { fact, verdict: "not-in-tables", table, wheel };
  return { fact, verdict: same(table, wheel) ? "agrees" : "disagrees", table, wheel };
}

/** As far as both say it: `12` agrees with `12.8`. */
function sameCuda(left: string, right: string): boolean {
  const [a, b] = [parseCuda(left), parseCuda(right)];
  if (a === null || b === null) return left === right;
  return a.major === b.major && (a.minor === null || b.minor === null || a.minor === b.minor);
}

function tagOf(filename: string): { readonly platform: string; readonly glibcTag: string | null } {
  const tags = filename.slice(0, -".whl".length).split("-").at(-1)?.split(".") ?? [];
  const read = tags.slice(0, 32).flatMap((tag) => parseWheelPlatform(tag) ?? []);
  const glibc = read.flatMap(({ libc }) => (libc?.family === "glibc" ? [libc.minor] : []));
  const [first] = read;
  return {
    platform: first === undefined ? "any" : `${first.os}-${first.arch}`,
    glibcTag: glibc.length === 0 ? null : `2.${Math.min(...glibc)}`,
  };
}

function splitFlags(flags: readonly string[]): { readonly sm: readonly string[]; readonly ptx: readonly string[] } {
  const words = flags.flatMap((text) => text.split(/[ ;,]+/));
  return {
    sm: [...new Set(words.filter((word) => word.startsWith("sm_")).map((word) => word.slice(3)))],
    ptx: [...new Set(words.filter((word) => word.startsWith("compute_")).map((word) => word.slice(8)))],
  };
}

const union = (lists: readonly (readonly string[])[]): readonly string[] =>
  [...new Set(lists.flat())].sort(
    (left, right) => Number.parseInt(left, 10) - Number.parseInt(right, 10) || (left < right ? -1 : 1),
  );

const minor = (glibc: string | null): number => Number(glibc?.split(".")[1] ?? 0);
