/** Newest minor of glibc that is looked for. */
const newest = 60;

/**
 * The hash by which `.gnu.version_r` names a symbol version (System V gABI, "Hash Table"; LSB Core, "Version Needed"): it lies near the
 * start of a library, while the names themselves may have been moved to its end.
 */
function elfHash(name: string): number {
  let hash = 0;
  for (const character of name) {
    hash = ((hash << 4) + character.charCodeAt(0)) >>> 0;
    const high = hash & 0xf0000000;
    if (high !== 0) hash ^= high >>> 24;
    hash = (hash & ~high) >>> 0;
  }
  return hash;
}

const minors: ReadonlyMap<number, number> = new Map(
  Array.from({ length: newest - 1 }, (_, index) => [elfHash(`GLIBC_2.${index + 2}`), index + 2]),
);

/**
 * The highest GLIBC symbol version that a library asks for, from the auxiliary records of `.gnu.version_r` (Elf64_Vernaux). Null where none lies
 * within the bytes.
 */
export function highestGlibc(bytes: Uint8Array): string | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let highest = 0;
  for (let at = 0; at + 16 <= bytes.byteLength; at += 4) {
    const minor = minors.get(view.getUint32(at, true));
    if (minor === undefined || minor <= highest || !isVernaux(view, at)) continue;
    highest = minor;
  }
  return highest === 0 ? null : `2.${highest}`;
}

/** Flags are 0 or weak, the version's index is small, the name lies in a string table, and the next record is 16 bytes on, or none is. */
function isVernaux(view: DataView, at: number): boolean {
  const flags = view.getUint16(at + 4, true);
  const other = view.getUint16(at + 6, true);
  const name = view.getUint32(at + 8, true);
  const next = view.getUint32(at + 12, true);
  return (
    (flags === 0 || flags === 2) &&
    other >= 2 &&
    other < 1024 &&
    name > 0 &&
    name < 0x10000000 &&
    (next === 0 || next === 16)
  );
}
