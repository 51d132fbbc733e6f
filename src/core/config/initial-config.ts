import type { Discovery } from "../discovery/discover-models.ts";
import type { Model } from "../discovery/model.ts";
import type { BuiltTarget } from "../target/build-target.ts";
import { formatPythonVersion } from "../target/python-version.ts";
import type { TargetField } from "../target/target.ts";

/** A model with the target that was inferred for it. */
export interface FoundModel {
  readonly model: Model;
  readonly target: BuiltTarget;
}

/** Most models that are written one by one; more than these are found each time. */
const mostModels = 100;

/**
 * The text of a first configuration: the models that were found, and a target for each way in which they are served. What was inferred is
 * written with where it was read; what is not known stands as a comment, to be filled in. It declares nothing that was only assumed.
 */
export function initialConfig(found: Discovery, models: readonly FoundModel[], schema: string): string {
  const targets = groupTargets(models);
  const lines = [
    `# yaml-language-server: $schema=${schema}`,
    "# What Pinwarden guards, and where it is served. Keys and defaults: docs/configuration.md of Pinwarden.",
    "# Every value below was found in this repository; complete what is commented out.",
    "",
    ...modelLines(models, targets),
    "",
    ...targetLines(targets),
    "",
    ...policyLines,
  ];
  for (const { path, why } of found.skipped.slice(0, 20)) lines.push(`# Left out: ${shown(path)}: ${shown(why)}.`);
  return `${lines.join("\n").replace(/\n{3,}/g, "\n\n")}\n`;
}

const policyLines = [
  "policy:",
  "  # An introduced finding of this severity or above fails the check: low, moderate, high, critical, or a CVSS score.",
  "  fail-on-severity: low",
  "  # packages:",
  '  #   - { name: torch, range: ">=2.4,<2.9", reason: "qualified on the fleet" }',
  "  # ignore:",
  '  #   - { id: GHSA-xxxx-xxxx-xxxx, package: pillow, until: 2027-01-31, reason: "not reachable" }',
];

interface TargetGroup {
  readonly id: string;
  readonly lines: readonly string[];
  readonly models: Set<string>;
}

/** Models that are served alike share a target, which the first one gives its name. */
function groupTargets(models: readonly FoundModel[]): readonly TargetGroup[] {
  const groups = new Map<string, TargetGroup>();
  for (const { model, target } of models) {
    const lines = fieldLines(target);
    const key = lines.map((line) => line.split("  # ")[0]).join("\n");
    const known = groups.get(key);
    if (known === undefined) groups.set(key, { id: idOf(groups.size), lines, models: new Set([model.id]) });
    else known.models.add(model.id);
  }
  return [...groups.values()];
}

const idOf = (count: number): string => (count === 0 ? "prod" : `prod-${count + 1}`);

function modelLines(models: readonly FoundModel[], targets: readonly TargetGroup[]): readonly string[] {
  const usable = models.filter(({ model }) => isPlain(model.path));
  if (usable.length === 0 || usable.length > mostModels || usable.length < models.length) {
    const why = usable.length > mostModels ? `There are ${models.length} models` : "Without an entry, models";
    return [`# ${why}: they are found each time. An entry replaces that:`, "# models:", "#   - { path: models/* }"];
  }
  const lines = ["models:"];
  for (const { model } of usable) {
    const target = targets.find((group) => group.models.has(model.id))?.id ?? "prod";
    lines.push(`  # ${shown(model.why)}`, `  - path: ${scalar(model.path)}`, `    targets: [${target}]`);
  }
  return lines;
}

function targetLines(targets: readonly TargetGroup[]): readonly string[] {
  if (targets.length === 0)
    return ["# targets:", '#   prod: { python: "3.11", platform: linux/amd64, driver: "535", gpu: [T4] }'];
  // Without declared models every target would hold for each of them, so they are written only where models name them.
  return ["targets:", ...targets.flatMap(({ id, lines }) => [`  ${id}:`, ...lines])];
}

/** One line for each field: a value with its source, or a comment with an example. */
function fieldLines({ target, unknown }: BuiltTarget): readonly string[] {
  const known = (field: TargetField): boolean => target.sources[field]?.how === "inferred";
  const from = (field: TargetField): string => shown(target.sources[field]?.from ?? "");
  const lines: string[] = [];
  const add = (field: TargetField, text: string): void => {
    if (known(field)) lines.push(`    ${text}  # ${from(field)}`);
  };
  add("python", `python: "${formatPythonVersion(target.python)}"`);
  add("platform", `platform: ${target.os === "macos" ? "darwin" : target.os}/${archOf(target.arch)}`);
  // The libc follows from an image that is written too.
  if (target.image !== null && isReference(target.image)) add("image", `image: ${scalar(target.image)}`);
  if (target.driver !== null) add("driver", `driver: "${target.driver}"`);
  add(
    "gpus",
    `gpu: ${target.gpus.length === 0 ? "none" : `[${target.gpus.map(({ name }) => scalar(name)).join(", ")}]`}`,
  );
  for (const { line, what, state } of unknown)
    lines.push(`    # ${line}  # ${state}: ${shown(what.split(" of target")[0] ?? "")}`);
  // A target of comments alone is null, which is none.
  return lines.some((line) => !line.trimStart().startsWith("#"))
    ? lines
    : ["    platform: linux/amd64  # assumed", ...lines.filter((line) => !line.includes("platform:"))];
}

const archOf = (arch: string): string => (arch === "x86_64" ? "amd64" : arch === "aarch64" ? "arm64" : arch);
const isReference = (text: string): boolean => /^[\w./:@-]{1,300}$/.test(text);
/** A folder's name as the configuration takes it, with nothing that is a pattern or leaves the tree. */
const isPlain = (path: string): boolean => path.length <= 200 && /^[\w./@+ -]+$/.test(path) && !path.startsWith("-");
const scalar = (text: string): string => (/^[A-Za-z][\w./-]*$/.test(text) ? text : JSON.stringify(text));
/** Text of the repository in a comment: one line, short. */
const shown = (text: string): string => text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, " ").slice(0, 160);
