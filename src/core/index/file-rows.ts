import type { DistributionFile } from "./distribution-file.ts";

/** The files of a page before anybody has asked for one: a row for each, in the page's order. */
export interface FileRows {
  readonly count: number;
  filename(row: number): string;
  /** Whether the row's file is a wheel whose name begins as that of the row before it, up to the dash behind the version. */
  continues(row: number): boolean;
  /** All fields of the row's file, read anew. */
  read(row: number): DistributionFile;
}

/** Rows whose names were read already; `read` reads the other fields. */
export function namedRows(filenames: readonly string[], read: (row: number) => DistributionFile): FileRows {
  return { count: filenames.length, filename: (row) => filenames[row] ?? "", continues: () => false, read };
}
