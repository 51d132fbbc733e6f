import type { CoreMetadata } from "../python/core-metadata.ts";
import { parseCoreMetadata } from "../python/core-metadata-reader.ts";
import { type Parsed, unparsed } from "../python/parsed.ts";
import { parseSdistFilename } from "../python/sdist-filename.ts";
import { compareVersions, parseVersion } from "../python/version.ts";
import { parseWheelFilename } from "../python/wheel-filename.ts";

/** Reads METADATA or PKG-INFO and holds it against the name of its file: who disagrees with itself is not believed. */
export function readMetadataOf(filename: string, text: string): Parsed<CoreMetadata> {
  const read = parseCoreMetadata(text);
  if (!read.ok) return read;
  const problem = disagreement(filename, read.value);
  return problem === null ? read : unparsed(problem);
}

/** What of the metadata does not fit the file's name, or null. Versions are compared as PEP 440 does, so `1.0` is `1.0.0`. */
export function disagreement(filename: string, metadata: CoreMetadata): string | null {
  const named = filename.endsWith(".whl") ? parseWheelFilename(filename) : parseSdistFilename(filename, metadata.name);
  if (!named.ok) return `the file's name does not fit the name \`${metadata.name}\` in its metadata`;
  if (named.value.name !== metadata.name)
    return `the file is named \`${named.value.name}\` and its metadata \`${metadata.name}\``;
  const version = parseVersion(metadata.version);
  if (version === null) return `the version \`${metadata.version.slice(0, 60)}\` in the metadata is not one of PEP 440`;
  if (compareVersions(version, named.value.version) !== 0)
    return `the file is of version \`${named.value.version.text}\` and its metadata of \`${metadata.version}\``;
  return null;
}
