import type { DistributionFile } from "./distribution-file.ts";
import { scanTags } from "./html-tags.ts";
import { createLinkResolver } from "./link-resolver.ts";
import {
  isDistribution,
  mostFiles,
  type PagePlace,
  type ParsedPage,
  parseHashes,
  parseUploadTime,
  refuseApiVersion,
} from "./page-file.ts";

/**
 * Reads a project's page of the HTML simple API: PEP 503 with the attributes of PEP 592 (yanked), 658 and 714 (metadata), 700
 * (upload time, as indexes carry it over from JSON), 629 (version) and 792 (status). Takes what it can; never throws.
 */
export function parseSimpleHtml(html: string, place: PagePlace): ParsedPage {
  const files: DistributionFile[] = [];
  const texts = new Map<string, string>();
  let resolve = createLinkResolver(place.url);
  let based = false;
  let status: string | null = null;
  let dropped = 0;
  let broken: string | null = null;

  /** One copy of each of the few distinct texts that thousands of files share. */
  function shared(text: string): string {
    const held = texts.get(text);
    if (held !== undefined) return held;
    texts.set(text, text);
    return text;
  }

  scanTags(html, (tag) => {
    if (tag.name === "base") {
      const href = tag.attribute("href");
      if (!based && href !== undefined && URL.canParse(href, place.url))
        resolve = createLinkResolver(new URL(href, place.url).href);
      based = true;
      return true;
    }
    if (tag.name === "meta") {
      const key = tag.attribute("name")?.toLowerCase();
      const content = tag.attribute("content") ?? "";
      if (key === "pypi:repository-version") broken = refuseApiVersion(content);
      if (key === "pypi:project-status") status = content.slice(0, 60);
      return broken === null;
    }
    const href = tag.attribute("href");
    if (href === undefined) return true;
    const link = resolve(href.trim());
    if (link === null || !isDistribution(link.filename)) {
      dropped += 1;
      return true;
    }
    const requiresPython = tag.attribute("data-requires-python");
    const uploadTime = tag.attribute("data-upload-time");
    const size = tag.attribute("data-size");
    const promise = tag.attribute("data-core-metadata") ?? tag.attribute("data-dist-info-metadata");
    const file: DistributionFile = {
      filename: link.filename,
      url: link.url,
      index: place.index,
      hashes: parseHashes(link.fragment),
      requiresPython:
        requiresPython === undefined || requiresPython.trim() === "" ? null : shared(requiresPython.trim()),
      yanked: tag.attribute("data-yanked") ?? null,
      uploadTime: uploadTime === undefined ? null : parseUploadTime(uploadTime.trim()),
      size: size !== undefined && /^\d{1,15}$/.test(size) ? Number(size) : null,
      coreMetadata: promise === undefined ? null : promise.toLowerCase() !== "false",
    };
    files.push(promise?.includes("=") ? { ...file, coreMetadataHashes: parseHashes(promise) } : file);
    if (files.length > mostFiles) broken = `the page lists more than ${mostFiles} files`;
    return broken === null;
  });

  return broken === null ? { kind: "page", files, status, dropped } : { kind: "broken", reason: broken };
}
