/** Who is asked what to do with the members of an archive as they come by. */
export interface TarVisitor {
  /** Whether the content of a regular file is wanted. It is only collected up to `largestWanted`. */
  wants(path: string, size: number): boolean;
  /** The content of a wanted file. Answering true ends the reading: all that is needed was seen. */
  found(path: string, content: Uint8Array): boolean;
}

/** Takes an archive in pieces. `push` answers whether to go on, that it is done, or what is wrong. */
export interface TarReader {
  push(chunk: Uint8Array): TarState;
  /** Whether the archive may end here: at its end mark, or between two members. */
  mayEnd(): boolean;
}

export type TarState =
  | { readonly kind: "more" }
  | { readonly kind: "done" }
  | { readonly kind: "broken"; readonly reason: string };

const block = 512;
/** Bytes of the largest name or extended header, and of the largest wanted file. */
const largestHeader = 1024 * 1024;
const largestWanted = 16 * 1024 * 1024;
const mostMembers = 200_000;

const more: TarState = { kind: "more" };
const done: TarState = { kind: "done" };
const broken = (reason: string): TarState => ({ kind: "broken", reason });

/**
 * Reads ustar archives with the pax and GNU extensions for long names (POSIX.1-2017 pax, "ustar Interchange Format"; GNU tar
 * manual, "Basic Tar Format"). Keeps no more than one block and the content that is wanted; links, devices and folders pass by.
 */
export function createTarReader(visitor: TarVisitor): TarReader {
  const header = new Uint8Array(block);
  let filled = 0;
  /** Bytes of the present member, and of its padding, that are still to come. */
  let left = 0;
  let padding = 0;
  let content: Uint8Array | null = null;
  let kept = 0;
  let use: "skip" | "file" | "name" | "pax" = "skip";
  let path = "";
  let longName: string | null = null;
  let longSize: number | null = null;
  let members = 0;
  let state: TarState = more;

  function push(chunk: Uint8Array): TarState {
    let at = 0;
    while (state.kind === "more" && at < chunk.byteLength) {
      if (left > 0) {
        const step = Math.min(left, chunk.byteLength - at);
        content?.set(chunk.subarray(at, at + step), kept);
        kept += step;
        left -= step;
        at += step;
        if (left === 0) state = finish();
      } else if (padding > 0) {
        const step = Math.min(padding, chunk.byteLength - at);
        padding -= step;
        at += step;
      } else {
        const step = Math.min(block - filled, chunk.byteLength - at);
        header.set(chunk.subarray(at, at + step), filled);
        filled += step;
        at += step;
        if (filled === block) {
          filled = 0;
          state = open();
        }
      }
    }
    return state;
  }

  function open(): TarState {
    if (header.every((byte) => byte === 0)) return done;
    members += 1;
    if (members > mostMembers) return broken(`the archive has more than ${mostMembers} members`);
    if (!checksumFits(header)) return broken(`the archive's header ${members} is broken`);
    const type = header[156] ?? 0;
    const named = type === 0x4c || type === 0x4b || type === 0x78 || type === 0x67;
    const size = (named ? null : longSize) ?? numberAt(header, 124, 12);
    if (size === null || size < 0 || size > Number.MAX_SAFE_INTEGER - block)
      return broken(`the archive's header ${members} states no size`);
    left = size;
    padding = (block - (size % block)) % block;
    content = null;
    kept = 0;
    use = "skip";
    if (named) {
      if (size > largestHeader) return broken(`the archive's header ${members} is longer than ${largestHeader} bytes`);
      // "L" is a long name of GNU, "x" a pax header of one member; link names and global headers name no file.
      use = type === 0x4c ? "name" : type === 0x78 ? "pax" : "skip";
    } else {
      path = longName ?? ownName(header);
      longName = null;
      longSize = null;
      const regular = type === 0 || type === 0x30 || type === 0x37;
      if (regular && size <= largestWanted && visitor.wants(path, size)) use = "file";
    }
    if (use !== "skip") content = new Uint8Array(size);
    return left === 0 ? finish() : more;
  }

  function finish(): TarState {
    const bytes = content;
    content = null;
    if (bytes === null) return more;
    if (use === "file") return visitor.found(path, bytes) ? done : more;
    if (use === "name") longName = textOf(bytes);
    if (use === "pax") readPax(bytes);
    return more;
  }

  /** Records `LENGTH KEY=VALUE\n`, the length counting itself. */
  function readPax(bytes: Uint8Array): void {
    for (let at = 0; at < bytes.byteLength; ) {
      const space = bytes.indexOf(0x20, at);
      const length = space < 0 || space - at > 8 ? Number.NaN : Number(textOf(bytes.subarray(at, space)));
      if (!Number.isSafeInteger(length) || length <= space - at + 1 || at + length > bytes.byteLength) return;
      const record = textOf(bytes.subarray(space + 1, at + length - 1));
      if (record.startsWith("path=")) longName = record.slice(5);
      if (record.startsWith("size=") && /^\d{1,15}$/.test(record.slice(5))) longSize = Number(record.slice(5));
      at += length;
    }
  }

  return { push, mayEnd: () => state.kind === "done" || (left === 0 && padding === 0 && filled === 0 && members > 0) };
}

function ownName(header: Uint8Array): string {
  const name = textOf(header.subarray(0, 100));
  const ustar = textOf(header.subarray(257, 262)) === "ustar" && header[262] === 0;
  const prefix = ustar ? textOf(header.subarray(345, 500)) : "";
  return prefix === "" ? name : `${prefix}/${name}`;
}

/** Up to the first NUL, as UTF-8. */
function textOf(bytes: Uint8Array): string {
  const end = bytes.indexOf(0);
  return new TextDecoder("utf-8").decode(end < 0 ? bytes : bytes.subarray(0, end));
}

/** An octal number, or GNU's binary form with the top bit set; null where it is neither. */
function numberAt(header: Uint8Array, at: number, length: number): number | null {
  if (((header[at] ?? 0) & 0x80) !== 0) {
    let value = (header[at] ?? 0) & 0x7f;
    for (let index = 1; index < length; index += 1) value = value * 256 + (header[at + index] ?? 0);
    return value;
  }
  const text = textOf(header.subarray(at, at + length)).trim();
  return /^[0-7]{1,12}$/.test(text) ? Number.parseInt(text, 8) : text === "" ? 0 : null;
}

/** The sum of all bytes, its own field counted as spaces. */
function checksumFits(header: Uint8Array): boolean {
  let sum = 8 * 0x20;
  for (let index = 0; index < block; index += 1) if (index < 148 || index >= 156) sum += header[index] ?? 0;
  return sum === numberAt(header, 148, 8);
}
