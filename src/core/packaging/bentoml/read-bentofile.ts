import { parseTomlDocument, tomlAt } from "../../manifest/pyproject/toml-document.ts";
import { quoted, stripCredentials } from "../../manifest/quoted.ts";
import type { Reading } from "../../manifest/reading.ts";
import { SourceText } from "../../manifest/source-text.ts";
import { parsePythonVersion } from "../../target/python-version.ts";
import { booleanAt, type DocumentScalar, type DocumentValue, itemsAt, scalarAt, valueAt } from "../document-value.ts";
import { openYaml } from "../open-yaml.ts";
import { openPackaging, type PackagingCollector } from "../packaging-collector.ts";
import type { PackagingReading } from "../packaging-reading.ts";
import { addRequirementItems } from "../requirement-items.ts";
import { addShellInstalls } from "../shell-installs.ts";
import { documentOfToml } from "../toml-values.ts";

/**
 * Reads a bentofile.yaml: `python` (packages, requirements_txt, index options), `docker` (python_version, cuda_version, base_image) and
 * `conda`.
 *
 * Format: BentoML's documentation, "Bento build options".
 */
export function* readBentofile(path: string): Reading<PackagingReading> {
  const { collector, root } = yield* openYaml(path, "BentoML", "bentoml");
  readBuildOptions(collector, root);
  return collector.reading();
}

/** Whether a pyproject.toml says what BentoML installs. */
export function buildsBento(text: string): boolean {
  if (!text.includes("tool.bentoml.build")) return false;
  const parsed = parseTomlDocument(new SourceText("pyproject.toml", text));
  const build = parsed.ok ? tomlAt(parsed.root, "tool", "bentoml", "build") : null;
  return build?.kind === "table" && (build.entries.has("python") || build.entries.has("conda"));
}

/**
 * Reads the same options out of `[tool.bentoml.build]` of a pyproject.toml. BentoML adds the project's own dependencies to them, and
 * takes nothing else of the file.
 *
 * Source: BentoML 1.4, `BentoBuildConfig.from_pyproject`.
 */
export function* readBentoPyproject(path: string): Reading<PackagingReading> {
  const collector = yield* openPackaging(path, "BentoML", "bentoml");
  const parsed = parseTomlDocument(collector.source);
  if (!parsed.ok) {
    collector.base.error(parsed.origin, "bentoml/invalid", parsed.message, parsed.hint);
    return collector.reading();
  }
  const build = tomlAt(parsed.root, "tool", "bentoml", "build");
  if (build?.kind === "table") readBuildOptions(collector, documentOfToml(build, collector.source.text));
  const root = documentOfToml(parsed.root, collector.source.text);
  addRequirementItems(collector, valueAt(root, "project", "dependencies"));
  return collector.reading();
}

function readBuildOptions(collector: PackagingCollector, root: DocumentValue | null): void {
  const python = valueAt(root, "python");
  const conda = valueAt(root, "conda");
  collector.decides = python !== null || conda !== null;
  readPython(collector, python);
  readDocker(collector, valueAt(root, "docker"));
  readConda(collector, conda);
}

function readPython(collector: PackagingCollector, python: DocumentValue | null): void {
  const file = scalarAt(python, "requirements_txt");
  if (file !== null) collector.manifest(file.text, "requirement", file);
  addRequirementItems(collector, valueAt(python, "packages"));
  const { options } = collector.base;
  const index = scalarAt(python, "index_url");
  if (index !== null) options.indexUrl = { text: stripCredentials(index.text), origin: collector.originOf(index) };
  for (const key of ["extra_index_url", "find_links"] as const) {
    const one = scalarAt(python, key);
    for (const item of one === null ? itemsAt(python, key) : [one]) {
      if (item.kind !== "scalar" || item.type === "null") continue;
      const given = { text: stripCredentials(item.text), origin: collector.originOf(item) };
      if (key === "find_links") options.findLinks.push(given);
      else options.extraIndexUrls.push(given);
    }
  }
  if (booleanAt(python, "no_index") === true) options.noIndex = true;
  readPipArguments(collector, scalarAt(python, "pip_args"));
  for (const wheel of itemsAt(python, "wheels"))
    collector.notAssessed(
      wheel,
      "local-wheel",
      "A wheel of the repository is installed, whose requirements are not read.",
      null,
    );
}

/** Further words of the command `pip install`. */
function readPipArguments(collector: PackagingCollector, given: DocumentScalar | null): void {
  if (given === null || given.text.trim() === "") return;
  const before = "pip install ";
  // The words keep their places: the command stands in front of the text and of its offsets.
  const command = { ...given, text: before + given.text, start: given.start - before.length };
  addShellInstalls(collector, command);
}

/** Scripts and templates of the image may install whatever they like. */
function tellBuildSteps(collector: PackagingCollector, docker: DocumentValue | null): void {
  for (const key of ["setup_script", "dockerfile_template"]) {
    const step = scalarAt(docker, key);
    if (step === null || step.text === "") continue;
    const message = `${quoted(step.text)} takes part in the build of the image (\`${key}\`), and what it installs is not assessed.`;
    collector.notAssessed(step, "build-step", message, "State what is served under `python`.");
  }
}

function readDocker(collector: PackagingCollector, docker: DocumentValue | null): void {
  tellBuildSteps(collector, docker);
  collector.target.python = collector.parse(scalarAt(docker, "python_version"), "python_version", parsePythonVersion);
  const image = scalarAt(docker, "base_image");
  if (image !== null && image.text !== "") collector.target.image = collector.stated(image.text, "base_image", image);
  const cuda = scalarAt(docker, "cuda_version");
  if (cuda === null || cuda.text === "") return;
  const origin = collector.originOf(cuda);
  // `default` is the toolkit of BentoML's own choosing, which differs by its release.
  if (/^\d/.test(cuda.text))
    collector.base.cuda.push({ version: cuda.text, statedBy: "cuda_version", role: "runtime", origin });
}

function readConda(collector: PackagingCollector, conda: DocumentValue | null): void {
  const file = scalarAt(conda, "environment_yml");
  if (file !== null) collector.manifest(file.text, "requirement", file);
  addRequirementItems(collector, valueAt(conda, "pip"));
  for (const item of itemsAt(conda, "dependencies")) {
    if (item.kind === "scalar")
      collector.notAssessed(
        item,
        "conda-package",
        `${quoted(item.text)} is a package of conda, which is not assessed.`,
        "List it in an environment.yml.",
      );
  }
}
