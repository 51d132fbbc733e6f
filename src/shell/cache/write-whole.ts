import { close, closeSync, open, openSync, rename, renameSync, rmSync, writev, writevSync } from "node:fs";
import { promisify } from "node:util";

const openFile = promisify(open);
const closeFile = promisify(close);
const renameFile = promisify(rename);

/**
 * Writes `pieces` to a new file `part`, in the threads of Node's pool, and then gives it the name `path`: a reader sees all of it or nothing. Rejects
 * with what the system says, `ENOSPC` and `EFBIG` among it, also where it took only the beginning; nothing is left behind then.
 */
export async function writeWhole(part: string, path: string, pieces: readonly Uint8Array[]): Promise<void> {
  const file = await openFile(part, "wx", 0o600);
  try {
    try {
      for (let left = pieces; left.length > 0; ) left = behind(left, await writeSome(file, left));
    } finally {
      await closeFile(file);
    }
    await renameFile(part, path);
  } catch (error) {
    removeQuietly(part);
    throw error;
  }
}

/** The same, while everything else waits. */
export function writeWholeInLine(part: string, path: string, pieces: readonly Uint8Array[]): void {
  const file = openSync(part, "wx", 0o600);
  try {
    try {
      for (let left = pieces; left.length > 0; ) left = behind(left, writevSync(file, left));
    } finally {
      closeSync(file);
    }
    renameSync(part, path);
  } catch (error) {
    removeQuietly(part);
    throw error;
  }
}

/** What is left to write: a disk that fills up takes a part of what it is given and says so, and only the next call fails. */
function behind(pieces: readonly Uint8Array[], written: number): readonly Uint8Array[] {
  if (written === 0) throw Object.assign(new Error("nothing was written"), { code: "ENOSPC" });
  let taken = written;
  return pieces.flatMap((piece) => {
    const here = Math.min(taken, piece.byteLength);
    taken -= here;
    return here === piece.byteLength ? [] : [piece.subarray(here)];
  });
}

function writeSome(file: number, pieces: readonly Uint8Array[]): Promise<number> {
  return new Promise((resolve, reject) => {
    writev(file, pieces, (error, written) => (error === null ? resolve(written) : reject(error)));
  });
}

/** Whatever keeps it from being removed, it is an orphan that pruning meets again. */
export function removeQuietly(path: string): void {
  try {
    rmSync(path, { force: true });
  } catch {
    // As said above.
  }
}
