import { decodeUtf8 } from "../decode-text.ts";
import { mergeReadings } from "../merge-readings.ts";
import { quoted } from "../quoted.ts";
import type { Reading } from "../reading.ts";
import { ReadingCollector } from "../reading-collector.ts";
import type { ManifestReading } from "../requirement.ts";
import { fileOrigin, SourceText } from "../source-text.ts";
import type { Chosen } from "./chosen-names.ts";
import { readDependencyGroups } from "./dependency-groups.ts";
import { reportForeignTables } from "./foreign-tables.ts";
import { readProjectTable } from "./project-table.ts";
import type { PyprojectContext } from "./pyproject-context.ts";
import { readDynamicDependencies, reportDynamic } from "./setuptools-dynamic.ts";
import { parseTomlDocument } from "./toml-document.ts";
import { applyUvSources } from "./uv-sources.ts";
import { readUvTable } from "./uv-table.ts";

export interface PyprojectOptions {
  /** Extras of the project whose dependencies are read too. None unless given. */
  readonly extras?: Chosen;
  /** Dependency groups (PEP 735) that are read too. None unless given. */
  readonly groups?: Chosen;
}

/** Most bytes of a pyproject.toml: a hundred times what the largest known ones have. */
const mostBytes = 2 * 1024 * 1024;

/**
 * Reads a pyproject.toml: PEP 621 dependencies, those of the chosen extras and groups, `requires-python`, and what
 * `[tool.uv]` says of constraints, overrides, indexes and sources. What only a build would know is reported.
 */
export function* readPyproject(path: string, options: PyprojectOptions = {}): Reading<ManifestReading> {
  const collector = new ReadingCollector();
  const answer = yield path;
  if (answer.kind !== "file") {
    const reason = answer.kind === "missing" ? "does not exist" : `is not read: ${answer.reason}`;
    collector.error(
      fileOrigin(path),
      `pyproject/${answer.kind}-file`,
      `${quoted(path)} ${reason}.`,
      "Correct the path, or add the file.",
    );
    return collector.reading();
  }
  if (answer.bytes.length > mostBytes) {
    const message = `${quoted(path)} is not read: it has ${answer.bytes.length} bytes, and at most ${mostBytes} are read.`;
    collector.error(fileOrigin(path), "pyproject/file-too-large", message, "Shorten the file.");
    return collector.reading();
  }
  collector.files.push(path);
  const context = openDocument(path, answer.bytes, collector);
  if (context === null) return collector.reading();
  return yield* readTables(context, options);
}

function openDocument(path: string, bytes: Uint8Array, collector: ReadingCollector): PyprojectContext | null {
  const { text, fault } = decodeUtf8(bytes);
  const source = new SourceText(path, text);
  if (fault !== null) {
    const origin = source.origin(fault.offset, fault.offset + 1);
    collector.error(origin, "pyproject/encoding", fault.message, fault.hint);
  }
  const document = parseTomlDocument(source);
  if (document.ok) return { source, root: document.root, collector };
  collector.error(document.origin, "pyproject/invalid-toml", document.message, document.hint);
  return null;
}

function* readTables(context: PyprojectContext, options: PyprojectOptions): Reading<ManifestReading> {
  const { extras = [], groups = [] } = options;
  const dynamic = readProjectTable(context, extras);
  readDependencyGroups(context, groups);
  const indexes = readUvTable(context);
  applyUvSources(context, indexes);
  reportForeignTables(context);
  const optional = dynamic.get("optional-dependencies");
  if (optional !== undefined && extras.length > 0) reportDynamic(context, optional, "optional-dependencies");
  const dependencies = dynamic.get("dependencies");
  if (dependencies === undefined) return context.collector.reading();
  const included = yield* readDynamicDependencies(context, dependencies);
  return mergeReadings([context.collector.reading(), ...included]);
}
