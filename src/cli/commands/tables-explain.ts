import { liveInputs } from "../../check/inputs.ts";
import { type Aim, placeTarget } from "../../check/place-targets.ts";
import { embeddedTables } from "../../core/accelerator/embedded-tables.ts";
import { explainImage } from "../../core/accelerator/explain-image.ts";
import { explainPin, type PinExplanation } from "../../core/accelerator/explain-pin.ts";
import { lookupGpu } from "../../core/accelerator/lookup-gpu.ts";
import { lookupImage } from "../../core/accelerator/lookup-image.ts";
import { releaseMatrix } from "../../core/accelerator/matrix.ts";
import { matrixHtml, matrixMarkdown } from "../../core/accelerator/matrix-text.ts";
import type { Tables } from "../../core/accelerator/tables.ts";
import { PinwardenError } from "../../core/error.ts";
import { isValidName, normalizeName } from "../../core/python/name.ts";
import { parseVersion, type Version } from "../../core/python/version.ts";
import { jsonText } from "../../core/report/json-text.ts";
import type { Evidence } from "../../core/rule/finding.ts";
import { rules } from "../../core/rule/rules.ts";
import { type BuiltTarget, buildTarget } from "../../core/target/build-target.ts";
import type { ObservedImage } from "../../core/target/observed-image.ts";
import { type ExitCode, exitCodes } from "../exit-code.ts";
import { imagesHere } from "../images-here.ts";
import { openImages } from "../open-images.ts";
import type { TargetOptions } from "../options.ts";
import { statedByCommandLine } from "../stated-target.ts";
import type { Terminal } from "../terminal.ts";

export interface TablesExplainOptions extends TargetOptions {
  readonly format: "text" | "json";
  readonly output?: string;
  readonly offline?: boolean;
}

/**
 * `pinwarden tables explain`: whether a release runs on a target, question by question, each with its sources. Nothing is asked but the
 * registry of an image that the tables lack a fact of.
 */
export async function tablesExplainCommand(
  pin: string,
  options: TablesExplainOptions,
  terminal: Terminal,
): Promise<ExitCode> {
  const tables = embeddedTables();
  const named = isImage(pin) ? pin : null;
  const release = named === null ? readPin(pin) : null;
  await using images = openImages(options);
  const source = imagesHere(liveInputs, (settings) => images.imagesFor(settings));
  const aim: Aim = (observed) => builtTarget(tables, named === null ? options : { ...options, image: named }, observed);
  const { built, image } = await placeTarget(aim, source, tables);
  const { target, contradictions } = built;
  const explained =
    release === null
      ? explainImage(tables, { ...target, image: pin })
      : explainPin(tables, target, release.name, release.version, rules, today());
  const unread = [...(image?.notAssessed ?? []), ...contradictions];
  const explanation = { ...explained, notAssessed: [...explained.notAssessed, ...unread] };
  const text = options.format === "json" ? jsonText(explanation) : explanationText(explanation);
  await terminal.result(text, options.output ?? null);
  return explanation.verdict === "fail" ? exitCodes.findings : exitCodes.clean;
}

/** A reference has a tag or a registry, which no pin has. */
const isImage = (text: string): boolean => !text.includes("==") && /^[\w.-]+[/:@][\w.@:/-]+$/.test(text);

export interface TablesMatrixOptions extends TargetOptions {
  readonly variants?: boolean;
  readonly format: "markdown" | "html" | "json";
  readonly output?: string;
}

/** What is rented and bought most, from Volta on. */
const usualGpus = ["P100", "V100", "T4", "A100", "A10", "L4", "H100", "B200", "RTX 5090"] as const;

/** `pinwarden tables matrix`: the releases of a package by GPUs, on one driver. */
export async function tablesMatrixCommand(
  name: string,
  options: TablesMatrixOptions,
  terminal: Terminal,
): Promise<ExitCode> {
  const tables = embeddedTables();
  const { gpu, ...place } = options;
  const gpus = (gpu ?? usualGpus).flatMap((text) => text.split(","));
  const targets = gpus.map((one) => builtTarget(tables, { ...place, gpu: [one] }, null).target);
  if (!isValidName(name) || !tables.builds.has(normalizeName(name)))
    throw new PinwardenError("usage/package", `The compatibility tables do not have \`${name}\`.`, {
      hint: `They have ${[...tables.builds.keys()].join(", ")}.`,
    });
  const matrix = releaseMatrix(tables, normalizeName(name), targets, rules, today(), options.variants === true);
  const text = { markdown: matrixMarkdown, html: matrixHtml, json: jsonText }[options.format](matrix);
  await terminal.result(text, options.output ?? null);
  return exitCodes.clean;
}

const today = (): string => new Date().toISOString().slice(0, 10);

function readPin(pin: string): { readonly name: string; readonly version: Version } {
  const [name = "", text = ""] = pin.split("==");
  const version = parseVersion(text);
  if (isValidName(name) && version !== null) return { name: normalizeName(name), version };
  throw new PinwardenError("usage/pin", `Expected a package with its version, found \`${pin}\`.`, {
    hint: "Write it as `torch==2.11.0`.",
  });
}

function builtTarget(tables: Tables, options: TargetOptions, observed: ObservedImage | null): BuiltTarget {
  return buildTarget({
    id: "asked",
    statements: [statedByCommandLine(options)],
    requiresPython: null,
    lookupGpu: (text) => lookupGpu(tables, text),
    lookupImage: (reference) => lookupImage(tables, reference),
    observed,
    configPath: "the command line",
  });
}

function explanationText(explanation: PinExplanation): string {
  const { pin, verdict, steps, findings, notAssessed, fine, driverFloor, gpus } = explanation;
  const lines = [`${pin}: ${verdict}`, ""];
  steps.forEach(({ verdict: answer, subject, detail, evidence }, index) => {
    lines.push(`${index + 1}. ${answer.padEnd(8)}${subject}: ${detail}`, ...evidence.map(evidenceLine));
  });
  if (driverFloor !== null) lines.push("", `Oldest driver that runs it: ${driverFloor}`);
  if (gpus !== null) lines.push(`Compute capabilities that it has code for: ${gpus.join(", ")}`);
  if (findings.length > 0) lines.push("", "Rules:");
  for (const { rule, severity, message, evidence } of findings)
    lines.push(`  ${rule} (${severity})`, `    ${message}`, ...evidence.map(evidenceLine));
  if (fine.length > 0) lines.push("", `Fine there: ${fine.join(", ")}`);
  if (notAssessed.length > 0)
    lines.push("", "Not assessed:", ...notAssessed.map(({ what, why }) => `  ${what}: ${why}`));
  return `${lines.join("\n")}\n`;
}

const evidenceLine = ({ fact, source, date }: Evidence): string =>
  `     - ${fact}\n       ${source}${date === null ? "" : `, ${date}`}`;
