import { asciiText, hexText, isText, sameBytes } from "./byte-text.ts";
import type { DistributionFile } from "./distribution-file.ts";
import type { FileRows } from "./file-rows.ts";
import type { LinkResolver } from "./link-resolver.ts";
import { parseUploadTime } from "./page-file.ts";
import { digestSize, type PageRow } from "./page-row.ts";

/** What a row holds beside its numbers, as bits of its first byte. */
const has = { sha256: 1, hashedPath: 2, packedTime: 4, ownTail: 8, metadataSha256: 16, continues: 32 } as const;

/** `2024-01-02T03:04:05.678901Z`, as the public index writes every time. */
const timeDigits = 27;
const timeSize = 10;
/** Bytes of a row: more than the fixed parts and every number at its longest take. */
const longestRow = 4 * digestSize + 128;
/** Stands in a text for the name of the row's file. */
const nameMark = "\u0000";

/** Held between pages: most of them fit, and what a page needs in the end is copied out of it. */
let scratch = new Uint8Array(0);
const scratchSize = 1024 * 1024;

/**
 * Writes the files of a page as rows of a few dozen bytes beside their names: digests as bytes instead of digits, a time as numbers, and texts
 * that files share, such as an origin or `>=3.9`, once for the page. In the form in which they come, or as objects, they would take three to six times as much.
 */
export class RowWriter {
  readonly #page: Uint8Array;
  readonly #texts: string[] = [];
  readonly #places = new Map<string, number>();
  readonly #starts: number[] = [];
  readonly #nameEnds: number[] = [];
  #bytes: Uint8Array;
  #at = 0;
  #names = new Uint8Array(0);
  #namesEnd = 0;
  /** Of the last row: where its name lies in the page, and how many of its bytes, to the second dash, tell project and version. */
  #lastName = 0;
  #lastStem = 0;
  /** The last root, by where it lies, and its place among the texts. */
  #root = -1;
  #rootPlace = 0;

  constructor(page: Uint8Array) {
    this.#page = page;
    if (scratch.length === 0) scratch = new Uint8Array(scratchSize);
    this.#bytes = scratch;
  }

  add(row: PageRow): void {
    const start = this.#at;
    if (start + longestRow > this.#bytes.length) this.#bytes = grown(this.#bytes);
    this.#starts.push(start);
    this.#at += 1;
    let flags = this.#continues(row) ? has.continues : 0;
    this.#name(row.filenameFrom, row.filenameTo);
    flags |= this.#address(row);
    if (row.hasSha256) flags |= this.#digest(row.sha256, has.sha256);
    this.#text(row.hashes === null ? null : JSON.stringify(row.hashes));
    flags |= this.#time(row);
    this.#text(row.requiresPython);
    this.#text(row.yanked);
    this.#number(row.size === null ? 0 : row.size + 1);
    this.#number(row.coreMetadata === null ? 0 : row.coreMetadata ? 2 : 1);
    if (row.hasMetadataSha256) flags |= this.#digest(row.metadataSha256, has.metadataSha256);
    this.#text(row.metadataHashes === null ? null : JSON.stringify(row.metadataHashes));
    this.#text(this.#provenance(row));
    this.#bytes[start] = flags;
  }

  rows(links: LinkResolver, index: string): FileRows {
    return new PackedRows({
      names: new TextDecoder().decode(this.#names.subarray(0, this.#namesEnd)),
      nameEnds: Uint32Array.from(this.#nameEnds),
      bytes: this.#bytes.slice(0, this.#at),
      starts: Uint32Array.from(this.#starts),
      texts: this.#texts,
      links,
      index,
    });
  }

  #continues({ filenameFrom, filenameTo }: PageRow): boolean {
    const last = this.#lastStem;
    const isLike = last > 0 && sameBytes(this.#page, filenameFrom, this.#page, this.#lastName, last);
    this.#lastName = filenameFrom;
    const isWheel = isText(this.#page, filenameTo - 4, filenameTo, ".whl");
    // A stem ends at the second dash, so a name that begins as the last one's stem has the same.
    this.#lastStem = !isWheel ? 0 : isLike ? last : this.#stemLength(filenameFrom, filenameTo);
    return isLike && isWheel;
  }

  #stemLength(from: number, to: number): number {
    let dashes = 0;
    for (let at = from; at < to; at += 1) {
      if (this.#page[at] === 0x2d) dashes += 1;
      if (dashes === 2) return at + 1 - from;
    }
    return 0;
  }

  #name(from: number, to: number): void {
    while (this.#namesEnd + to - from > this.#names.length) this.#names = grown(this.#names);
    for (let at = from; at < to; at += 1) {
      this.#names[this.#namesEnd] = this.#page[at] as number;
      this.#namesEnd += 1;
    }
    this.#nameEnds.push(this.#namesEnd);
  }

  /** Root and digest; or what stands before the name, or all of it where the name is spelt in another way. */
  #address({ filenameFrom, filenameTo, hrefFrom, hrefTo, rootFrom, rootLength, path }: PageRow): number {
    if (rootFrom >= 0) {
      if (rootFrom !== this.#root) {
        this.#root = rootFrom;
        this.#rootPlace = this.#place(asciiText(this.#page, rootFrom, rootFrom + rootLength));
      }
      this.#number(this.#rootPlace);
      return this.#digest(path, has.hashedPath);
    }
    const length = filenameTo - filenameFrom;
    const tail = hrefTo - length;
    const isSame = tail > hrefFrom && sameBytes(this.#page, tail, this.#page, filenameFrom, length);
    this.#number(this.#place(asciiText(this.#page, hrefFrom, isSame ? tail : hrefTo)));
    return isSame ? 0 : has.ownTail;
  }

  #digest(digest: Uint8Array, flag: number): number {
    for (let at = 0; at < digestSize; at += 1) this.#bytes[this.#at + at] = digest[at] as number;
    this.#at += digestSize;
    return flag;
  }

  #time({ timeFrom, timeTo }: PageRow): number {
    if (timeFrom >= 0 && timeTo - timeFrom === timeDigits && this.#packTime(timeFrom)) return has.packedTime;
    this.#text(timeFrom < 0 ? null : parseUploadTime(asciiText(this.#page, timeFrom, timeTo)));
    return 0;
  }

  /** Nothing is lost: every part has as many digits as its place, and the signs between are as they should be. */
  #packTime(from: number): boolean {
    const page = this.#page;
    const isUsual =
      page[from + 4] === 0x2d &&
      page[from + 7] === 0x2d &&
      page[from + 10] === 0x54 &&
      page[from + 13] === 0x3a &&
      page[from + 16] === 0x3a &&
      page[from + 19] === 0x2e &&
      page[from + 26] === 0x5a;
    if (!isUsual) return false;
    for (let pair = 0; pair < timeSize; pair += 1) {
      const place = from + (timePairs[pair] as number);
      const tens = (page[place] as number) - 0x30;
      const ones = (page[place + 1] as number) - 0x30;
      if (tens < 0 || tens > 9 || ones < 0 || ones > 9) return false;
      this.#bytes[this.#at + pair] = 10 * tens + ones;
    }
    this.#at += timeSize;
    return true;
  }

  /** Its address names the file, and is else the same for all files of a version. */
  #provenance(row: PageRow): string | null {
    if (row.provenanceFrom < 0) return null;
    const text = asciiText(this.#page, row.provenanceFrom, row.provenanceTo);
    return text.replace(asciiText(this.#page, row.filenameFrom, row.filenameTo), nameMark);
  }

  #text(text: string | null): void {
    this.#number(text === null ? 0 : this.#place(text) + 1);
  }

  #place(text: string): number {
    const present = this.#places.get(text);
    if (present !== undefined) return present;
    const place = this.#texts.push(text) - 1;
    this.#places.set(text, place);
    return place;
  }

  /** Seven bits a byte, the lowest first. */
  #number(value: number): void {
    let rest = value;
    while (rest > 0x7f) {
      this.#bytes[this.#at] = (rest % 0x80) | 0x80;
      rest = Math.floor(rest / 0x80);
      this.#at += 1;
    }
    this.#bytes[this.#at] = rest;
    this.#at += 1;
  }
}

function grown(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  const larger = new Uint8Array(2 * bytes.length + longestRow);
  larger.set(bytes);
  return larger;
}

/** Where in a time its pairs of digits stand. */
const timePairs: readonly number[] = [0, 2, 5, 8, 11, 14, 17, 20, 22, 24];

/** Reads a row of `RowWriter` from its start; one reader goes through one row once. */
class RowReader {
  readonly flags: number;
  readonly #bytes: Uint8Array;
  readonly #texts: readonly string[];
  #at: number;

  constructor(bytes: Uint8Array, texts: readonly string[], start: number) {
    this.#bytes = bytes;
    this.#texts = texts;
    this.flags = bytes[start] as number;
    this.#at = start + 1;
  }

  address(filename: string): string {
    const first = this.#texts[this.number()] as string;
    if ((this.flags & has.ownTail) !== 0) return first;
    if ((this.flags & has.hashedPath) === 0) return first + filename;
    const path = this.digest();
    return `${first}${path.slice(0, 2)}/${path.slice(2, 4)}/${path.slice(4)}/${filename}`;
  }

  digest(): string {
    this.#at += digestSize;
    return hexText(this.#bytes, this.#at - digestSize, this.#at);
  }

  hashes(flag: number): Readonly<Record<string, string>> | null {
    const sha256 = (this.flags & flag) === 0 ? null : this.digest();
    const others = this.text();
    if (sha256 !== null) return { sha256 };
    return others === null ? null : JSON.parse(others);
  }

  time(): string | null {
    if ((this.flags & has.packedTime) === 0) return this.text();
    const pairs = Array.from(this.#bytes.subarray(this.#at, this.#at + timeSize), (pair) =>
      String(pair).padStart(2, "0"),
    );
    this.#at += timeSize;
    const [century, year, month, day, hour, minute, second, ...fraction] = pairs;
    return `${century}${year}-${month}-${day}T${hour}:${minute}:${second}.${fraction.join("")}Z`;
  }

  text(): string | null {
    const place = this.number();
    return place === 0 ? null : (this.#texts[place - 1] as string);
  }

  number(): number {
    let value = 0;
    for (let weight = 1; ; weight *= 0x80) {
      const byte = this.#bytes[this.#at] as number;
      this.#at += 1;
      value += (byte & 0x7f) * weight;
      if (byte < 0x80) return value;
    }
  }
}

interface Packed {
  /** All names, one behind the other, and where each ends. */
  readonly names: string;
  readonly nameEnds: Uint32Array;
  readonly bytes: Uint8Array;
  readonly starts: Uint32Array;
  readonly texts: readonly string[];
  readonly links: LinkResolver;
  readonly index: string;
}

class PackedRows implements FileRows {
  readonly #packed: Packed;

  constructor(packed: Packed) {
    this.#packed = packed;
  }

  get count(): number {
    return this.#packed.starts.length;
  }

  filename(row: number): string {
    const { names, nameEnds } = this.#packed;
    return names.slice(row === 0 ? 0 : nameEnds[row - 1], nameEnds[row]);
  }

  continues(row: number): boolean {
    const { bytes, starts } = this.#packed;
    return ((bytes[starts[row] as number] as number) & has.continues) !== 0;
  }

  read(row: number): DistributionFile {
    const { bytes, starts, texts, links, index } = this.#packed;
    const reader = new RowReader(bytes, texts, starts[row] as number);
    const filename = this.filename(row);
    const url = links.resolve(reader.address(filename))?.url ?? "";
    const hashes = reader.hashes(has.sha256) ?? noHashes;
    const uploadTime = reader.time();
    const requiresPython = reader.text();
    const yanked = reader.text();
    const size = reader.number();
    const promise = reader.number();
    const coreMetadataHashes = reader.hashes(has.metadataSha256);
    const provenance = reader.text();
    const link = provenance === null ? null : links.resolve(provenance.replace(nameMark, () => filename));
    return {
      filename,
      url,
      index,
      hashes,
      requiresPython,
      yanked,
      uploadTime,
      size: size === 0 ? null : size - 1,
      coreMetadata: promise === 0 ? null : promise === 2,
      ...(coreMetadataHashes === null ? {} : { coreMetadataHashes }),
      ...(link === null ? {} : { provenance: link.url }),
    };
  }
}

const noHashes: Readonly<Record<string, string>> = Object.freeze({});
