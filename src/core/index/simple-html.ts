import type { DistributionFile } from "./distribution-file.ts";
import { namedRows } from "./file-rows.ts";
import { attributesAt, scanTags } from "./html-tags.ts";
import { createLinkResolver, filenameOf } from "./link-resolver.ts";
import {
  isDistribution,
  longestStatus,
  longestStatusReason,
  mostFiles,
  type PagePlace,
  type ParsedPage,
  parseHashes,
  parseUploadTime,
  refuseApiVersion,
} from "./page-file.ts";

/**
 * Reads a project's page of the HTML simple API: PEP 503 with the attributes of PEP 592 (yanked), 658 and 714 (metadata), 700
 * (upload time, as indexes carry it over from JSON), 629 (version) and 792 (status). Takes what it can; never throws. The
 * attributes of a file are read when somebody asks for them: see `FileRows`.
 */
export function parseSimpleHtml(html: string, place: PagePlace): ParsedPage {
  if (isCutOff(html)) return { kind: "broken", reason: "the page has no end: it was cut off" };
  const names: string[] = [];
  const places: number[] = [];
  let links = createLinkResolver(place.url);
  let based = false;
  let status: string | null = null;
  let statusReason = "";
  let dropped = 0;
  let broken: string | null = null;

  scanTags(html, (tag) => {
    if (tag.name === "base") {
      // Only the first counts (HTML, 4.2.3), and it holds for links before it too.
      if (!based && tag.href !== undefined && URL.canParse(tag.href, place.url))
        links = createLinkResolver(new URL(tag.href, place.url).href, place.url);
      based = true;
      return true;
    }
    if (tag.name === "meta") {
      const attribute = attributesAt(html, tag.from);
      const key = attribute("name")?.toLowerCase();
      if (key === "pypi:repository-version") broken = refuseApiVersion(attribute("content") ?? "");
      if (key === "pypi:project-status") status = (attribute("content") ?? "").slice(0, longestStatus);
      if (key === "pypi:project-status-reason")
        statusReason = (attribute("content") ?? "").trim().slice(0, longestStatusReason);
      return broken === null;
    }
    if (tag.href === undefined) return true;
    const href = tag.href.trim();
    const filename = filenameOf(href);
    if (isDistribution(filename) && links.accepts(href)) {
      names.push(filename);
      places.push(tag.from);
    } else dropped += 1;
    if (names.length > mostFiles) broken = `the page lists more than ${mostFiles} files`;
    return broken === null;
  });

  if (broken !== null) return { kind: "broken", reason: broken };
  const why = status === null || statusReason === "" ? {} : { statusReason };
  const rows = namedRows(names, (row) => readFile(html, places[row] ?? 0, links, place.index));
  return { kind: "page", rows, status, ...why, dropped };
}

/** Characters at either end of a page within which its `html` element begins and ends; remarks may stand outside of it. */
const margin = 4096;

/**
 * True for a page that ends within a tag, behind its doctype, or without closing the `html` element that it opened. HTML lets that
 * end tag be left out (13.1.2.4), but indexes write both or neither, and a page that lost its end lists some of the files as if
 * they were all: an older version would be taken for the newest.
 */
function isCutOff(html: string): boolean {
  if (html.lastIndexOf("<") > html.lastIndexOf(">")) return true;
  if (html.length < margin && /^\s*<!doctype[^>]*>\s*$/i.test(html)) return true;
  return /<html[\s>]/i.test(html.slice(0, margin)) && !/<\/html\s*>/i.test(html.slice(-margin));
}

function readFile(
  html: string,
  from: number,
  links: ReturnType<typeof createLinkResolver>,
  index: string,
): DistributionFile {
  const attribute = attributesAt(html, from);
  const href = (attribute("href") ?? "").trim();
  const { url, fragment } = links.resolve(href) ?? { url: "", fragment: "" };
  const requiresPython = attribute("data-requires-python")?.trim() ?? "";
  const size = attribute("data-size");
  const promise = attribute("data-core-metadata") ?? attribute("data-dist-info-metadata");
  const file: DistributionFile = {
    filename: filenameOf(href),
    url,
    index,
    hashes: parseHashes(fragment),
    requiresPython: requiresPython === "" ? null : requiresPython,
    yanked: attribute("data-yanked") ?? null,
    uploadTime: parseUploadTime((attribute("data-upload-time") ?? "").trim()),
    size: size !== undefined && /^\d{1,15}$/.test(size) ? Number(size) : null,
    coreMetadata: promise === undefined ? null : promise.toLowerCase() !== "false",
  };
  const attestations = attribute("data-provenance")?.trim() ?? "";
  const provenance = attestations === "" ? null : links.resolve(attestations);
  return {
    ...file,
    ...(promise?.includes("=") ? { coreMetadataHashes: parseHashes(promise) } : {}),
    ...(provenance === null ? {} : { provenance: provenance.url }),
  };
}
