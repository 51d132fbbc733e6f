import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import type { ProjectPage } from "../../core/index/distribution-file.ts";
import { ListedPage } from "../../core/index/listed-page.ts";
import type { ParsedPage } from "../../core/index/page-file.ts";
import { parseSimpleHtml } from "../../core/index/simple-html.ts";
import { type PageForm, parseSimpleJson } from "../../core/index/simple-json.ts";
import { fileHostBeside } from "../../core/index/well-known-hosts.ts";
import type { CacheEntry, CacheKey, DiskCache } from "../cache/disk-cache.ts";
import { freshUntil, mayKeep } from "../cache/freshness.ts";
import type { CredentialScope, Http, HttpHead } from "../http/http.ts";
import { letGo } from "../http/let-go.ts";
import { redactUrl } from "../http/redact-url.ts";

/** What asking one address for a page came to. */
export type PageAnswer =
  | { readonly kind: "page"; readonly page: ProjectPage }
  | { readonly kind: "absent" }
  | { readonly kind: "failed"; readonly reason: string };

export interface PageRequest {
  readonly url: string;
  /** The index that the files are said to come from. */
  readonly index: string;
  readonly credentials: readonly CredentialScope[];
  readonly forbiddenIsAbsent: boolean;
}

export interface PageSourceOptions {
  readonly http: Http;
  readonly cache: DiskCache;
  readonly offline: boolean;
  readonly now: () => number;
  readonly holding: PageHolding;
}

/** How the next page, of so many bytes, is to be held. */
export type PageHolding = (bytes: number) => PageForm;

/**
 * Bytes of pages that are held as the text that they are. Making rows of them takes three times as long, mostly because it is code that runs a few million times before
 * it is fast; only a run of many pages needs to be that small.
 */
const heldAsText = 24 * 1024 * 1024;

/** One for a run. */
export function createPageHolding(): PageHolding {
  let seen = 0;
  return (bytes) => {
    seen += bytes;
    return seen <= heldAsText ? "text" : "rows";
  };
}

/** JSON first (PEP 691). Both versioned types must be named: upload times are only sent to whoever does. */
const accept = "application/vnd.pypi.simple.v1+json, application/vnd.pypi.simple.v1+html;q=0.2, text/html;q=0.01";
/** Bytes of a page, decoded. The largest project of the public index has some 10 MB. */
const largestPage = 64 * 1024 * 1024;

/** Reads one page of an index: from the cache while it is fresh, by a conditional request after, else in full. */
export async function readPage(options: PageSourceOptions, request: PageRequest): Promise<PageAnswer> {
  if (request.url.startsWith("file:")) return readLocalPage(request);
  const place: CacheKey = { bucket: "pages-1", key: `${request.index} ${request.url}` };
  const kept = await options.cache.read(place, (notes) => isOfUse(notes, options));
  const notes = kept === null ? null : readNotes(kept.notes);
  if (kept !== null && notes !== null && (options.offline || notes.freshUntil > options.now()))
    return parsePage(kept.body, notes, request, options.holding);
  if (options.offline)
    return { kind: "failed", reason: `\`${redactUrl(request.url)}\` is not in the cache, and the run is offline` };

  const files = fileHostBeside(new URL(request.url).hostname);
  if (files !== null) options.http.prepare(`https://${files}/`);
  const answer = await options.http.get(request.url, {
    accept,
    maxBytes: largestPage,
    credentials: request.credentials,
    headers: notes === null ? {} : conditions(notes),
  });
  if (answer.kind === "failed") return { kind: "failed", reason: answer.reason };
  if (answer.kind === "status") return readStatus(answer.status, answer.reason, request);
  if (answer.kind === "notModified") {
    if (kept === null || notes === null)
      return {
        kind: "failed",
        reason: `\`${redactUrl(request.url)}\` answered 304 to a request that set no condition`,
      };
    const until = freshUntil(answer.head.headers, options.now());
    const page = parsePage(kept.body, notes, request, options.holding);
    if (until > options.now()) options.cache.write(place, { notes: { ...notes, freshUntil: until }, body: kept.body });
    return page;
  }
  const fresh = notesOf(answer.head, options.now());
  const page = parsePage(answer.body, fresh, request, options.holding);
  // A page that nothing can revalidate is still what `--offline` works from.
  if (page.kind === "page" && mayKeep(answer.head.headers))
    options.cache.write(place, { notes: { ...fresh }, body: answer.body });
  else letGo(answer.body);
  return page;
}

interface PageNotes {
  readonly url: string;
  readonly contentType: string;
  readonly etag: string;
  readonly lastModified: string;
  readonly freshUntil: number;
}

/** Whether a kept page can spare its download: while it is fresh, offline, or with something to revalidate it by. */
function isOfUse(kept: CacheEntry["notes"], { offline, now }: PageSourceOptions): boolean {
  const notes = readNotes(kept);
  return notes !== null && (offline || notes.freshUntil > now() || notes.etag !== "" || notes.lastModified !== "");
}

function notesOf(head: HttpHead, now: number): PageNotes {
  const until = freshUntil(head.headers, now);
  return {
    url: head.url,
    contentType: head.headers.get("content-type") ?? "",
    etag: head.headers.get("etag") ?? "",
    lastModified: head.headers.get("last-modified") ?? "",
    // One number for all that is stale, so that the same page again makes the same entry.
    freshUntil: until > now ? until : 0,
  };
}

function readNotes(notes: CacheEntry["notes"]): PageNotes | null {
  const { url, contentType, etag, lastModified, freshUntil: until } = notes;
  if (
    typeof url !== "string" ||
    typeof contentType !== "string" ||
    typeof etag !== "string" ||
    typeof lastModified !== "string" ||
    typeof until !== "number"
  )
    return null;
  return { url, contentType, etag, lastModified, freshUntil: until };
}

function conditions(notes: PageNotes): Record<string, string> {
  return {
    ...(notes.etag !== "" && { "if-none-match": notes.etag }),
    ...(notes.lastModified !== "" && { "if-modified-since": notes.lastModified }),
  };
}

function readStatus(status: number, reason: string, request: PageRequest): PageAnswer {
  if (status === 404 || status === 410 || (status === 403 && request.forbiddenIsAbsent)) return { kind: "absent" };
  if (status !== 401 && status !== 403) return { kind: "failed", reason };
  const missing =
    request.credentials.length === 0 ? "no credentials are known for it" : "the credentials for it were not accepted";
  return {
    kind: "failed",
    reason: `${reason}: ${missing}; give them in netrc, in the index's address, or as PINWARDEN_INDEX_<NAME>_USERNAME and _PASSWORD`,
  };
}

/** The body decides, for the content type may lie: JSON starts with `{`, and HTML with `<`. */
function parsePage(body: Uint8Array, notes: PageNotes, request: PageRequest, holding: PageHolding): PageAnswer {
  const place = { index: request.index, url: notes.url };
  const start = firstSign(body);
  if (start !== "{" && start !== "<" && start !== "")
    return {
      kind: "failed",
      reason: `\`${redactUrl(request.url)}\` is neither a JSON nor an HTML page of the simple API`,
    };
  // An index that lists nothing says so in a page. No bytes at all are an answer that was lost on its way.
  if (start === "") return { kind: "failed", reason: `\`${redactUrl(request.url)}\` answered an empty page` };
  const page =
    start === "{" ? parseSimpleJson(body, place, holding(body.byteLength)) : parseSimpleHtml(textOf(body), place);
  return pageAnswer(page, request);
}

function pageAnswer(parsed: ParsedPage, request: PageRequest): PageAnswer {
  if (parsed.kind === "broken")
    return { kind: "failed", reason: `\`${redactUrl(request.url)}\` cannot be read: ${parsed.reason}` };
  return { kind: "page", page: new ListedPage(request.index, parsed.rows, parsed) };
}

const textOf = (body: Uint8Array): string =>
  Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString("utf8");

/** Behind white space and a byte order mark. */
function firstSign(body: Uint8Array): string {
  for (const [at, byte] of body.entries()) {
    const isMark = at < byteOrderMark.length && byte === byteOrderMark[at];
    if (byte > 32 && !isMark) return String.fromCharCode(byte);
  }
  return "";
}

const byteOrderMark = [0xef, 0xbb, 0xbf];

/** A mirror on disk: `index.html` in the project's folder. */
async function readLocalPage(request: PageRequest): Promise<PageAnswer> {
  try {
    const html = await readFile(fileURLToPath(new URL("index.html", request.url)), "utf8");
    return pageAnswer(parseSimpleHtml(html, { index: request.index, url: request.url }), request);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? "unknown error";
    return code === "ENOENT" || code === "ENOTDIR"
      ? { kind: "absent" }
      : { kind: "failed", reason: `\`${request.url}\` cannot be read (${code})` };
  }
}
