import { fileName, type ManifestOptions, manifestFormat } from "../format.ts";
import { openText } from "../open-file.ts";
import {
  addRequirement,
  locatedText,
  type PyprojectContext,
  stringField,
  stringsField,
} from "../pyproject/pyproject-context.ts";
import { parseTomlDocument, tomlAt } from "../pyproject/toml-document.ts";
import { applyUvSources } from "../pyproject/uv-sources.ts";
import { readUvTable } from "../pyproject/uv-table.ts";
import type { Reading } from "../reading.ts";
import { ReadingCollector } from "../reading-collector.ts";
import type { ManifestReading } from "../requirement.ts";
import { fileOrigin, SourceText } from "../source-text.ts";
import { findScriptBlock } from "./script-block.ts";

const area = "script";

/** Reads the inline metadata of a Python script (PEP 723), with what `[tool.uv]` says there. */
export function* readScript(path: string, _options: ManifestOptions = {}): Reading<ManifestReading> {
  const collector = new ReadingCollector();
  const source = yield* openText(path, area, collector);
  if (source === null) return collector.reading();
  const block = findScriptBlock(source.text);
  if (block.kind === "none") {
    const message = "The file has no block `# /// script`, so what it needs is not known.";
    collector.notAssessed(
      fileOrigin(path),
      `${area}/no-block`,
      message,
      "Add the block of PEP 723, or list a requirements file.",
    );
    return collector.reading();
  }
  if (block.kind === "invalid") {
    const hint = "Keep one block, closed by `# ///`.";
    collector.error(source.origin(block.start, block.end), `${area}/invalid-block`, block.message, hint);
    return collector.reading();
  }
  const document = parseTomlDocument(new SourceText(path, block.toml));
  if (!document.ok) {
    collector.error(document.origin, `${area}/invalid-toml`, document.message, document.hint);
    return collector.reading();
  }
  const context: PyprojectContext = { area, source, root: document.root, collector };
  for (const item of stringsField(context, "dependencies", tomlAt(document.root, "dependencies"))) {
    addRequirement(context, item, "direct");
  }
  const python = stringField(context, "requires-python", tomlAt(document.root, "requires-python"));
  if (python !== null) collector.requiresPython = locatedText(context, python);
  applyUvSources(context, readUvTable(context), { extras: [], groups: [] });
  return collector.reading();
}

export const script = manifestFormat({
  id: "script",
  title: "Python script with inline metadata (PEP 723)",
  files: ["*.py"],
  reads: "`dependencies` of the block `# /// script`; `[tool.uv]` there: indexes, sources, constraints, overrides",
  edits: "the version clauses of a requirement",
  infers: "Python from `requires-python`",
  notAssessed: "a script without a block",
  test: "__tests__/core/manifest/script/read-script.test.ts",
  matches: (path) => fileName(path).toLowerCase().endsWith(".py"),
  read: readScript,
});
