import { readdir } from "node:fs/promises";
import { join, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { bareFile, type DistributionFile } from "../../core/index/distribution-file.ts";
import { isDistribution } from "../../core/index/page-file.ts";
import type { PackageName } from "../../core/python/name.ts";
import { parseSdistFilename } from "../../core/python/sdist-filename.ts";
import { parseWheelFilename } from "../../core/python/wheel-filename.ts";
import { splitCredentials } from "../http/credentials.ts";
import type { NetrcEntry } from "../http/netrc.ts";
import { makeIndex, type PackageIndex } from "./package-index.ts";
import { type PageSourceOptions, readPage } from "./page-source.ts";
import type { FoundPages } from "./project-pages.ts";

export interface FlatIndexOptions extends PageSourceOptions {
  /** An HTML page's address, a `file:` address or a path; of a folder its files are listed. */
  readonly locations: readonly string[];
  readonly netrc: readonly NetrcEntry[];
}

/** The `--find-links` of pip and uv: lists of files of any project. Each is read once, on the first question. */
export interface FlatIndexes {
  readonly indexes: readonly PackageIndex[];
  /** One page per list that has files of the project. */
  read(name: PackageName): Promise<FoundPages>;
}

type FlatList = { readonly files: readonly DistributionFile[] } | { readonly failed: string };

export function createFlatIndexes(options: FlatIndexOptions): FlatIndexes {
  const indexes = options.locations.map((location) => {
    const { url, scope } = splitCredentials(addressOf(location));
    return makeIndex(url, scope, options.netrc, null);
  });
  let lists: Promise<readonly FlatList[]> | null = null;
  return {
    indexes,
    async read(name) {
      lists ??= Promise.all(indexes.map((index) => readList(options, index)));
      const pages = [];
      for (const [place, list] of (await lists).entries()) {
        if ("failed" in list) return list;
        const files = list.files.filter((file) => isOf(file.filename, name));
        const index = indexes[place];
        if (files.length > 0 && index !== undefined)
          pages.push({ index: index.url, files, status: null, flat: true as const });
      }
      return { pages };
    },
  };
}

function addressOf(location: string): string {
  return /^(?:https?|file):/i.test(location) ? new URL(location).href : pathToFileURL(resolve(location)).href;
}

function isOf(filename: string, name: PackageName): boolean {
  if (!filename.endsWith(".whl")) return parseSdistFilename(filename, name).ok;
  const wheel = parseWheelFilename(filename);
  return wheel.ok && wheel.value.name === name;
}

async function readList(options: FlatIndexOptions, index: PackageIndex): Promise<FlatList> {
  if (index.url.startsWith("file:")) return readFolder(index.url);
  const answer = await readPage(options, {
    url: index.url,
    index: index.url,
    credentials: index.pageCredentials,
    forbiddenIsAbsent: false,
  });
  if (answer.kind === "page") return { files: answer.page.files };
  return { failed: answer.kind === "failed" ? answer.reason : `\`${index.url}\` is not there` };
}

async function readFolder(url: string): Promise<FlatList> {
  const folder = fileURLToPath(url);
  try {
    const entries = await readdir(folder, { withFileTypes: true });
    const names = entries
      .filter((entry) => !entry.isDirectory() && isDistribution(entry.name))
      .map((entry) => entry.name);
    return { files: names.sort().map((filename) => localFile(folder, filename, url)) };
  } catch (error) {
    return {
      failed: `the folder \`${folder}\` cannot be listed (${(error as NodeJS.ErrnoException).code ?? "unknown error"})`,
    };
  }
}

function localFile(folder: string, filename: string, index: string): DistributionFile {
  return { ...bareFile({ filename, url: pathToFileURL(join(folder, filename)).href, index }), coreMetadata: false };
}
