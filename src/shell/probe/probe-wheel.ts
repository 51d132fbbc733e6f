import { isNvidiaName } from "../../core/accelerator/nvidia-distribution.ts";
import { readMetadataOf } from "../../core/index/metadata-of-file.ts";
import { findWheelMetadata, largestMetadata } from "../../core/index/wheel-member.ts";
import type { ZipEntry } from "../../core/index/zip-directory.ts";
import type { BinaryFacts } from "../../core/probe/binary-facts.ts";
import { type BuildInfo, largestBuildInfo, mayBeBuildInfo, readBuildInfo } from "../../core/probe/build-info.ts";
import type { Probe } from "../../core/probe/probe.ts";
import { isElf, readBinary } from "../../core/probe/read-binary.ts";
import type { CoreMetadata } from "../../core/python/core-metadata.ts";
import { parseLenientDependencySpecifier } from "../../core/python/dependency-specifier.ts";
import { parseWheelFilename } from "../../core/python/wheel-filename.ts";
import type { Http } from "../http/http.ts";
import { BytesUnavailable, firstTail, listZip, readZipMember } from "../index/zip-bytes.ts";
import { readMemberPrefix } from "./member-prefix.ts";
import { type CountedBytes, openByRanges } from "./range-bytes.ts";

/** Bytes read of a wheel: under four megabytes, or under two in a hundred of a larger one. */
const least = 3_900_000;
const share = 0.0195;

/** What the headers of a request and of an answer take is not counted; what a range's rounding takes is. */
const reserve = 64 * 1024;

/** Most libraries of which something is read. */
const mostBinaries = 24;

/**
 * Reads a published wheel by ranges: its directory, METADATA, the text files that say how it was built, and of its libraries as many whole ones as
 * fit, the smallest first, then the first bytes of the largest. What was not read is named.
 *
 * @throws BytesUnavailable where the server does not send the directory.
 */
export async function probeWheel(
  http: Http,
  file: { readonly filename: string; readonly url: string },
): Promise<Probe> {
  const archive = await openByRanges(http, file.url, firstTail, least);
  archive.allow(Math.max(least, Math.floor(archive.size * share)));
  const entries = await listZip(archive);
  if (!entries.ok) throw new BytesUnavailable(entries.problem.message);
  const wheel = parseWheelFilename(file.filename);
  if (!wheel.ok) throw new BytesUnavailable(wheel.problem.message);
  const metadata = await readMetadata(archive, file.filename, entries.value);
  const buildInfo: BuildInfo[] = [];
  for (const entry of entries.value
    .filter(({ name, size }) => mayBeBuildInfo(name) && size <= largestBuildInfo)
    .slice(0, 8)) {
    const content = await readZipMember(archive, entry, largestBuildInfo);
    const info = content.ok ? readBuildInfo(entry.name, Buffer.from(content.value).toString("utf8")) : null;
    if (info !== null) buildInfo.push(info);
  }
  const libraries = entries.value.filter(({ name }) => /\.so(?:\.\d+)*$/.test(name.slice(name.lastIndexOf("/") + 1)));
  const { binaries, unread } = await readLibraries(archive, libraries);
  return {
    package: wheel.value.name,
    version: wheel.value.version.text,
    filename: file.filename,
    url: file.url,
    size: archive.size,
    bytesRead: archive.bytesRead(),
    requires: (metadata?.requiresDist ?? []).filter(namesCuda),
    requiresPython: metadata?.requiresPython ?? null,
    buildInfo,
    binaries,
    named: libraries
      .map(({ name }) => name)
      .filter((name) => /cu(?:da)?_?\d{2,3}/.test(name.slice(name.lastIndexOf("/") + 1))),
    unread,
  };
}

async function readMetadata(
  archive: CountedBytes,
  filename: string,
  entries: readonly ZipEntry[],
): Promise<CoreMetadata | null> {
  const wheel = parseWheelFilename(filename);
  const entry = wheel.ok ? findWheelMetadata(entries, wheel.value) : wheel;
  if (!entry.ok) return null;
  const content = await readZipMember(archive, entry.value, largestMetadata);
  const metadata = content.ok ? readMetadataOf(filename, Buffer.from(content.value).toString("utf8")) : content;
  return metadata.ok ? metadata.value : null;
}

function namesCuda(text: string): boolean {
  const read = parseLenientDependencySpecifier(text);
  return read.ok && (isNvidiaName(read.value.value.name) || /(?:^|-)cuda?\d*(?:-|$)/.test(read.value.value.name));
}

interface ReadLibraries {
  readonly binaries: readonly BinaryFacts[];
  readonly unread: Probe["unread"];
}

/** Whole small ones first: they say what they need, and one fat binary of theirs lists what all were compiled for. Then beginnings. */
async function readLibraries(archive: CountedBytes, libraries: readonly ZipEntry[]): Promise<ReadLibraries> {
  const binaries: BinaryFacts[] = [];
  const unread: { readonly what: string; readonly why: string }[] = [];
  const ordered = inOrder(libraries);
  for (const [index, entry] of ordered.entries()) {
    const left = archive.left() - reserve;
    const waiting = ordered.length - index;
    // What binds Python holds the lists as text: it is worth nearly all that is left. Of the others each leaves something for the next.
    const whole = bindsPython(entry) ? left * 0.98 : left / 2;
    const budget = entry.compressedSize <= whole ? entry.compressedSize : Math.floor(waiting === 1 ? left : left / 3);
    if (budget < Math.min(entry.compressedSize, 32 * 1024)) {
      unread.push({ what: entry.name, why: "the bound of bytes was reached" });
      continue;
    }
    const bytes = await readMemberPrefix(archive, entry, budget);
    if (bytes === null || !isElf(bytes)) {
      unread.push({
        what: entry.name,
        why: bytes === null ? "it could not be unpacked" : "it is no ELF file of 64 bits",
      });
      continue;
    }
    binaries.push(readBinary(entry.name, entry.size, bytes));
    if (bytes.byteLength < entry.size)
      unread.push({
        what: entry.name,
        why: `${bytes.byteLength} of its ${entry.size} bytes were unpacked; a member is deflated from its start`,
      });
  }
  for (const entry of libraries.filter((one) => !ordered.includes(one)))
    unread.push({ what: entry.name, why: "enough others were read" });
  return { binaries, unread };
}

/** Those whose names say CUDA or that bind Python come first among equals; third parties' libraries last. */
function inOrder(libraries: readonly ZipEntry[]): readonly ZipEntry[] {
  const own = libraries.filter(({ name }) => !name.includes(".libs/"));
  const small = own
    .filter(({ compressedSize }) => compressedSize <= 512 * 1024)
    .sort((left, right) => left.compressedSize - right.compressedSize);
  const large = own
    .filter(({ compressedSize }) => compressedSize > 512 * 1024)
    .sort((left, right) => rank(left) - rank(right) || left.compressedSize - right.compressedSize);
  return [...small.slice(-4), ...large].slice(0, mostBinaries);
}

const fileOf = ({ name }: ZipEntry): string => name.slice(name.lastIndexOf("/") + 1);
const bindsPython = (entry: ZipEntry): boolean => /libtorch_python|_python\.so/.test(fileOf(entry));
const rank = (entry: ZipEntry): number => (bindsPython(entry) ? 0 : /cuda|_C\b/.test(fileOf(entry)) ? 1 : 2);
