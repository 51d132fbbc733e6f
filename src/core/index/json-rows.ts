import { asciiText, isText, packHex, sameBytes } from "./byte-text.ts";
import {
  backslash,
  closeBrace,
  closeBracket,
  colon,
  comma,
  digitAt,
  type FieldName,
  fieldNames,
  findFiles,
  isLiteral,
  isPlain,
  openBrace,
  openBracket,
  parsed,
  quote,
  skipSpace,
  slash,
  Unusual,
  zero,
} from "./json-bytes.ts";
import { PageRow } from "./page-row.ts";

/** What stands in the page from behind one value to the next one: the same, nearly always, in every entry. */
interface Key {
  readonly from: number;
  readonly length: number;
  readonly name: FieldName | undefined;
}

/** `3f/95/`, sixty digits and a slash: where the public index keeps a file, by its digest. */
const pathLength = 67;

/** Values nested deeper in what nobody asks for are left to the parser of the whole page. */
const deepest = 16;

/** What is done with an object of digests that is not the one usual digest. */
export type ReadHashes = (value: unknown) => Readonly<Record<string, string>>;

/** The text that stands for the files in what is left of the page. */
export const filesMark = "the files of the page";

/**
 * Goes through the `files` of a JSON page (PEP 691) without making objects of them: `visit` is told of each that is an object with a name and an
 * address, and answers whether to go on. Gives all the rest of the page with one text in the place of its files, for JSON's own parser. Null where
 * anything is unusual: the whole page is then left to that.
 */
export function scanJsonFiles(
  bytes: Uint8Array,
  readHashes: ReadHashes,
  visit: (row: PageRow) => boolean,
): { readonly rest: string } | null {
  const open = findFiles(bytes);
  if (open < 0) return null;
  try {
    const scan = new FilesScan(bytes, open + 1, readHashes);
    const close = scan.each(visit);
    if (close < 0) return { rest: "{}" };
    const decoder = new TextDecoder("utf-8", { ignoreBOM: true });
    const head = decoder.decode(bytes.subarray(0, open + 1));
    return { rest: `${head}${JSON.stringify(filesMark)}${decoder.decode(bytes.subarray(close))}` };
  } catch (error) {
    if (error instanceof Unusual) return null;
    throw error;
  }
}

class FilesScan {
  readonly #bytes: Uint8Array;
  readonly #readHashes: ReadHashes;
  readonly #row = new PageRow();
  readonly #keys: Key[] = [];
  #at: number;
  /** Of the string that was read last: where it lies without its quotation marks, and whether it holds an escape. */
  #from = 0;
  #to = 0;
  #escaped = false;
  /** What the last addresses of the usual form began with. */
  #root = 0;
  #rootLength = 0;
  /** A text that most files of a page share is made once for as long as it repeats. */
  #python = "";

  constructor(bytes: Uint8Array, at: number, readHashes: ReadHashes) {
    this.#bytes = bytes;
    this.#at = at;
    this.#readHashes = readHashes;
  }

  /** The place of the bracket that ends the list, or -1 where `visit` has ended it. */
  each(visit: (row: PageRow) => boolean): number {
    if (this.#next() === closeBracket) return this.#at;
    for (;;) {
      this.#entry();
      if (!visit(this.#row)) return -1;
      const sign = this.#next();
      if (sign === closeBracket) return this.#at;
      this.#take(comma);
    }
  }

  #entry(): void {
    this.#row.clear();
    this.#take(openBrace);
    for (let place = 0; ; place += 1) {
      const from = this.#at;
      const usual = this.#keys[place];
      if (usual !== undefined && sameBytes(this.#bytes, from, this.#bytes, usual.from, usual.length)) {
        this.#at += usual.length;
        this.#field(usual.name);
        continue;
      }
      if (this.#next() === closeBrace) break;
      if (place > 0) this.#take(comma);
      this.#string();
      if (this.#escaped) throw new Unusual();
      const name = this.#nameOf(this.#from, this.#to);
      this.#take(colon);
      this.#next();
      this.#keys[place] = { from, length: this.#at - from, name };
      this.#field(name);
    }
    this.#at += 1;
  }

  #field(name: FieldName | undefined): void {
    switch (name) {
      case "filename":
        this.#filename();
        break;
      case "url":
        this.#address();
        break;
      case "hashes":
        this.#hashes();
        break;
      case "requires-python":
        this.#requiresPython();
        break;
      case "size":
        this.#size();
        break;
      case "upload-time":
        this.#uploadTime();
        break;
      case "yanked":
        this.#yanked();
        break;
      case "core-metadata":
        this.#coreMetadata();
        break;
      case "provenance":
        this.#provenance();
        break;
      case "dist-info-metadata":
        // The older name of `core-metadata`, by which few still go.
        throw new Unusual();
      case undefined:
        this.#value(0);
    }
  }

  #nameOf(from: number, to: number): FieldName | undefined {
    for (const name of fieldNames) if (isText(this.#bytes, from, to, name)) return name;
    return undefined;
  }

  #filename(): void {
    const is = this.#plainString();
    this.#row.filenameFrom = is ? this.#from : -1;
    this.#row.filenameTo = this.#to;
  }

  #address(): void {
    if (this.#hashedAddress()) return;
    const start = this.#at;
    const row = this.#row;
    if (!this.#plainString()) {
      row.hrefFrom = -1;
      row.rootFrom = -1;
      return;
    }
    row.hrefFrom = this.#from;
    row.hrefTo = this.#to;
    row.rootFrom = -1;
    const rootLength = this.#to - this.#from - pathLength - (row.filenameTo - row.filenameFrom);
    if (row.filenameFrom < 0 || rootLength <= 0) return;
    // The next ones will have this root, if this one has the form.
    const [root, length, behind] = [this.#root, this.#rootLength, this.#at];
    this.#root = this.#from;
    this.#rootLength = rootLength;
    this.#at = start;
    if (this.#hashedAddress()) return;
    this.#root = root;
    this.#rootLength = length;
    this.#at = behind;
  }

  /** Steps over an address with the root that the last ones had, a digest and the name; false, where it stands, for any other. */
  #hashedAddress(): boolean {
    const bytes = this.#bytes;
    const row = this.#row;
    const from = this.#at + 1;
    const digest = from + this.#rootLength;
    const tail = digest + pathLength;
    const length = row.filenameTo - row.filenameFrom;
    const end = tail + length;
    if (
      this.#rootLength === 0 ||
      row.filenameFrom < 0 ||
      bytes[from - 1] !== quote ||
      bytes[end] !== quote ||
      bytes[digest + 2] !== slash ||
      bytes[digest + 5] !== slash ||
      bytes[tail - 1] !== slash ||
      !sameBytes(bytes, from, bytes, this.#root, this.#rootLength) ||
      !packHex(bytes, digest, 2, row.path, 0) ||
      !packHex(bytes, digest + 3, 2, row.path, 1) ||
      !packHex(bytes, digest + 6, 60, row.path, 2) ||
      !sameBytes(bytes, tail, bytes, row.filenameFrom, length)
    )
      return false;
    row.hrefFrom = from;
    row.hrefTo = end;
    row.rootFrom = this.#root;
    row.rootLength = this.#rootLength;
    this.#at = end + 1;
    return true;
  }

  #provenance(): void {
    const is = this.#plainString();
    this.#row.provenanceFrom = is ? this.#from : -1;
    this.#row.provenanceTo = this.#to;
  }

  #uploadTime(): void {
    const is = this.#plainString();
    this.#row.timeFrom = is ? this.#from : -1;
    this.#row.timeTo = this.#to;
  }

  #requiresPython(): void {
    const row = this.#row;
    row.requiresPython = null;
    if (this.#bytes[this.#at] !== quote) {
      this.#value(0);
      return;
    }
    const text = this.#text(this.#python);
    this.#python = text;
    const trimmed = text.trim();
    row.requiresPython = trimmed === "" ? null : trimmed;
  }

  #yanked(): void {
    const row = this.#row;
    row.yanked = null;
    if (isText(this.#bytes, this.#at, this.#at + 5, "false")) this.#at += 5;
    else if (this.#bytes[this.#at] === quote) row.yanked = this.#text("");
    else if (this.#value(0) === true) row.yanked = "";
  }

  #size(): void {
    const bytes = this.#bytes;
    let at = this.#at;
    let size = 0;
    for (let digit = digitAt(bytes, at); digit >= 0; digit = digitAt(bytes, at)) {
      size = 10 * size + digit;
      at += 1;
    }
    const isUsual = at > this.#at && at - this.#at <= 15 && bytes[this.#at] !== zero && !isLiteral(bytes[at]);
    if (isUsual) {
      this.#row.size = size;
      this.#at = at;
      return;
    }
    const value = this.#value(0);
    this.#row.size = typeof value === "number" && Number.isSafeInteger(value) && value >= 0 ? value : null;
  }

  #hashes(): void {
    const row = this.#row;
    row.hashes = null;
    row.hasSha256 = this.#soleSha256(row.sha256);
    if (!row.hasSha256) row.hashes = this.#digests();
  }

  #coreMetadata(): void {
    const row = this.#row;
    row.metadataHashes = null;
    row.hasMetadataSha256 = this.#soleSha256(row.metadataSha256);
    if (row.hasMetadataSha256) row.coreMetadata = true;
    else if (this.#bytes[this.#at] === openBrace) {
      row.coreMetadata = true;
      row.metadataHashes = this.#digests();
    } else {
      const value = this.#value(0);
      row.coreMetadata = value === null ? null : value !== false;
    }
  }

  /** Steps over `{"sha256": "…"}` with 64 lower-case digits, and packs them; false, where it stands, for anything else. */
  #soleSha256(into: Uint8Array): boolean {
    const bytes = this.#bytes;
    if (bytes[this.#at] !== openBrace) return false;
    let at = skipSpace(bytes, this.#at + 1);
    if (!isText(bytes, at, at + 8, '"sha256"')) return false;
    at = skipSpace(bytes, at + 8);
    if (bytes[at] !== colon) return false;
    at = skipSpace(bytes, at + 1);
    if (bytes[at] !== quote || bytes[at + 65] !== quote || !packHex(bytes, at + 1, 64, into, 0)) return false;
    const end = skipSpace(bytes, at + 66);
    if (bytes[end] !== closeBrace) return false;
    this.#at = end + 1;
    return true;
  }

  #digests(): Readonly<Record<string, string>> {
    return this.#readHashes(this.#value(0));
  }

  /** Reads a string that is kept by where it lies; false for a value of another type. */
  #plainString(): boolean {
    if (this.#bytes[this.#at] !== quote) {
      this.#value(0);
      return false;
    }
    this.#string();
    if (this.#escaped) throw new Unusual();
    return true;
  }

  /** A string's text: `last` itself where it is the same once more. */
  #text(last: string): string {
    this.#string();
    if (!this.#escaped && isText(this.#bytes, this.#from, this.#to, last)) return last;
    const text = asciiText(this.#bytes, this.#from, this.#to);
    return this.#escaped ? String(parsed(`"${text}"`)) : text;
  }

  /** Steps over a value of any kind. A text, an object or a list is not read where it lies in another one: their sum is. */
  #value(depth: number): unknown {
    const bytes = this.#bytes;
    const start = this.#at;
    const sign = bytes[start];
    if (sign === quote) {
      this.#string();
    } else if (sign === openBrace || sign === openBracket) {
      if (depth >= deepest) throw new Unusual();
      this.#at += 1;
      for (let next = this.#next(); next !== closeBrace && next !== closeBracket; next = this.#next()) {
        if (next === comma || next === colon) this.#at += 1;
        else this.#value(depth + 1);
      }
      this.#at += 1;
    } else {
      while (isLiteral(bytes[this.#at])) this.#at += 1;
      if (this.#at === start) throw new Unusual();
    }
    return depth > 0 ? null : parsed(asciiText(bytes, start, this.#at));
  }

  /** Steps over a string, and remembers where it lies. */
  #string(): void {
    if (this.#next() !== quote) throw new Unusual();
    const bytes = this.#bytes;
    let at = this.#at + 1;
    this.#from = at;
    this.#escaped = false;
    for (;;) {
      while (at < bytes.length && isPlain[bytes[at] as number] === 1) at += 1;
      if (bytes[at] === quote) break;
      // Behind the end there is nothing, and signs of control are no JSON.
      if (bytes[at] !== backslash || at + 1 >= bytes.length) throw new Unusual();
      this.#escaped = true;
      at += 2;
    }
    this.#to = at;
    this.#at = at + 1;
  }

  #next(): number | undefined {
    this.#at = skipSpace(this.#bytes, this.#at);
    return this.#bytes[this.#at];
  }

  #take(sign: number): void {
    if (this.#next() !== sign) throw new Unusual();
    this.#at += 1;
  }
}
