import { decodeUtf8 } from "./decode-text.ts";
import type { PyprojectContext } from "./pyproject/pyproject-context.ts";
import { parseTomlDocument } from "./pyproject/toml-document.ts";
import { quoted } from "./quoted.ts";
import type { Reading } from "./reading.ts";
import type { ReadingCollector } from "./reading-collector.ts";
import { fileOrigin, SourceText } from "./source-text.ts";

/** Most bytes of a manifest that is no requirements file, unless its reader sets another bound. */
const mostBytes = 2 * 1024 * 1024;

/** Most bytes of a TOML manifest: ten times what the largest known ones have. Its parser takes a second for some 300,000. */
const mostTomlBytes = 512 * 1024;

/**
 * Asks for a file and decodes it as UTF-8. Null after a problem is reported: it is missing, refused or too large. `area`
 * is what the codes of the problems begin with.
 */
export function* openText(
  path: string,
  area: string,
  collector: ReadingCollector,
  most: number = mostBytes,
): Reading<SourceText | null> {
  const answer = yield path;
  const origin = fileOrigin(path);
  if (answer.kind !== "file") {
    const reason = answer.kind === "missing" ? "does not exist" : `is not read: ${answer.reason}`;
    const hint = "Correct the path, or add the file.";
    collector.error(origin, `${area}/${answer.kind}-file`, `${quoted(path)} ${reason}.`, hint);
    return null;
  }
  if (answer.bytes.length > most) {
    const message = `${quoted(path)} is not read: it has ${answer.bytes.length} bytes, and at most ${most} are read.`;
    collector.error(origin, `${area}/file-too-large`, message, "Shorten the file.");
    return null;
  }
  collector.files.push(path);
  const { text, fault } = decodeUtf8(answer.bytes);
  const source = new SourceText(path, text);
  if (fault !== null) {
    collector.error(source.origin(fault.offset, fault.offset + 1), `${area}/encoding`, fault.message, fault.hint);
  }
  return source;
}

/** Asks for a TOML file and parses it. Null after a problem is reported. */
export function* openToml(path: string, area: string, collector: ReadingCollector): Reading<PyprojectContext | null> {
  const source = yield* openText(path, area, collector, mostTomlBytes);
  return source === null ? null : parseContext(source, area, collector);
}

export function parseContext(source: SourceText, area: string, collector: ReadingCollector): PyprojectContext | null {
  const document = parseTomlDocument(source);
  if (document.ok) return { area, source, root: document.root, collector };
  collector.error(document.origin, `${area}/invalid-toml`, document.message, document.hint);
  return null;
}
