import { quoted } from "../../manifest/quoted.ts";
import type { Reading } from "../../manifest/reading.ts";
import { parsePythonVersion } from "../../target/python-version.ts";
import { gpuNamesOf } from "../accelerator-text.ts";
import { type DocumentScalar, scalarAt } from "../document-value.ts";
import { openPackaging, type PackagingCollector } from "../packaging-collector.ts";
import type { PackagingReading } from "../packaging-reading.ts";
import { type PythonArgument, type PythonCall, pythonCalls } from "../python/python-calls.ts";
import { addRequirementText } from "../requirement-items.ts";
import { addShellInstalls } from "../shell-installs.ts";

const steps = new Set([
  "Image",
  "PythonImage",
  "service",
  "python_packages",
  "requirements_file",
  "pyproject_toml",
  "run",
  "run_script",
]);

/** Whether a Python file builds a BentoML image. */
export function buildsBentoImage(text: string): boolean {
  return text.includes("bentoml") && /\b(?:Python)?Image\s*\(/.test(text);
}

/**
 * Reads BentoML's image builder out of a Python file, without running it: `Image(python_version=…, base_image=…)`, `.python_packages(…)`,
 * `.requirements_file(…)`, and the `resources` of `@bentoml.service`. What is not a literal is not assessed.
 *
 * Format: BentoML's documentation, "Define the runtime environment".
 */
export function* readBentoService(path: string): Reading<PackagingReading> {
  const collector = yield* openPackaging(path, "BentoML", "bentoml");
  for (const call of pythonCalls(collector.source.text, steps)) readCall(collector, call);
  return collector.reading();
}

function readCall(collector: PackagingCollector, call: PythonCall): void {
  const last = call.name.slice(call.name.lastIndexOf(".") + 1);
  if (last === "Image" || last === "PythonImage") readImage(collector, call);
  else if (last === "service") readService(collector, call);
  else if (last === "run" || last === "run_script") readBuildStep(collector, last, call);
  else if (call.name !== last) readStep(collector, last, call);
}

function readImage(collector: PackagingCollector, call: PythonCall): void {
  const python = literal(collector, call.keyword.get("python_version"));
  collector.target.python ??= collector.parse(python, "python_version", parsePythonVersion);
  const image = literal(collector, call.keyword.get("base_image"));
  if (image !== null) collector.target.image ??= collector.stated(image.text, "base_image", image);
}

function readStep(collector: PackagingCollector, step: string, call: PythonCall): void {
  collector.decides = true;
  for (const argument of call.positional) {
    const text = literal(collector, argument);
    if (text === null) continue;
    if (step === "python_packages") addRequirementText(collector, text);
    else collector.manifest(text.text, "requirement", text);
  }
}

/** `.run("pip install …")` of the image; other things that a file runs are none of a build. */
function readBuildStep(collector: PackagingCollector, step: string, call: PythonCall): void {
  if (/^(?:subprocess|asyncio|uvicorn|os)\./.test(call.name)) return;
  const [argument] = call.positional;
  const text = argument?.value?.kind === "scalar" && !argument.computed ? argument.value : null;
  if (text === null || text.type !== "text") return;
  if (step === "run") addShellInstalls(collector, text);
  else {
    const message = `${quoted(text.text)} is a script that a build step runs, so what it installs is not assessed.`;
    collector.notAssessed(text, "script", message, "Install what is served by `.python_packages`.");
  }
}

/** `resources={"gpu": 1, "gpu_type": "nvidia-l4"}`: the type is BentoCloud's name of it. */
function readService(collector: PackagingCollector, call: PythonCall): void {
  const resources = call.keyword.get("resources")?.value ?? null;
  const type = scalarAt(resources, "gpu_type");
  if (type !== null) collector.addGpus(gpuNamesOf(type.text), "gpu_type", type);
}

/** The text of a literal; null, and said, where it has to be worked out. */
function literal(collector: PackagingCollector, argument: PythonArgument | undefined): DocumentScalar | null {
  if (argument === undefined) return null;
  if (argument.value?.kind === "scalar" && !argument.computed)
    return argument.value.type === "null" ? null : argument.value;
  const message = "This argument is worked out when the file runs, which is never done, so it is not assessed.";
  collector.notAssessed(argument, "computed-argument", message, "Write it as a literal.");
  return null;
}
