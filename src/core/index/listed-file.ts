import type { DistributionFile } from "./distribution-file.ts";

/** A page that was parsed as far as its file names; `fileAt` reads the rest of one entry. */
export interface PageText {
  fileAt(position: number): DistributionFile;
}

/**
 * A file of a page whose fields other than the name are read from the page's text when first asked for. A resolve looks at the names
 * of some hundred thousand files and at the rest of a few hundred: reading all of all costs more time than fetching the pages, and
 * several times the pages' memory.
 */
export class ListedFile implements DistributionFile {
  readonly filename: string;
  readonly #page: PageText;
  readonly #position: number;
  #fields: DistributionFile | null = null;

  constructor(filename: string, page: PageText, position: number) {
    this.filename = filename;
    this.#page = page;
    this.#position = position;
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
    return this.#fields ?? this.#page.fileAt(this.#position);
  }

  #read(): DistributionFile {
    this.#fields ??= this.#page.fileAt(this.#position);
    return this.#fields;
  }
}

/** A copy of plain fields, to be spread or changed. A file as a page lists it has getters, which spreading loses. */
export function plainFile(file: DistributionFile): DistributionFile {
  return file instanceof ListedFile ? file.toJSON() : file;
}

const noHashes: Readonly<Record<string, string>> = Object.freeze({});
