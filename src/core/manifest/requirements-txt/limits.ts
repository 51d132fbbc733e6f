/** What a requirements file and all that it includes may cost. What is over a limit is reported with the limit's name. */
export interface RequirementsLimits {
  /** Bytes of one file. */
  readonly fileBytes: number;
  /** Bytes of all files of one reading together. */
  readonly totalBytes: number;
  /** UTF-16 code units of one line, its continuation lines included. A line with hundreds of hashes has some 30,000. */
  readonly lineLength: number;
  /** Requirements of one reading. */
  readonly requirements: number;
  /** Files of one reading. */
  readonly files: number;
  /** How deep `-r` and `-c` may nest. */
  readonly depth: number;
}

export const requirementsLimits: RequirementsLimits = {
  fileBytes: 16 * 1024 * 1024,
  totalBytes: 64 * 1024 * 1024,
  lineLength: 256 * 1024,
  requirements: 20_000,
  files: 500,
  depth: 32,
};
