/** What the fat binaries of a library hold: architectures of machine code and of PTX, such as 75. */
export interface FatBinaryEntries {
  readonly cubins: ReadonlySet<string>;
  readonly ptx: ReadonlySet<string>;
}

/** Magic of a fat binary's header, as it lies in `.nv_fatbin` (fatbinary_section.h of the CUDA toolkit). */
const magic = 0xba55ed50;
const headerSize = 16;
/** An entry's header up to the architecture, which is all that is read of it. */
const entryHead = 32;
const kindPtx = 1;
const kindCubin = 2;
/** Entries looked at in one fat binary: one for each architecture, and some for link time. */
const mostEntries = 256;

/**
 * Reads the entries of every fat binary in the bytes of a library: their headers alone, so that compressed code is not unpacked. Bytes that end
 * before a fat binary does give the entries up to there.
 */
export function fatBinaryEntries(bytes: Uint8Array): FatBinaryEntries {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const found = { cubins: new Set<string>(), ptx: new Set<string>() };
  // nvcc aligns them to eight bytes.
  for (let at = 0; at + headerSize <= bytes.byteLength; at += 8) {
    if (view.getUint32(at, true) !== magic || view.getUint16(at + 4, true) !== 1) continue;
    const start = at + view.getUint16(at + 6, true);
    const size = Number(view.getBigUint64(at + 8, true));
    readEntries(view, start, Math.min(start + size, bytes.byteLength), found);
  }
  return found;
}

function readEntries(
  view: DataView,
  start: number,
  end: number,
  found: { readonly cubins: Set<string>; readonly ptx: Set<string> },
): void {
  let at = start;
  for (let entry = 0; entry < mostEntries && at + entryHead <= end; entry += 1) {
    const kind = view.getUint16(at, true);
    const head = view.getUint32(at + 4, true);
    const length = Number(view.getBigUint64(at + 8, true));
    const architecture = view.getUint32(at + 28, true);
    // What is no entry ends the reading: nothing after it can be trusted.
    if ((kind !== kindPtx && kind !== kindCubin) || head < entryHead || head > 4096) return;
    if (architecture < 20 || architecture > 199) return;
    (kind === kindPtx ? found.ptx : found.cubins).add(String(architecture));
    at += head + length;
  }
}
