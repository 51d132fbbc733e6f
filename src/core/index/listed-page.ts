import type { DistributionFile, ProjectPage } from "./distribution-file.ts";
import type { FileRows } from "./file-rows.ts";
import { ListedFiles } from "./listed-file.ts";

/**
 * A page as an index sent it, whose files are made when somebody asks for them: most of them nobody does. A copy of it by spreading has no files, and is
 * given those that it is to have.
 */
export class ListedPage implements ProjectPage {
  readonly index: string;
  readonly status: string | null;
  readonly statusReason?: string;
  readonly #files: ListedFiles;

  constructor(index: string, rows: FileRows, state: Pick<ProjectPage, "status" | "statusReason">) {
    this.index = index;
    this.status = state.status;
    if (state.statusReason !== undefined) this.statusReason = state.statusReason;
    this.#files = new ListedFiles(rows);
  }

  get files(): readonly DistributionFile[] {
    return this.#files.all();
  }

  /** The files without all of them having to be made. */
  static rowsOf(page: ProjectPage): PageRows {
    return page instanceof ListedPage ? rowsOfListed(page.#files) : rowsOfFiles(page.files);
  }
}

/** The files of a page by their rows. */
export interface PageRows extends Pick<FileRows, "count" | "filename" | "continues"> {
  at(row: number): DistributionFile;
}

function rowsOfListed(files: ListedFiles): PageRows {
  const { rows } = files;
  return {
    count: rows.count,
    filename: (row) => rows.filename(row),
    continues: (row) => rows.continues(row),
    at: (row) => files.at(row),
  };
}

export function rowsOfFiles(files: readonly DistributionFile[]): PageRows {
  return {
    count: files.length,
    filename: (row) => (files[row] as DistributionFile).filename,
    continues: () => false,
    at: (row) => files[row] as DistributionFile,
  };
}
