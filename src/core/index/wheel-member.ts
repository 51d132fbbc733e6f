import { isValidName, normalizeName } from "../python/name.ts";
import { type Parsed, parsed, unparsed } from "../python/parsed.ts";
import { compareVersions, parseVersion } from "../python/version.ts";
import type { WheelFilename } from "../python/wheel-filename.ts";
import type { ZipEntry } from "./zip-directory.ts";

/** Bytes of the largest METADATA that is read: descriptions have grown to a few megabytes. */
export const largestMetadata = 16 * 1024 * 1024;

/** How the name of a wheel's METADATA ends. */
export const metadataEnding = ".dist-info/METADATA";

/** The one `{name}-{version}.dist-info/METADATA` that belongs to the wheel (binary distribution format, "the .dist-info directory"). */
export function findWheelMetadata(entries: readonly ZipEntry[], wheel: WheelFilename): Parsed<ZipEntry> {
  const found = entries.filter(
    (entry) =>
      entry.name.endsWith(metadataEnding) &&
      entry.name.indexOf("/") === entry.name.length - 9 &&
      belongs(entry.name, wheel),
  );
  const [entry] = found;
  if (entry === undefined) return unparsed("the wheel has no `.dist-info/METADATA` of its own name and version");
  if (found.length > 1)
    return unparsed(`the wheel has ${found.length} \`.dist-info/METADATA\` of its name; one was expected`);
  if (entry.encrypted) return unparsed("the wheel's METADATA is encrypted");
  if (entry.method !== 0 && entry.method !== 8)
    return unparsed(`the wheel's METADATA is compressed by the method ${entry.method}; stored or deflate was expected`);
  if (entry.size > largestMetadata)
    return unparsed(`the wheel's METADATA unpacks to ${entry.size} bytes; at most ${largestMetadata} are read`);
  if (entry.compressedSize > entry.size + 1024) return unparsed("the wheel's METADATA states sizes that cannot be");
  return parsed(entry);
}

function belongs(path: string, wheel: WheelFilename): boolean {
  const folder = path.slice(0, -metadataEnding.length);
  const dash = folder.lastIndexOf("-");
  const name = folder.slice(0, dash);
  if (dash <= 0 || !isValidName(name) || normalizeName(name) !== wheel.name) return false;
  // The last of what was escaped may be the local part's `+`; those before it, and within it, are dots to PEP 440.
  const parts = folder.slice(dash + 1).split(/[_+]/);
  const version = parseVersion(parts.length < 2 ? parts.join("") : `${parts.slice(0, -1).join(".")}+${parts.at(-1)}`);
  return version === null || compareVersions(version, wheel.version) === 0;
}
