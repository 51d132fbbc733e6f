import { collect } from "../http/body.ts";
import type { Http } from "../http/http.ts";
import { type ArchiveBytes, BytesUnavailable } from "../index/zip-bytes.ts";

/** A file on a server that is read by ranges, with a count and a bound of what was read. */
export interface CountedBytes extends ArchiveBytes {
  readonly bytesRead: () => number;
  /** Bytes that may still be read. */
  readonly left: () => number;
  /** Raises the bound, once the size of the file is known. */
  readonly allow: (bytes: number) => void;
}

/**
 * Opens a file by its last bytes (RFC 9110, 14.1.2). Reads beyond the bound are refused with `BytesUnavailable`, as is a server that sends the
 * whole file where a part was asked for.
 */
export async function openByRanges(http: Http, url: string, tail: number, bound: number): Promise<CountedBytes> {
  let read = 0;
  let most = bound;
  const ask = async (
    range: string,
    length: number,
  ): Promise<{ readonly bytes: Uint8Array; readonly from: number; readonly total: number }> => {
    if (read + length > most)
      throw new BytesUnavailable(`reading ${length} bytes more would pass the bound of ${most}`);
    const answer = await http.read(url, { range: `bytes=${range}` }, async (head, chunks) => {
      const stated = /^bytes (\d{1,15})-(\d{1,15})\/(\d{1,15})$/i.exec(head.headers.get("content-range") ?? "");
      if (head.status !== 206 || stated === null) return null;
      const [from, last, total] = stated.slice(1).map(Number) as [number, number, number];
      if (last < from || last - from + 1 > length) return null;
      return { bytes: await collect(chunks, last - from + 1, last - from + 1), from, total };
    });
    if (answer.kind !== "ok")
      throw new BytesUnavailable(answer.kind === "notModified" ? "nothing was sent" : answer.reason);
    if (answer.body === null) throw new BytesUnavailable("the server sends no ranges");
    read += answer.body.bytes.byteLength;
    return answer.body;
  };
  const end = await ask(`-${tail}`, tail);
  return {
    size: end.total,
    bytesRead: () => read,
    left: () => most - read,
    allow: (bytes) => {
      most = bytes;
    },
    async read(from, to) {
      if (to <= from) return new Uint8Array(0);
      if (from >= end.from) return end.bytes.subarray(from - end.from, to - end.from);
      const until = Math.min(to, end.from);
      const part = await ask(`${from}-${until - 1}`, until - from);
      if (part.from !== from || part.bytes.byteLength !== until - from || part.total !== end.total)
        throw new BytesUnavailable("the server did not send the range that was asked for");
      return until === to ? part.bytes : Buffer.concat([part.bytes, end.bytes.subarray(0, to - end.from)]);
    },
  };
}
