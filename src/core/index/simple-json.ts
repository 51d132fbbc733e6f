import type { DistributionFile } from "./distribution-file.ts";
import { createLinkResolver } from "./link-resolver.ts";
import { ListedFile, type PageText } from "./listed-file.ts";
import {
  addHash,
  isDistribution,
  longestStatus,
  longestStatusReason,
  mostFiles,
  type PagePlace,
  type ParsedPage,
  parseUploadTime,
  refuseApiVersion,
} from "./page-file.ts";

const noHashes: Readonly<Record<string, string>> = Object.freeze({});

/**
 * Reads a project's page of the JSON simple API: PEP 691 with 592 (yanked), 700 (size, upload time), 714 (metadata) and 792
 * (status). A file that lacks its name or address is dropped; a field of the wrong type is as if it were absent.
 */
export function parseSimpleJson(text: string, place: PagePlace): ParsedPage {
  const page = parseObject(text);
  if (page === null) return { kind: "broken", reason: "the page is not a JSON object" };
  const meta = asObject(page["meta"]);
  const version = meta?.["api-version"];
  const refused = typeof version === "string" ? refuseApiVersion(version) : null;
  if (refused !== null) return { kind: "broken", reason: refused };
  const entries = page["files"];
  if (!Array.isArray(entries)) return { kind: "broken", reason: "the page has no list of `files` (PEP 691)" };
  if (entries.length > mostFiles) return { kind: "broken", reason: `the page lists more than ${mostFiles} files` };

  const links = createLinkResolver(place.url);
  const kept: Entry[] = [];
  const source: PageText = { fileAt: (position) => readFile(kept[position] ?? {}, links, place.index) };
  const files: DistributionFile[] = [];
  let dropped = 0;
  for (const value of entries) {
    const entry = asObject(value);
    const filename = entry?.["filename"];
    const address = entry?.["url"];
    if (
      entry !== null &&
      typeof filename === "string" &&
      typeof address === "string" &&
      isDistribution(filename) &&
      !/[/\\]/.test(filename) &&
      links.accepts(address)
    ) {
      files.push(new ListedFile(filename, source, kept.push(entry) - 1));
    } else dropped += 1;
  }
  return { kind: "page", files, ...readStatus(page), dropped };
}

type Entry = Readonly<Record<string, unknown>>;

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
