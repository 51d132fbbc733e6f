import type { Parsed } from "../python/parsed.ts";
import { parsed, unparsed } from "../python/parsed.ts";
import { parseDriver } from "../target/driver.ts";
import { parseGlibc, parseMusl } from "../target/libc.ts";
import { parsePlatform } from "../target/platform.ts";
import { parseProvided } from "../target/provides.ts";
import { parsePythonVersion } from "../target/python-version.ts";
import type { Stated, StatedTarget } from "../target/stated-target.ts";
import { shorten } from "./config-problem.ts";
import type { RawTarget } from "./config-schema.ts";
import type { Section } from "./section.ts";

type Path = readonly (string | number)[];

/** Reads `targets:` into what each of them states. A field that cannot be read is a problem and states nothing. */
export function readTargets(
  raw: Readonly<Record<string, RawTarget>>,
  section: Section,
): ReadonlyMap<string, StatedTarget> {
  const targets = new Map<string, StatedTarget>();
  for (const [id, target] of Object.entries(raw)) targets.set(id, readTarget(target, ["targets", id], section));
  return targets;
}

function readTarget(raw: RawTarget, path: Path, section: Section): StatedTarget {
  const read = <T>(key: keyof RawTarget, parser: (text: string) => Parsed<T>): Stated<T> | null => {
    if (raw[key] === undefined) return null;
    const value = section.parse([...path, key], parser);
    return value === null ? null : { value, source: section.declared([...path, key]) };
  };
  const platform = read("platform", parsePlatform);
  const glibc = read("glibc", parseGlibc);
  const musl = read("musl", parseMusl);
  const macos = read("macos", parseMacos);
  const os = platform?.value.os ?? null;
  if (glibc !== null && musl !== null) {
    section.refuse(
      [...path, "musl"],
      "config/contradiction",
      "A target has glibc or musl, not both.",
      "Remove one of them.",
    );
  }
  for (const key of ["glibc", "musl"] as const) {
    if (raw[key] === undefined || os === null || os === "linux") continue;
    section.refuse(
      [...path, key],
      "config/contradiction",
      `\`${key}\` is for Linux, and the platform is ${os}.`,
      "Remove one of them.",
    );
  }
  if (macos !== null && os !== "macos") {
    section.refuse(
      [...path, "macos"],
      "config/contradiction",
      "`macos` is for a macOS platform.",
      "Add `platform: darwin/arm64`, or remove it.",
    );
  }
  return {
    python: read("python", parsePythonVersion),
    platform,
    libc: glibc ?? musl,
    macos,
    driver: read("driver", readDriver),
    gpus: readGpus(raw.gpu, [...path, "gpu"], section),
    image: read("image", readImage),
    cpuFeatures: readCpu(raw.cpu, [...path, "cpu"], section),
    provides: readProvides(raw.provides, [...path, "provides"], section),
    host: raw.host === undefined ? null : { value: raw.host, source: section.declared([...path, "host"]) },
  };
}

function readDriver(text: string): Parsed<string> {
  const driver = parseDriver(text);
  return driver.ok ? parsed(driver.value.text) : driver;
}

/** An image reference is looked up and shown, never fetched from here; its grammar is the registry's own matter. */
function readImage(text: string): Parsed<string> {
  const bad = text.length > 300 || !/^[\w./:@-]+$/.test(text);
  return bad
    ? unparsed(`Expected an image such as \`nvidia/cuda:12.2.2-runtime-ubuntu22.04\`, found \`${shorten(text)}\`.`)
    : parsed(text);
}

function parseMacos(text: string): Parsed<{ readonly major: number; readonly minor: number }> {
  const match = /^(\d{2})(?:\.(\d{1,2}))?$/.exec(text.trim());
  if (match === null) return unparsed(`Expected a macOS version such as \`13.0\`, found \`${shorten(text)}\`.`);
  return parsed({ major: Number(match[1]), minor: Number(match[2] ?? 0) });
}

/** `none`, alone or in a list, says that there is no GPU; leaving the key out says that it is not known. */
function readGpus(raw: RawTarget["gpu"], path: Path, section: Section): Stated<readonly string[]> | null {
  if (raw === undefined) return null;
  const paths = Array.isArray(raw) ? raw.map((_, index) => [...path, index]) : [path];
  const written = paths.flatMap((at) => section.textOf(at).split(","));
  const names = written.map((name) => name.trim()).filter((name) => name !== "" && name.toLowerCase() !== "none");
  return { value: [...new Set(names)], source: section.declared(path) };
}

function readProvides(raw: RawTarget["provides"], path: Path, section: Section): Stated<readonly string[]> | null {
  if (raw === undefined) return null;
  const pins = raw.map((_, index) => section.parse([...path, index], parseProvided));
  return { value: pins.filter((pin) => pin !== null), source: section.declared(path) };
}

function readCpu(raw: RawTarget["cpu"], path: Path, section: Section): Stated<readonly string[]> | null {
  if (raw === undefined) return null;
  const features = (typeof raw === "string" ? [raw] : raw).map((feature) => feature.trim().toLowerCase());
  features.forEach((feature, index) => {
    if (/^[a-z0-9][a-z0-9._-]{0,39}$/.test(feature)) return;
    const at = typeof raw === "string" ? path : [...path, index];
    section.refuse(
      at,
      "config/invalid-value",
      `Expected a CPU feature such as \`avx2\`, found \`${shorten(feature)}\`.`,
    );
  });
  return { value: [...new Set(features)], source: section.declared(path) };
}
