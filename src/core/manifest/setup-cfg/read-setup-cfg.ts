import { addText } from "../add-text.ts";
import { fileName, type ManifestOptions, manifestFormat } from "../format.ts";
import { mergeReadings } from "../merge-readings.ts";
import { openText } from "../open-file.ts";
import { type Chosen, knownNames, normalizeLabel } from "../pyproject/chosen-names.ts";
import { quoted } from "../quoted.ts";
import type { Reading } from "../reading.ts";
import { ReadingCollector } from "../reading-collector.ts";
import type { ManifestReading } from "../requirement.ts";
import { readRequirementsFile } from "../requirements-txt/read-requirements-file.ts";
import { fileOrigin, type SourceText } from "../source-text.ts";
import { resolveTreePath } from "../tree-path.ts";
import { type IniLine, type IniOption, type IniSection, parseIni } from "./ini-document.ts";

const area = "setup-cfg";

/**
 * Reads what setup.cfg declares (setuptools' documentation, "Configuring setuptools using setup.cfg files"): `install_requires`, the chosen
 * extras, `python_requires`, and the files that `file:` names.
 */
export function* readSetupCfg(path: string, options: ManifestOptions = {}): Reading<ManifestReading> {
  const collector = new ReadingCollector();
  const source = yield* openText(path, area, collector);
  if (source === null) return collector.reading();
  const { sections, fault } = parseIni(source.text);
  if (fault !== null) {
    const message = "This line is no option, no section and no comment.";
    const origin = source.origin(fault.start, fault.end);
    collector.error(
      origin,
      `${area}/invalid-line`,
      message,
      "Write `key = value`, or indent it to go on with a value.",
    );
  }
  const declared = sections.get("options");
  const python = optionOf(declared, "python_requires")?.lines[0];
  if (python !== undefined) {
    collector.requiresPython = { text: python.text, origin: source.origin(python.start, python.end) };
  }
  const readings: ManifestReading[] = [];
  const required = optionOf(declared, "install_requires");
  if (required !== null) readings.push(...(yield* readList(source, collector, required, options)));
  const extras = sections.get("options.extras_require");
  for (const extra of chosenExtras(source, collector, extras, options.extras ?? [])) {
    readings.push(...(yield* readList(source, collector, extra, options)));
  }
  return mergeReadings([collector.reading(), ...readings]);
}

/** Keys may be written with dashes, as older files have them. */
function optionOf(section: IniSection | undefined, key: string): IniOption | null {
  return section?.get(key) ?? section?.get(key.replaceAll("_", "-")) ?? null;
}

function chosenExtras(
  source: SourceText,
  collector: ReadingCollector,
  section: IniSection | undefined,
  chosen: Chosen,
): readonly IniOption[] {
  const byName = new Map([...(section ?? [])].map(([name, option]) => [normalizeLabel(name), option]));
  if (chosen === "all") return [...byName.values()];
  return chosen.flatMap((extra) => {
    const option = byName.get(normalizeLabel(extra));
    if (option !== undefined) return [option];
    const message = `${quoted(extra)} is not an extra of the project.`;
    collector.error(fileOrigin(source.file), `${area}/unknown-extra`, message, knownNames(byName.keys()));
    return [];
  });
}

/** A list has an item a line; on the line of its key alone, items are divided by `;`, as setuptools has it. */
function* readList(
  source: SourceText,
  collector: ReadingCollector,
  option: IniOption,
  options: ManifestOptions,
): Reading<readonly ManifestReading[]> {
  const [first] = option.lines;
  if (first?.text.startsWith("file:")) return yield* readFiles(source, collector, option, options);
  const items = option.continued ? option.lines : option.lines.flatMap(divided);
  for (const item of items.map(withoutComment)) {
    if (item.text !== "") addText({ source, collector, area }, item);
  }
  return [];
}

/** setuptools cuts a comment behind a requirement where a blank stands before its `#`. */
function withoutComment(line: IniLine): IniLine {
  const at = line.text.search(/\s#/);
  return at === -1
    ? line
    : {
        text: line.text.slice(0, at).trimEnd(),
        start: line.start,
        end: line.start + line.text.slice(0, at).trimEnd().length,
      };
}

function divided(line: IniLine): readonly IniLine[] {
  let at = line.start;
  return line.text.split(";").flatMap((part) => {
    const start = at + (part.length - part.trimStart().length);
    at += part.length + 1;
    const text = part.trim();
    return text === "" ? [] : [{ text, start, end: start + text.length }];
  });
}

function* readFiles(
  source: SourceText,
  collector: ReadingCollector,
  { lines }: IniOption,
  options: ManifestOptions,
): Reading<readonly ManifestReading[]> {
  const readings: ManifestReading[] = [];
  for (const line of lines) {
    for (const written of line.text.replace(/^file:/, "").split(",")) {
      const name = written.trim();
      if (name === "") continue;
      const resolved = resolveTreePath(source.file, name);
      if (resolved.kind === "inside") {
        const { dialect = "pip", environment = new Map() } = options;
        readings.push(yield* readRequirementsFile(resolved.path, { dialect, environment }));
        continue;
      }
      const reason = resolved.kind === "url" ? "it is an address" : resolved.reason;
      const message = `${quoted(name)} is not read: ${reason}.`;
      collector.error(
        source.origin(line.start, line.end),
        `${area}/file`,
        message,
        "Name a file inside the repository.",
      );
    }
  }
  return readings;
}

export const setupCfg = manifestFormat({
  id: "setup-cfg",
  title: "setup.cfg (setuptools)",
  files: ["setup.cfg"],
  reads:
    "`install_requires`, the chosen `extras_require`, `python_requires`, and requirements files that `file:` names",
  edits: "the version clauses of a requirement",
  infers: "Python from `python_requires`",
  notAssessed: null,
  test: "__tests__/core/manifest/setup-cfg/read-setup-cfg.test.ts",
  matches: (path) => fileName(path).toLowerCase() === "setup.cfg",
  read: readSetupCfg,
});
