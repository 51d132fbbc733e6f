/**
 * The whole public PyPI dump is about 30,000 records in 150 MB. A dump is a file that a job downloaded: an archive that unpacks to more
 * than these is not read to its end.
 */
export const dumpLimits = {
  entries: 1_000_000,
  /** Of a zip, packed. */
  archiveBytes: 1024 * 1024 * 1024,
  /** Of one record, unpacked. */
  textBytes: 16 * 1024 * 1024,
  /** Of everything, unpacked. */
  totalBytes: 4 * 1024 * 1024 * 1024,
};

/** The dump as a whole is past a limit: nothing that was read of it can stand for all of it. */
export class DumpLimit extends Error {}
