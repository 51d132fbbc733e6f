import type { DistributionFile } from "./distribution-file.ts";
import type { FileRows } from "./file-rows.ts";

/**
 * A file of a page whose fields are read from the page's rows when first asked for. A resolve looks at the names of some hundred
 * thousand files and at the rest of a few hundred: reading all of all costs more time than fetching the pages, and several times the
 * pages' memory.
 */
export class ListedFile implements DistributionFile {
  readonly #rows: FileRows;
  readonly #row: number;
  #fields: DistributionFile | null = null;

  constructor(rows: FileRows, row: number) {
    this.#rows = rows;
    this.#row = row;
  }

  get filename(): string {
    return this.#fields?.filename ?? this.#rows.filename(this.#row);
  }

  get url(): string {
    return this.#read().url;
  }

  get index(): string {
    return this.#read().index;
  }

  get hashes(): Readonly<Record<string, string>> {
    return this.#read().hashes;
  }

  get requiresPython(): string | null {
    return this.#read().requiresPython;
  }

  get yanked(): string | null {
    return this.#read().yanked;
  }

  get uploadTime(): string | null {
    return this.#read().uploadTime;
  }

  get size(): number | null {
    return this.#read().size;
  }

  get coreMetadata(): boolean | null {
    return this.#read().coreMetadata;
  }

  get coreMetadataHashes(): Readonly<Record<string, string>> {
    return this.#read().coreMetadataHashes ?? noHashes;
  }

  get provenance(): string | undefined {
    return this.#read().provenance;
  }

  /** The fields as a plain object: what a recording keeps. They are not held on to, for it asks them of every file of every page. */
  toJSON(): DistributionFile {
    return this.#fields ?? this.#rows.read(this.#row);
  }

  #read(): DistributionFile {
    this.#fields ??= this.#rows.read(this.#row);
    return this.#fields;
  }
}

/** The files of a page, each made when first asked for: one object for a row, whoever asks. */
export class ListedFiles {
  readonly rows: FileRows;
  readonly #made = new Map<number, DistributionFile>();

  constructor(rows: FileRows) {
    this.rows = rows;
  }

  at(row: number): DistributionFile {
    const present = this.#made.get(row);
    if (present !== undefined) return present;
    const file = new ListedFile(this.rows, row);
    this.#made.set(row, file);
    return file;
  }

  all(): readonly DistributionFile[] {
    return Array.from({ length: this.rows.count }, (_, row) => this.at(row));
  }
}

/** A copy of plain fields, to be spread or changed. A file as a page lists it has getters, which spreading loses. */
export function plainFile(file: DistributionFile): DistributionFile {
  return file instanceof ListedFile ? file.toJSON() : file;
}

const noHashes: Readonly<Record<string, string>> = Object.freeze({});
