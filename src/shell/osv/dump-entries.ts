import { createReadStream } from "node:fs";
import { lstat, open, readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { createGunzip } from "node:zlib";
import { DumpLimit, dumpLimits } from "./dump-limits.ts";
import { linesOf } from "./dump-lines.ts";
import { zipEntries } from "./dump-zip.ts";

/** One text of a dump that should be JSON: a file, a line, or an entry of an archive. */
export interface DumpEntry {
  /** To name it by when it cannot be read: a path, `all.zip: GHSA-….json`, `dump.jsonl:17`. */
  readonly name: string;
  readonly content:
    | { readonly kind: "text"; readonly text: string }
    | { readonly kind: "unreadable"; readonly reason: string };
}

/**
 * Every text of a dump: a folder of JSON files (with archives among them, as the public bucket is laid out), a zip, JSONL, or gzipped
 * JSON or JSONL. What a file is its first bytes say; its name only tells one JSON text from lines of it. Symlinks inside a
 * folder are not followed. Rejects when `path` itself cannot be read, or with `DumpLimit`.
 */
export async function* dumpEntries(path: string): AsyncGenerator<DumpEntry> {
  if (!(await stat(path)).isDirectory()) {
    yield* fileEntries(path, path);
    return;
  }
  for await (const file of filesBelow(path, "", 0)) yield* fileEntries(join(path, file), file);
}

const deepest = 8;

async function* filesBelow(root: string, below: string, depth: number): AsyncGenerator<string> {
  if (depth > deepest) throw new DumpLimit(`\`${below}\` lies deeper than ${deepest} folders`);
  const entries = await readdir(join(root, below), { withFileTypes: true });
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const path = join(below, entry.name);
    if (entry.isDirectory()) yield* filesBelow(root, path, depth + 1);
    else if (entry.isFile() && isDumpName(entry.name)) yield path;
  }
}

function isDumpName(name: string): boolean {
  return /\.(?:json|jsonl|zip|json\.gz|jsonl\.gz)$/i.test(name);
}

async function* fileEntries(path: string, name: string): AsyncGenerator<DumpEntry> {
  try {
    const start = await firstBytes(path);
    if (start[0] === 0x50 && start[1] === 0x4b) yield* zipEntries(path, name);
    else if (start[0] === 0x1f && start[1] === 0x8b)
      yield* textEntries(gunzipped(path), name.replace(/\.gz$/i, ""), name);
    else yield* textEntries(createReadStream(path), name, name);
  } catch (error) {
    if (error instanceof DumpLimit) throw error;
    yield { name, content: { kind: "unreadable", reason: reasonOf(error) } };
  }
}

async function firstBytes(path: string): Promise<Uint8Array> {
  const file = await lstat(path);
  if (!file.isFile() && !file.isSymbolicLink()) throw new Error("it is neither a file nor a folder");
  const handle = await open(path);
  try {
    const { buffer } = await handle.read(new Uint8Array(2), 0, 2, 0);
    return buffer;
  } finally {
    await handle.close();
  }
}

function gunzipped(path: string): AsyncIterable<Uint8Array> {
  const source = createReadStream(path);
  const gunzip = createGunzip();
  source.on("error", (error) => gunzip.destroy(error));
  return source.pipe(gunzip);
}

/** `plainName` is the name without its compression: `.json` is one text, anything else is lines. */
async function* textEntries(
  chunks: AsyncIterable<Uint8Array>,
  plainName: string,
  name: string,
): AsyncGenerator<DumpEntry> {
  if (plainName.toLowerCase().endsWith(".json")) {
    yield { name, content: { kind: "text", text: await wholeText(chunks) } };
    return;
  }
  let line = 0;
  for await (const text of linesOf(chunks)) {
    line += 1;
    if (text.trim() !== "") yield { name: `${name}:${line}`, content: { kind: "text", text } };
  }
}

async function wholeText(chunks: AsyncIterable<Uint8Array>): Promise<string> {
  const pieces: Uint8Array[] = [];
  let size = 0;
  for await (const piece of chunks) {
    size += piece.length;
    if (size > dumpLimits.textBytes) throw new Error(`it is larger than ${dumpLimits.textBytes} bytes`);
    pieces.push(piece);
  }
  return new TextDecoder("utf-8", { fatal: true }).decode(Buffer.concat(pieces));
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : "it cannot be read";
}
