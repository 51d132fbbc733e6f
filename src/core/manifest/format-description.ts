/** What a format is to its reader, as the documentation lists it (`docs/formats.md`). */
export interface FormatDescription {
  /** Stable: the configuration and the output name it. */
  readonly id: string;
  readonly title: string;
  /** The names under which a file is found; empty where the content tells. */
  readonly files: readonly string[];
  readonly reads: string;
  /** What an edit changes; null where the format is read alone. */
  readonly edits: string | null;
  /** What is learnt of the target: Python, CUDA, the image; null where nothing is. */
  readonly infers: string | null;
  /** What a file may say that is not read, and is reported where it stands; null where nothing is left. */
  readonly notAssessed: string | null;
  /** From the root of the project. */
  readonly test: string;
}
