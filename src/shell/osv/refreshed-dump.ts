import { createWriteStream } from "node:fs";
import { mkdir, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { pipeline } from "node:stream/promises";
import { withoutTrailingSlashes } from "../../core/trailing.ts";
import { splitCredentials } from "../http/credentials.ts";
import type { Http, HttpHead } from "../http/http.ts";
import { redactUrl } from "../http/redact-url.ts";
import { dumpLimits } from "./dump-limits.ts";
import { type Dump, loadDump } from "./load-dump.ts";

/** OSV's public bucket (https://google.github.io/osv.dev/data/#data-dumps). */
export const publicDumpAddress = "https://osv-vulnerabilities.storage.googleapis.com";

/** Where a refreshed dump lies in the cache folder, for runs without a network. */
export const dumpPathIn = (cacheFolder: string): string => join(cacheFolder, "advisories", "PyPI-all.zip");

export type Refresh =
  | { readonly kind: "refreshed" | "unchanged"; readonly address: string; readonly dump: Dump }
  | { readonly kind: "failed"; readonly address: string; readonly reason: string };

/** Milliseconds for the whole download: some tens of megabytes. */
const longestMs = 10 * 60 * 1000;

/**
 * Downloads `PyPI/all.zip` from a bucket of OSV's layout to `path`, unless the bucket says that what is there is still right. What was downloaded is read as a
 * whole before it replaces what was there: a cut or broken archive never does. Never rejects for what the bucket does.
 */
export async function refreshDump(http: Pick<Http, "read">, base: string, path: string): Promise<Refresh> {
  const { url, scope } = splitCredentials(addressOf(base));
  const address = redactUrl(url);
  const kept = await readMark(path, address);
  const beside = `${path}.part-${process.pid}`;
  try {
    await mkdir(dirname(path), { recursive: true });
    const answer = await http.read(
      url,
      {
        accept: "application/zip, application/octet-stream;q=0.9, */*;q=0.1",
        maxBytes: dumpLimits.archiveBytes,
        totalMs: longestMs,
        credentials: scope === null ? [] : [scope],
        headers: kept === null ? {} : { "if-none-match": kept },
      },
      async (head, chunks) => {
        await pipeline(chunks, createWriteStream(beside));
        return head;
      },
    );
    if (answer.kind === "notModified") return { kind: "unchanged", address, dump: await loadDump(path) };
    if (answer.kind !== "ok") return { kind: "failed", address, reason: answer.reason };
    const dump = await loadDump(beside);
    if (dump.failure !== null) return { kind: "failed", address, reason: dump.failure.replaceAll(beside, address) };
    await rename(beside, path);
    await writeMark(path, address, answer.body);
    return { kind: "refreshed", address, dump };
  } catch (error) {
    return { kind: "failed", address, reason: error instanceof Error ? error.message : "it cannot be written" };
  } finally {
    await rm(beside, { force: true }).catch(() => {});
  }
}

function addressOf(base: string): string {
  const url = new URL(base);
  url.pathname = `${withoutTrailingSlashes(url.pathname)}/PyPI/all.zip`;
  return url.href;
}

/** The bucket's validator of what lies at `path`; null where there is none, or where it is of another address. */
async function readMark(path: string, address: string): Promise<string | null> {
  try {
    await stat(path);
    const mark = JSON.parse(await readFile(`${path}.json`, "utf8")) as { address?: unknown; etag?: unknown };
    return mark.address === address && typeof mark.etag === "string" ? mark.etag : null;
  } catch {
    return null;
  }
}

async function writeMark(path: string, address: string, head: HttpHead): Promise<void> {
  const etag = head.headers.get("etag");
  if (etag === undefined) await rm(`${path}.json`, { force: true });
  else await writeFile(`${path}.json`, JSON.stringify({ address, etag }));
}
