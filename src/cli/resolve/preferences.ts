import type { Inputs } from "../../check/inputs.ts";
import { PinwardenError } from "../../core/error.ts";
import { readRequirementsFile } from "../../core/manifest/requirements-txt/read-requirements-file.ts";
import { mergedPins, type Pins, requirementPins } from "../../core/preference/requirement-pins.ts";
import type { MarkerEnvironment } from "../../core/python/marker.ts";
import { markerEnvironment } from "../../core/python/marker-environment.ts";
import type { ResolveOptions } from "../../core/resolution/request.ts";
import type { Target } from "../../core/target/target.ts";
import { readWith } from "../../shell/files/read-with.ts";
import { localFile, namedFile } from "../local-tree.ts";
import type { ResolveCommandOptions } from "./command-options.ts";
import { stated } from "./read-inputs.ts";

/** A file of pins, read once; which of its pins hold depends on the target. */
type PinSource = (environment: MarkerEnvironment) => Pins;

/** What is kept, and what is not, on a target. */
export type PreferenceReader = (target: Target) => Pick<ResolveOptions, "preferences" | "upgrade">;

/**
 * The pins to keep: of the files that `--prefer` names, then of the file that `-o` names and would replace.
 *
 * @throws PinwardenError `usage/prefer` where such a file holds something else
 */
export async function preferenceReader(options: ResolveCommandOptions, inputs: Inputs): Promise<PreferenceReader> {
  const upgrade = new Set(options.upgradePackage.map((text) => stated(text, "constraint").specifier.name));
  if (options.upgrade === true) return () => ({ preferences: new Map(), upgrade: "all" });
  const sources = await Promise.all([
    ...options.prefer.map((file) => readPins(file, inputs)),
    ...replacedFile(options).map((file) => readPresent(file, inputs)),
  ]);
  return (target) => {
    const environment = markerEnvironment(target);
    return { preferences: mergedPins(sources.map((source) => source(environment))), upgrade };
  };
}

/** The file that is about to be replaced, if it is of a kind that holds pins. */
function replacedFile({ output, format }: ResolveCommandOptions): string[] {
  return output === undefined || output === "-" || format === "json" ? [] : [output];
}

/** There may be none yet. */
async function readPresent(file: string, inputs: Inputs): Promise<PinSource> {
  const present = await inputs.file(file, () => localFile(file));
  return present === null ? () => new Map() : await readPins(file, inputs);
}

async function readPins(file: string, inputs: Inputs): Promise<PinSource> {
  return /\.(?:toml|lock)$/i.test(file) ? await readLock(file, inputs) : await readCompiled(file, inputs);
}

async function readLock(file: string, inputs: Inputs): Promise<PinSource> {
  const { tree, path } = await namedFile(inputs, file);
  const answer = await tree.read(path);
  if (answer.kind !== "file")
    throw unreadable(file, answer.kind === "refused" ? `it is not read: ${answer.reason}` : "it is gone");
  const text = new TextDecoder().decode(answer.bytes);
  const { lockPins } = await import("../../core/preference/lock-pins.ts");
  return (environment) => {
    const pins = lockPins(text, environment);
    if (pins.ok) return pins.value;
    throw unreadable(file, pins.problem.message);
  };
}

async function readCompiled(file: string, inputs: Inputs): Promise<PinSource> {
  const { tree, path } = await namedFile(inputs, file);
  const { requirements, problems } = await readWith(tree, readRequirementsFile(path));
  const wrong = problems.find(({ severity }) => severity === "error");
  if (wrong !== undefined) throw unreadable(file, `${wrong.origin.file}:${wrong.origin.line}: ${wrong.message}`);
  return (environment) => requirementPins(requirements, environment);
}

const unreadable = (file: string, why: string): PinwardenError =>
  new PinwardenError("usage/prefer", `The pins of \`${file}\` cannot be kept: ${why}`, {
    hint: "Name a compiled requirements file, a pylock.toml, a uv.lock or a poetry.lock; `--upgrade` reads none.",
  });
