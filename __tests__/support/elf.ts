/** A made library as far as a probe looks into one: its texts, one version that it needs, and one fat binary. */
export interface MadeLibrary {
  readonly texts?: readonly string[];
  readonly glibcHash?: number;
  readonly entries?: readonly { readonly kind: "ptx" | "cubin"; readonly architecture: number }[];
  /** Zeroes after it all, so that a bounded read does not reach the end. */
  readonly padding?: number;
}

export function madeLibrary({ texts = [], glibcHash, entries = [], padding = 0 }: MadeLibrary): Buffer {
  const head = Buffer.alloc(64);
  head.set([0x7f, 0x45, 0x4c, 0x46, 2, 1, 1]);
  const strings = Buffer.from(`\0${texts.join("\0")}\0`);
  const needed = Buffer.alloc(16);
  if (glibcHash !== undefined) {
    needed.writeUInt32LE(glibcHash, 0);
    needed.writeUInt16LE(2, 6);
    needed.writeUInt32LE(17, 8);
  }
  const aligned = Buffer.alloc((8 - ((head.length + needed.length + strings.length) % 8)) % 8);
  return Buffer.concat([head, needed, strings, aligned, fatBinary(entries), Buffer.alloc(padding)]);
}

/** The header of `.nv_fatbin`, and for each architecture an entry with eight bytes of code. */
function fatBinary(entries: NonNullable<MadeLibrary["entries"]>): Buffer {
  if (entries.length === 0) return Buffer.alloc(0);
  const parts = entries.map(({ kind, architecture }) => {
    const entry = Buffer.alloc(64 + 8);
    entry.writeUInt16LE(kind === "ptx" ? 1 : 2, 0);
    entry.writeUInt16LE(0x101, 2);
    entry.writeUInt32LE(64, 4);
    entry.writeBigUInt64LE(8n, 8);
    entry.writeUInt32LE(architecture, 28);
    return entry;
  });
  const body = Buffer.concat(parts);
  const head = Buffer.alloc(16);
  head.writeUInt32LE(0xba55ed50, 0);
  head.writeUInt16LE(1, 4);
  head.writeUInt16LE(16, 6);
  head.writeBigUInt64LE(BigInt(body.length), 8);
  return Buffer.concat([head, body]);
}
