import { asciiText, isText } from "./byte-text.ts";
import type { DistributionFile } from "./distribution-file.ts";
import { namedRows } from "./file-rows.ts";
import { filesMark, scanJsonFiles } from "./json-rows.ts";
import { createLinkResolver, type LinkResolver } from "./link-resolver.ts";
import { RowWriter } from "./packed-rows.ts";
import {
  addHash,
  endings,
  isDistribution,
  longestFilename,
  longestStatus,
  longestStatusReason,
  mostFiles,
  type PagePlace,
  type ParsedPage,
  parseUploadTime,
  refuseApiVersion,
} from "./page-file.ts";
import type { PageRow } from "./page-row.ts";
import { type Entry, type NamedEntry, readTextRows } from "./text-rows.ts";

const noHashes: Readonly<Record<string, string>> = Object.freeze({});

/** How a page is held: as rows of a third of its length, which takes a run a tenth of a second to get fast at; or as the text that it is. */
export type PageForm = "rows" | "text";

/**
 * Reads a project's page of the JSON simple API: PEP 691 with 592 (yanked), 700 (size, upload time), 714 (metadata) and 792
 * (status). A file that lacks its name or address is dropped; a field of the wrong type is as if it were absent.
 */
export function parseSimpleJson(source: string | Uint8Array, place: PagePlace, form: PageForm = "rows"): ParsedPage {
  if (form === "text") {
    const text = typeof source === "string" ? source : textOf(source);
    return textPage(text, place) ?? wholePage(text, place);
  }
  const bytes = typeof source === "string" ? new TextEncoder().encode(source) : source;
  return scannedPage(bytes, place) ?? wholePage(typeof source === "string" ? source : textOf(bytes), place);
}

const textOf = (bytes: Uint8Array): string => new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes);

/** The page as nearly all are written, without an object for each file; null for every other. */
function scannedPage(bytes: Uint8Array, place: PagePlace): ParsedPage | null {
  const links = createLinkResolver(place.url);
  const writer = new RowWriter(bytes);
  const accepts = acceptor(bytes, links);
  let kept = 0;
  let dropped = 0;
  const scanned = scanJsonFiles(
    bytes,
    (value) => readHashes(asObject(value)),
    (row) => {
      if (isKept(bytes, row) && accepts(row)) {
        writer.add(row);
        kept += 1;
      } else dropped += 1;
      return kept + dropped <= mostFiles;
    },
  );
  if (scanned === null) return null;
  if (kept + dropped > mostFiles) return tooLong;
  const page = pageAround(scanned.rest);
  if (page === null) return null;
  return refusal(page) ?? { kind: "page", rows: writer.rows(links, place.index), ...readStatus(page), dropped };
}

/** The page as nearly all are written, by where its files lie; null for every other. */
function textPage(text: string, place: PagePlace): ParsedPage | null {
  const files = /"files"[ \t\n\r]*:[ \t\n\r]*\[/.exec(text);
  if (files === null) return null;
  const start = files.index + files[0].length;
  const links = createLinkResolver(place.url);
  const found = readTextRows(text, start, {
    isKept: (entry) => isUsable(entry, links),
    read: (entry) => readFile(entry, links, place.index),
  });
  if (found === null) return null;
  if (found === "too long") return tooLong;
  const page = pageAround(`${text.slice(0, start)}${JSON.stringify(filesMark)}${text.slice(found.end)}`);
  if (page === null) return null;
  return refusal(page) ?? { kind: "page", rows: found.rows, ...readStatus(page), dropped: found.dropped };
}

/** The page without its files, in whose place a mark stands; null where the list was a key of this name that is not the page's own, or not its last. */
function pageAround(rest: string): Readonly<Record<string, unknown>> | null {
  const page = parseObject(rest);
  const files = page?.["files"];
  return Array.isArray(files) && files.length === 1 && files[0] === filesMark ? page : null;
}

function isKept(bytes: Uint8Array, { filenameFrom, filenameTo, hrefFrom }: PageRow): boolean {
  if (filenameFrom < 0 || hrefFrom < 0) return false;
  for (let at = filenameFrom; at < filenameTo; at += 1) if (bytes[at] === 0x2f) return false;
  return (
    filenameTo - filenameFrom <= longestFilename &&
    endings.some((ending) => isText(bytes, Math.max(filenameFrom, filenameTo - ending.length), filenameTo, ending))
  );
}

/** Whether a row's address would be found. All that begin with a root with which one was found are, and go unread. */
function acceptor(bytes: Uint8Array, links: LinkResolver): (row: PageRow) => boolean {
  let root = -1;
  return ({ hrefFrom, hrefTo, rootFrom }) => {
    if (rootFrom >= 0 && rootFrom === root) return true;
    if (!links.accepts(asciiText(bytes, hrefFrom, hrefTo))) return false;
    root = rootFrom;
    return true;
  };
}

const tooLong: ParsedPage = { kind: "broken", reason: `the page lists more than ${mostFiles} files` };

function refusal(page: Readonly<Record<string, unknown>>): ParsedPage | null {
  const version = asObject(page["meta"])?.["api-version"];
  const refused = typeof version === "string" ? refuseApiVersion(version) : null;
  return refused === null ? null : { kind: "broken", reason: refused };
}

/** The page by JSON's own parser. */
function wholePage(text: string, place: PagePlace): ParsedPage {
  const page = parseObject(text);
  if (page === null) return { kind: "broken", reason: "the page is not a JSON object" };
  const refused = refusal(page);
  if (refused !== null) return refused;
  const entries = page["files"];
  if (!Array.isArray(entries)) return { kind: "broken", reason: "the page has no list of `files` (PEP 691)" };
  if (entries.length > mostFiles) return tooLong;

  const links = createLinkResolver(place.url);
  const kept: Entry[] = [];
  const names: string[] = [];
  let dropped = 0;
  for (const value of entries) {
    const entry = asObject(value);
    if (entry !== null && isUsable(entry, links)) {
      kept.push(entry);
      names.push(entry.filename);
    } else dropped += 1;
  }
  const rows = namedRows(names, (row) => readFile(kept[row] ?? {}, links, place.index));
  return { kind: "page", rows, ...readStatus(page), dropped };
}

function isUsable(entry: Entry, links: LinkResolver): entry is NamedEntry {
  const { filename, url } = entry;
  return (
    typeof filename === "string" &&
    typeof url === "string" &&
    isDistribution(filename) &&
    !/[/\\]/.test(filename) &&
    links.accepts(url)
  );
}

function readFile(entry: Entry, links: ReturnType<typeof createLinkResolver>, index: string): DistributionFile {
  const requiresPython = entry["requires-python"];
  const yanked = entry["yanked"];
  const uploadTime = entry["upload-time"];
  const size = entry["size"];
  const promise = entry["core-metadata"] ?? entry["dist-info-metadata"];
  const file: DistributionFile = {
    filename: String(entry["filename"]),
    url: links.resolve(String(entry["url"]))?.url ?? "",
    index,
    hashes: readHashes(asObject(entry["hashes"])),
    requiresPython: typeof requiresPython === "string" && requiresPython.trim() !== "" ? requiresPython.trim() : null,
    yanked: typeof yanked === "string" ? yanked : yanked === true ? "" : null,
    uploadTime: typeof uploadTime === "string" ? parseUploadTime(uploadTime) : null,
    size: typeof size === "number" && Number.isSafeInteger(size) && size >= 0 ? size : null,
    coreMetadata: promise === undefined || promise === null ? null : promise !== false,
  };
  const promised = asObject(promise);
  const provenance = typeof entry["provenance"] === "string" ? links.resolve(entry["provenance"]) : null;
  return {
    ...file,
    ...(promised === null ? {} : { coreMetadataHashes: readHashes(promised) }),
    ...(provenance === null ? {} : { provenance: provenance.url }),
  };
}

/** PEP 691 names the algorithms as keys. */
function readHashes(hashes: Readonly<Record<string, unknown>> | null): Readonly<Record<string, string>> {
  let found: Record<string, string> | null = null;
  for (const [algorithm, digest] of Object.entries(hashes ?? {})) {
    if (typeof digest === "string") found = addHash(found, algorithm, digest);
  }
  return found ?? noHashes;
}

/** PEP 792. A reason without a status says nothing. */
function readStatus(page: Readonly<Record<string, unknown>>): {
  readonly status: string | null;
  readonly statusReason?: string;
} {
  const { status, reason } = asObject(page["project-status"]) ?? {};
  if (typeof status !== "string") return { status: null };
  const statusReason = typeof reason === "string" ? reason.trim().slice(0, longestStatusReason) : "";
  return { status: status.slice(0, longestStatus), ...(statusReason === "" ? {} : { statusReason }) };
}

function parseObject(text: string): Readonly<Record<string, unknown>> | null {
  try {
    return asObject(JSON.parse(text));
  } catch {
    return null;
  }
}

function asObject(value: unknown): Readonly<Record<string, unknown>> | null {
  return typeof value === "object" && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : null;
}
