/**
 * Builds the archives that tests serve: real zips (wheels), and real `.tar.gz` source archives, deterministic byte for byte.
 *
 *     const wheel = buildWheel({ name: "a", version: "1.0", requires: ["b>=1"] });   // { filename, bytes, metadata }
 *     const sdist = buildSdist({ name: "a", version: "1.0", members: { "PKG-INFO": "…" } });
 *     const zip = buildZip([{ name: "x.txt", content: "…" }]);
 */
import { crc32, deflateRawSync, gzipSync } from "node:zlib";

export interface ZipMember {
  readonly name: string;
  readonly content: string | Uint8Array;
  /** Kept as it is instead of deflated. */
  readonly stored?: boolean;
  /** Lies, for tests of what a reader believes. */
  readonly lie?: {
    readonly size?: number;
    readonly compressedSize?: number;
    readonly crc32?: number;
    readonly localName?: string;
    readonly flags?: number;
  };
}

export interface ZipShape {
  /** Writes the zip64 records, and full short fields. */
  readonly zip64?: boolean;
  readonly comment?: string;
  /** What the end record claims instead of the number of members. */
  readonly claimedEntries?: number;
}

export function buildZip(members: readonly ZipMember[], shape: ZipShape = {}): Buffer {
  const pieces: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const member of members) {
    const content = Buffer.from(member.content);
    const data = member.stored === true ? content : deflateRawSync(content);
    const name = Buffer.from(member.name);
    const localName = Buffer.from(member.lie?.localName ?? member.name);
    const common = Buffer.alloc(26);
    common.writeUInt16LE(20, 0);
    common.writeUInt16LE(member.lie?.flags ?? 0, 2);
    common.writeUInt16LE(member.stored === true ? 0 : 8, 4);
    common.writeUInt32LE(0x00210000, 6);
    common.writeUInt32LE(member.lie?.crc32 ?? crc32(content), 10);
    common.writeUInt32LE(member.lie?.compressedSize ?? data.length, 14);
    common.writeUInt32LE(member.lie?.size ?? content.length, 18);
    const local = Buffer.from(common);
    local.writeUInt16LE(localName.length, 22);
    pieces.push(bytes32(0x04034b50), local, localName, data);
    common.writeUInt16LE(name.length, 22);
    const tail = Buffer.alloc(14);
    tail.writeUInt32LE(offset, 10);
    directory.push(bytes32(0x02014b50), Buffer.from([20, 0]), common, tail, name);
    offset += 30 + localName.length + data.length;
  }
  const listed = Buffer.concat(directory);
  const entries = shape.claimedEntries ?? members.length;
  return Buffer.concat([...pieces, listed, endOf(entries, listed.length, offset, shape)]);
}

function endOf(entries: number, size: number, offset: number, shape: ZipShape): Buffer {
  const comment = Buffer.from(shape.comment ?? "");
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(shape.zip64 === true ? 0xffff : entries, 8);
  end.writeUInt16LE(shape.zip64 === true ? 0xffff : entries, 10);
  end.writeUInt32LE(shape.zip64 === true ? 0xffffffff : size, 12);
  end.writeUInt32LE(shape.zip64 === true ? 0xffffffff : offset, 16);
  end.writeUInt16LE(comment.length, 20);
  if (shape.zip64 !== true) return Buffer.concat([end, comment]);
  const wide = Buffer.alloc(56);
  wide.writeUInt32LE(0x06064b50, 0);
  wide.writeBigUInt64LE(44n, 4);
  wide.writeBigUInt64LE(BigInt(entries), 24);
  wide.writeBigUInt64LE(BigInt(entries), 32);
  wide.writeBigUInt64LE(BigInt(size), 40);
  wide.writeBigUInt64LE(BigInt(offset), 48);
  const locator = Buffer.alloc(20);
  locator.writeUInt32LE(0x07064b50, 0);
  locator.writeBigUInt64LE(BigInt(offset + size), 8);
  locator.writeUInt32LE(1, 16);
  return Buffer.concat([wide, locator, end, comment]);
}

function bytes32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}

export interface TarMember {
  readonly name: string;
  readonly content: string | Uint8Array;
  /** POSIX type flag; a regular file by default. */
  readonly type?: string;
}

export function buildTar(members: readonly TarMember[]): Buffer {
  const blocks: Buffer[] = [];
  for (const member of members) {
    const content = Buffer.from(member.content);
    if (Buffer.byteLength(member.name) > 100)
      blocks.push(
        tarHeader("././@LongLink", "L", Buffer.byteLength(member.name) + 1),
        padded(Buffer.from(`${member.name}\0`)),
      );
    blocks.push(tarHeader(member.name.slice(0, 100), member.type ?? "0", content.length), padded(content));
  }
  return Buffer.concat([...blocks, Buffer.alloc(1024)]);
}

function tarHeader(name: string, type: string, size: number): Buffer {
  const header = Buffer.alloc(512);
  header.write(name, 0, 100);
  header.write("0000644\0", 100);
  header.write("0000000\0", 108);
  header.write("0000000\0", 116);
  header.write(`${size.toString(8).padStart(11, "0")}\0`, 124);
  header.write("00000000000\0", 136);
  header.write("        ", 148);
  header.write(type, 156);
  header.write("ustar\u000000", 257);
  const sum = header.reduce((total, byte) => total + byte, 0);
  header.write(`${sum.toString(8).padStart(6, "0")}\0 `, 148);
  return header;
}

function padded(content: Buffer): Buffer {
  return Buffer.concat([content, Buffer.alloc((512 - (content.length % 512)) % 512)]);
}

/** What a distribution says of itself. */
export interface DistributionFacts {
  readonly name: string;
  readonly version: string;
  /** `Requires-Dist` lines. */
  readonly requires?: readonly string[];
  readonly extras?: readonly string[];
  readonly requiresPython?: string;
  /** Further headers. */
  readonly headers?: readonly string[];
}

/** The text of METADATA or PKG-INFO. */
export function metadataText(facts: DistributionFacts, version = "2.1", dynamic: readonly string[] = []): string {
  const lines = [`Metadata-Version: ${version}`, `Name: ${facts.name}`, `Version: ${facts.version}`];
  if (facts.requiresPython !== undefined) lines.push(`Requires-Python: ${facts.requiresPython}`);
  for (const field of dynamic) lines.push(`Dynamic: ${field}`);
  for (const line of facts.requires ?? []) lines.push(`Requires-Dist: ${line}`);
  for (const extra of facts.extras ?? []) lines.push(`Provides-Extra: ${extra}`);
  lines.push(...(facts.headers ?? []));
  return `${lines.join("\n")}\n\nA description.\n`;
}

export interface BuiltWheel {
  readonly filename: string;
  readonly bytes: Buffer;
  readonly metadata: string;
}

/** A wheel whose METADATA is `metadata`, or made of the facts. `tag` is such as `cp311-cp311-manylinux_2_28_x86_64`. */
export function buildWheel(
  facts: DistributionFacts & { readonly tag?: string; readonly metadata?: string; readonly padding?: number },
): BuiltWheel {
  const stem = `${facts.name.replace(/[-.]+/g, "_")}-${facts.version}`;
  const tag = facts.tag ?? "py3-none-any";
  const metadata = facts.metadata ?? metadataText(facts);
  const bytes = buildZip([
    // Zeros would deflate away; what pads is stored, so that a wheel can be larger than a first range.
    ...(facts.padding === undefined
      ? []
      : [{ name: `${facts.name}/data.bin`, content: Buffer.alloc(facts.padding, 7), stored: true }]),
    { name: `${facts.name}/__init__.py`, content: "" },
    { name: `${stem}.dist-info/METADATA`, content: metadata },
    {
      name: `${stem}.dist-info/WHEEL`,
      content: `Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: ${tag}\n`,
    },
    { name: `${stem}.dist-info/RECORD`, content: "" },
  ]);
  return { filename: `${stem}-${tag}.whl`, bytes, metadata };
}

/** A `.tar.gz` with the members under its top folder. */
export function buildSdist(facts: {
  readonly name: string;
  readonly version: string;
  readonly members: Readonly<Record<string, string>>;
}): { readonly filename: string; readonly bytes: Buffer } {
  const stem = `${facts.name}-${facts.version}`;
  const members = Object.entries(facts.members).map(([name, content]) => ({ name: `${stem}/${name}`, content }));
  return { filename: `${stem}.tar.gz`, bytes: gzipSync(buildTar(members)) };
}
