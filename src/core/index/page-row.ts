/** Bytes of a digest of 256 bits. */
export const digestSize = 32;

/**
 * One file of a page as a scanner hands it on: where in the page its long texts lie, all of them ASCII, its digests as bytes, and the rest as
 * values. One row serves a whole scan. A place of -1 says that there is no such text.
 */
export class PageRow {
  filenameFrom = -1;
  filenameTo = -1;
  /** The address as written. */
  hrefFrom = -1;
  hrefTo = -1;
  /** Where the address is `<root>3f/95/<60 digits>/<filename>`, as the public index keeps files: a root that reads the same, and the digits. */
  rootFrom = -1;
  rootLength = 0;
  readonly path = new Uint8Array(digestSize);
  /** The sole digest, where it is one of SHA-256. */
  hasSha256 = false;
  readonly sha256 = new Uint8Array(digestSize);
  /** Digests of any other form. */
  hashes: Readonly<Record<string, string>> | null = null;
  timeFrom = -1;
  timeTo = -1;
  provenanceFrom = -1;
  provenanceTo = -1;
  requiresPython: string | null = null;
  yanked: string | null = null;
  size: number | null = null;
  /** Null says that the page is silent of `<file>.metadata`. */
  coreMetadata: boolean | null = null;
  hasMetadataSha256 = false;
  readonly metadataSha256 = new Uint8Array(digestSize);
  metadataHashes: Readonly<Record<string, string>> | null = null;

  clear(): void {
    this.filenameFrom = -1;
    this.hrefFrom = -1;
    this.rootFrom = -1;
    this.hasSha256 = false;
    this.hashes = null;
    this.timeFrom = -1;
    this.provenanceFrom = -1;
    this.requiresPython = null;
    this.yanked = null;
    this.size = null;
    this.coreMetadata = null;
    this.hasMetadataSha256 = false;
    this.metadataHashes = null;
  }
}
