/** What was read of one shared library of a wheel. */
export interface BinaryFacts {
  readonly member: string;
  /** Bytes of the member as it is installed, and how many of them were looked at. */
  readonly size: number;
  readonly read: number;
  /** Libraries that it names, such as `libcublas.so.13`; as far as its names lay within what was read. */
  readonly libraries: readonly string[];
  /** Highest GLIBC symbol version that it asks for, such as `2.28`; null where none was seen. */
  readonly glibc: string | null;
  /** Machine code and PTX in its fat binaries, such as `75`, `90a`. */
  readonly cubins: readonly string[];
  readonly ptx: readonly string[];
  /** Architecture lists that it carries as text. */
  readonly flags: readonly string[];
  /** NumPy whose C interface it imports. */
  readonly numpy: 1 | 2 | null;
}
