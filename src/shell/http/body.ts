import { Readable } from "node:stream";
import { promisify } from "node:util";
import { brotliDecompress, gunzip, type InputType, inflate, inflateRaw } from "node:zlib";

/** A body that came in full but is refused: it will not be better the second time. */
export class BodyRefused extends Error {
  override readonly name = "BodyRefused";
  readonly failure: "too-large" | "encoding";
  constructor(failure: "too-large" | "encoding", message: string) {
    super(message);
    this.failure = failure;
  }
}

/** A body that did not arrive as it was sent: worth another attempt. */
export class BodyCut extends Error {
  override readonly name = "BodyCut";
}

/** No honest page or metadata shrinks further than this; what does is a bomb (DEFLATE's own limit is 1032:1). */
const greatestRatio = 200;
/** Below this many bytes decoded the ratio says nothing. */
const ratioFreeBytes = 4 * 1024 * 1024;

/** Up to so many announced bytes are set aside before they come: the system gives memory out as it is written to. */
const mostFilled = 8 * 1024 * 1024;

/** Joins the pieces, at most `maxBytes`. The announced length is looked at first, so that a huge answer ends before its body. */
export async function collect(
  chunks: AsyncIterable<Uint8Array>,
  maxBytes: number,
  announced: number | null = null,
): Promise<Uint8Array> {
  if (announced !== null && announced > maxBytes)
    throw new BodyRefused("too-large", `the answer announces ${announced} bytes; at most ${maxBytes} are read`);
  // Filled as it comes: the pieces of TLS are then garbage at once, and are not held until the last one is there.
  let whole = announced !== null && announced <= mostFilled ? Buffer.allocUnsafeSlow(announced) : null;
  const pieces: Uint8Array[] = [];
  let length = 0;
  await eachChunk(chunks, (chunk) => {
    if (length + chunk.byteLength > maxBytes)
      throw new BodyRefused("too-large", `the answer is longer than the ${maxBytes} bytes that are read`);
    if (whole !== null && length + chunk.byteLength > whole.byteLength) {
      pieces.push(whole.subarray(0, length));
      whole = null;
    }
    if (whole === null) pieces.push(chunk);
    else whole.set(chunk, length);
    length += chunk.byteLength;
  });
  if (whole !== null) return whole.subarray(0, length);
  const [only] = pieces;
  return pieces.length === 1 && only !== undefined ? only : Buffer.concat(pieces, length);
}

/** By events where it is a stream: iterating asynchronously costs a promise or two for each piece of 16 KiB. */
async function eachChunk(chunks: AsyncIterable<Uint8Array>, take: (chunk: Uint8Array) => void): Promise<void> {
  if (!(chunks instanceof Readable)) {
    for await (const chunk of chunks) take(chunk);
    return;
  }
  await new Promise<void>((resolve, reject) => {
    chunks.on("data", (chunk: Uint8Array) => {
      try {
        take(chunk);
      } catch (error) {
        chunks.pause();
        reject(error);
      }
    });
    chunks.on("end", resolve);
    chunks.on("error", reject);
    chunks.on("close", () => reject(new BodyCut("the answer broke off")));
  });
}

/** Undoes `Content-Encoding` (RFC 9110, 8.4), the last applied first, in the thread pool. */
export async function decode(body: Uint8Array, encoding: string | undefined, maxBytes: number): Promise<Uint8Array> {
  const codings = (encoding ?? "")
    .toLowerCase()
    .split(",")
    .map((coding) => coding.trim())
    .filter((coding) => coding !== "" && coding !== "identity");
  if (codings.length > 3) throw new BodyRefused("encoding", `the answer is encoded ${codings.length} times over`);
  let bytes = body;
  for (const coding of codings.reverse()) {
    if (bytes.byteLength > 0) bytes = await decodeOnce(bytes, coding, maxBytes);
  }
  return bytes;
}

const unzip = {
  gzip: promisify<InputType, object, Buffer>(gunzip),
  brotli: promisify<InputType, object, Buffer>(brotliDecompress),
  zlib: promisify<InputType, object, Buffer>(inflate),
  bare: promisify<InputType, object, Buffer>(inflateRaw),
};

async function decodeOnce(body: Uint8Array, coding: string, maxBytes: number): Promise<Uint8Array> {
  const maxOutputLength = Math.min(maxBytes, Math.max(ratioFreeBytes, body.byteLength * greatestRatio));
  try {
    if (coding === "gzip" || coding === "x-gzip") return await unzip.gzip(body, { maxOutputLength });
    if (coding === "br") return await unzip.brotli(body, { maxOutputLength });
    // "deflate" is zlib's format (RFC 9110, 8.4.1.2), but some servers send the bare stream.
    if (coding === "deflate")
      return await (((body[0] ?? 0) & 0x0f) === 8 ? unzip.zlib : unzip.bare)(body, { maxOutputLength });
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === "ERR_BUFFER_TOO_LARGE")
      throw new BodyRefused("too-large", `the answer unpacks to more than ${maxOutputLength} bytes`);
    throw new BodyCut(`the \`${coding}\` encoding of the answer is broken or cut off`);
  }
  throw new BodyRefused("encoding", `the answer has the unknown encoding \`${coding.slice(0, 40)}\``);
}
