import {
  type DocumentScalar,
  type DocumentTable,
  type DocumentValue,
  itemsAt,
  valueAt,
} from "../../packaging/document-value.ts";
import { readYamlDocuments } from "../../packaging/yaml-documents.ts";
import type { EditSite } from "../edit/edit-site.ts";
import { fileName, type ManifestOptions, manifestFormat } from "../format.ts";
import { mergeReadings } from "../merge-readings.ts";
import { onlySpans } from "../only-spans.ts";
import { openText } from "../open-file.ts";
import { quoted } from "../quoted.ts";
import type { Reading } from "../reading.ts";
import { ReadingCollector } from "../reading-collector.ts";
import type { ManifestReading } from "../requirement.ts";
import { readRequirementsText } from "../requirements-txt/read-requirements-file.ts";
import { SourceText } from "../source-text.ts";
import { addConda, tellConda } from "./add-conda.ts";
import { lookupCondaName } from "./conda-names.ts";
import { parseMatchSpec } from "./match-spec.ts";

const area = "conda";

/** Most bytes of an environment file: ten times what an export of a large environment has. */
const mostBytes = 256 * 1024;

/**
 * Reads a conda environment file (conda's documentation, "Creating an environment from an environment.yml file"): its packages,
 * as far as the Python index has them too, its `pip:` part with what that includes, the Python and the CUDA that it asks for.
 */
export function* readCondaEnvironment(path: string, options: ManifestOptions = {}): Reading<ManifestReading> {
  const collector = new ReadingCollector();
  const source = yield* openText(path, area, collector, mostBytes);
  if (source === null) return collector.reading();
  const { documents, faults } = readYamlDocuments(source.text);
  for (const { code, message, hint, start, end } of faults) {
    collector.error(source.origin(start, end), `${area}/${code === "invalid" ? "invalid-yaml" : code}`, message, hint);
  }
  const [document] = documents;
  if (document === undefined) return collector.reading();
  const dependencies = valueAt(document, "dependencies");
  if (document.kind !== "table" || dependencies?.kind !== "list") {
    const at = dependencies ?? document;
    const message = "The file is no environment file: a list under `dependencies:` was expected.";
    collector.error(source.origin(at.start, at.end), `${area}/invalid-field`, message, "Write `- NAME=VERSION` lines.");
    return collector.reading();
  }
  return yield* readDependencies(source, document, collector, options);
}

function* readDependencies(
  source: SourceText,
  document: DocumentTable,
  collector: ReadingCollector,
  options: ManifestOptions,
): Reading<ManifestReading> {
  const lines: DocumentScalar[] = [];
  let told = false;
  for (const item of itemsAt(document, "dependencies")) {
    if (item.kind === "scalar") {
      if (!told && isPythonPackage(item)) {
        tellConda(collector, area, source.origin(item.start, item.end));
        told = true;
      }
      addSpec(source, collector, item);
    } else lines.push(...pipLines(source, collector, item));
  }
  if (lines.length === 0) return collector.reading();
  // The lines stand where they stood and everything else is blank, so that every place is one of the file.
  const readings = [collector.reading()];
  for (const round of apart(source, collector, lines)) {
    const text = new SourceText(source.file, onlySpans(source.text, round));
    const pip = yield* readRequirementsText(text, options);
    readings.push({ ...pip, files: pip.files.filter((file) => file !== source.file) });
  }
  return mergeReadings(readings);
}

/** Most items of `pip:` that one line of the file may hold. */
const mostOnOneLine = 50;

/** Items that share a line, as in `pip: [a, b]`, are read apart: each is a line to pip. */
function apart(
  source: SourceText,
  collector: ReadingCollector,
  items: readonly DocumentScalar[],
): readonly (readonly DocumentScalar[])[] {
  const rounds: DocumentScalar[][] = [];
  const held = new Map<number, number>();
  for (const item of items) {
    const origin = source.origin(item.start, item.end);
    const round = held.get(origin.line) ?? 0;
    if (round === mostOnOneLine) {
      const message = `There are more than ${mostOnOneLine} items of \`pip:\` on one line, the most that is read.`;
      collector.notAssessed(origin, `${area}/unread-line`, message, "Write each on a line of its own.");
    } else if (round < mostOnOneLine) {
      if (rounds[round] === undefined) rounds[round] = [];
      rounds[round].push(item);
    }
    held.set(origin.line, round + 1);
  }
  return rounds;
}

function isPythonPackage(item: DocumentScalar): boolean {
  const spec = parseMatchSpec(item.text);
  return spec !== null && lookupCondaName(spec.name)?.kind === "python";
}

function addSpec(source: SourceText, collector: ReadingCollector, item: DocumentScalar): void {
  const origin = source.origin(item.start, item.end);
  const spec = item.type === "text" ? parseMatchSpec(item.text) : null;
  if (spec === null) {
    const message = `${quoted(item.text)} is not a package as conda names it.`;
    collector.error(origin, `${area}/invalid-requirement`, message, "Write `NAME`, `NAME=1.2` or `NAME>=1.2,<2`.");
    return;
  }
  const { name, version, build, nameEnd } = spec;
  const at = version ?? { start: nameEnd, end: nameEnd };
  const site: EditSite = item.plain
    ? {
        kind: "span",
        start: item.start + at.start,
        end: item.start + at.end,
        before: "",
        after: "",
        any: "",
        hashes: null,
      }
    : { kind: "fixed", why: "Its text is folded or has an escape.", hint: "Write it on one line, without escapes." };
  addConda(collector, area, {
    name: name.toLowerCase(),
    version: version?.text ?? "",
    build,
    text: item.text,
    origin,
    site,
    marker: null,
  });
}

/** The lines of `- pip:`; another key there is refused by conda. */
function pipLines(source: SourceText, collector: ReadingCollector, item: DocumentValue): readonly DocumentScalar[] {
  const lines: DocumentScalar[] = [];
  const pip = valueAt(item, "pip");
  if (pip === null) {
    const message = "An entry of `dependencies` is neither a package nor `pip:` with a list.";
    collector.error(
      source.origin(item.start, item.end),
      `${area}/invalid-field`,
      message,
      "Write `- pip:` and a list.",
    );
  }
  for (const line of pip?.kind === "list" ? pip.items : pip?.kind === "scalar" && pip.type === "text" ? [pip] : []) {
    if (line.kind === "scalar" && line.plain) lines.push(line);
    else if (line.kind === "scalar" && line.type === "null") continue;
    else {
      const message = "A line of `pip:` is folded, has an escape or is no text, so it is not read.";
      const origin = source.origin(line.start, line.end);
      collector.notAssessed(origin, `${area}/unread-line`, message, "Write it on one line, without escapes.");
    }
  }
  return lines;
}

export const condaEnvironment = manifestFormat({
  id: "conda-environment",
  title: "conda environment file, MLflow's conda.yaml",
  files: ["environment*.yml", "environment*.yaml", "conda*.yml", "conda*.yaml"],
  reads:
    "packages whose name on the Python index is certain (`tables/conda-names.json`); the `pip:` part with all that a requirements file may hold, `-r` and `-c` followed",
  edits: "the version behind a package's name, and lines of `pip:`",
  infers: "Python from `python=`; CUDA from `cudatoolkit`, `pytorch-cuda`, `cuda-version`, `__cuda`",
  notAssessed:
    "packages without a certain name; conda's own builds and what they require; channels; editing a package with a build",
  test: "__tests__/core/manifest/conda/read-environment.test.ts",
  matches: (path) =>
    /^(?:environment|conda)(?:[-_.].*)?\.ya?ml$/i.test(fileName(path)) && !/^conda-lock/i.test(fileName(path)),
  read: readCondaEnvironment,
});
