import type { DistributionFile, ProjectPage } from "../index/distribution-file.ts";
import { ListedPage, type PageRows, rowsOfFiles } from "../index/listed-page.ts";
import { normalizeName, type PackageName } from "../python/name.ts";
import { parseSdistFilename } from "../python/sdist-filename.ts";
import { compareVersions, parseVersion, type Version } from "../python/version.ts";

/** One version of a project as one index, or several, list it. Nothing here depends on a target. */
export interface ListedVersion {
  readonly version: Version;
  /** Files that end in `.whl`; their tags are read when somebody asks. */
  readonly wheels: readonly DistributionFile[];
  readonly sdists: readonly DistributionFile[];
}

/** A version whose files are made when somebody asks for them. */
class OrderedVersion implements ListedVersion {
  readonly version: Version;
  readonly #files: OrderedFiles;
  readonly #from: number;
  readonly #behindWheels: number;
  readonly #to: number;

  /** Of `files` its wheels come first, from `from`, and its source archives from `behindWheels` to `to`. */
  constructor(version: Version, files: OrderedFiles, from: number, behindWheels: number, to: number) {
    this.version = version;
    this.#files = files;
    this.#from = from;
    this.#behindWheels = behindWheels;
    this.#to = to;
  }

  get wheels(): readonly DistributionFile[] {
    return this.#files.within(this.#from, this.#behindWheels);
  }

  get sdists(): readonly DistributionFile[] {
    return this.#files.within(this.#behindWheels, this.#to);
  }
}

/** The rows of pages in another order. A project has some thousand versions, and a list of files for each takes more memory than their names. */
class OrderedFiles {
  readonly #rows: PageRows;
  readonly #order: Uint32Array;

  constructor(rows: PageRows, order: Uint32Array) {
    this.#rows = rows;
    this.#order = order;
  }

  within(from: number, to: number): readonly DistributionFile[] {
    return Array.from(this.#order.subarray(from, to), (row) => this.#rows.at(row));
  }
}

/** What the files of pages amount to: versions in ascending order. */
export interface Listing {
  readonly versions: readonly ListedVersion[];
  /** Files whose name tells no version: passed over, and counted. */
  readonly unreadable: readonly DistributionFile[];
}

interface Gathered {
  version: Version;
  wheels: number[];
  sdists: number[];
}

const listings = new WeakMap<ProjectPage, Listing>();

/** Reads the file names of a page once, whoever asks. */
export function listingOf(name: PackageName, page: ProjectPage): Listing {
  const present = listings.get(page);
  if (present !== undefined) return present;
  const listing = readFiles(name, ListedPage.rowsOf(page));
  listings.set(page, listing);
  return listing;
}

/** Several pages as one: for a version that two indexes have, the files of the earlier index come first. */
export function mergedListing(name: PackageName, pages: readonly ProjectPage[]): Listing {
  const [only] = pages;
  if (pages.length === 1 && only !== undefined) return listingOf(name, only);
  const present = merged.get(pages);
  if (present !== undefined) return present;
  const listing = readFiles(name, rowsOfFiles(pages.flatMap((page) => page.files)));
  merged.set(pages, listing);
  return listing;
}

/** By the answer's own list of pages, which is one for everybody who asked. */
const merged = new WeakMap<readonly ProjectPage[], Listing>();

function readFiles(name: PackageName, rows: PageRows): Listing {
  const byText = new Map<string, Gathered>();
  const unreadable: DistributionFile[] = [];
  const wheelVersionText = wheelVersionsOf(name);
  let last: Gathered | null = null;
  for (let row = 0; row < rows.count; row += 1) {
    if (last !== null && rows.continues(row)) {
      last.wheels.push(row);
      continue;
    }
    const filename = rows.filename(row);
    const isWheel = filename.endsWith(".whl");
    const text = isWheel ? wheelVersionText(filename) : null;
    const version = isWheel ? null : sdistVersion(name, filename);
    const gathered =
      text !== null ? gather(byText, text, null) : version === null ? null : gather(byText, version.text, version);
    if (gathered === null) unreadable.push(rows.at(row));
    else (isWheel ? gathered.wheels : gathered.sdists).push(row);
    last = isWheel ? gathered : null;
  }
  return { versions: sortedAndMerged([...byText.values()], rows), unreadable };
}

function gather(byText: Map<string, Gathered>, text: string, known: Version | null): Gathered | null {
  const present = byText.get(text);
  if (present !== undefined) return present;
  const version = known ?? parseVersion(text);
  if (version === null) return null;
  // Two spellings meet here where one is the normal form of the other; the rest meet when sorted.
  const gathered = byText.get(version.text) ?? { version, wheels: [], sdists: [] };
  byText.set(text, gathered);
  byText.set(version.text, gathered);
  return gathered;
}

/** `1.0` and `1.0.0` are one version. */
function sortedAndMerged(gathered: readonly Gathered[], rows: PageRows): ListedVersion[] {
  const sorted = [...new Set(gathered)].sort((a, b) => compareVersions(a.version, b.version));
  const merged: Gathered[] = [];
  for (const entry of sorted) {
    const last = merged.at(-1);
    if (last === undefined || compareVersions(last.version, entry.version) !== 0) merged.push(entry);
    else {
      last.wheels.push(...entry.wheels);
      last.sdists.push(...entry.sdists);
    }
  }
  const order = new Uint32Array(merged.reduce((sum, { wheels, sdists }) => sum + wheels.length + sdists.length, 0));
  const files = new OrderedFiles(rows, order);
  let at = 0;
  return merged.map(({ version, wheels, sdists }) => {
    const from = at;
    const behindWheels = from + wheels.length;
    order.set(wheels, from);
    order.set(sdists, behindWheels);
    at = behindWheels + sdists.length;
    return new OrderedVersion(version, files, from, behindWheels, at);
  });
}

/** The second part of `name-version-…-tags.whl`, where the first is the project's name. */
function wheelVersionsOf(name: PackageName): (filename: string) => string | null {
  // A page spells its project's name in one way or two, over thousands of files.
  let known = "";
  return (filename) => {
    const first = filename.indexOf("-");
    const second = filename.indexOf("-", first + 1);
    if (first <= 0 || second === -1) return null;
    if (known.length !== first || !filename.startsWith(known)) {
      const spelling = filename.slice(0, first);
      if (normalizeName(spelling) !== name) return null;
      known = spelling;
    }
    return filename.slice(first + 1, second);
  };
}

function sdistVersion(name: PackageName, filename: string): Version | null {
  const read = parseSdistFilename(filename, name);
  return read.ok ? read.value.version : null;
}
