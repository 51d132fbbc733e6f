import { DumpLimit, dumpLimits } from "./dump-limits.ts";

const newline = 0x0a;

/** The lines of a UTF-8 stream, without their ends. Rejects with `DumpLimit` for a line or a stream past the limits. */
export async function* linesOf(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder("utf-8", { fatal: true });
  let held: Uint8Array[] = [];
  let heldBytes = 0;
  let total = 0;
  for await (const chunk of chunks) {
    total += chunk.length;
    if (total > dumpLimits.totalBytes) throw new DumpLimit(`it unpacks to more than ${dumpLimits.totalBytes} bytes`);
    let start = 0;
    for (let end = chunk.indexOf(newline); end !== -1; end = chunk.indexOf(newline, start)) {
      held.push(chunk.subarray(start, end));
      yield decoder.decode(Buffer.concat(held));
      held = [];
      heldBytes = 0;
      start = end + 1;
    }
    const rest = chunk.subarray(start);
    heldBytes += rest.length;
    if (heldBytes > dumpLimits.textBytes) throw new DumpLimit(`a line is longer than ${dumpLimits.textBytes} bytes`);
    if (rest.length > 0) held.push(rest);
  }
  if (heldBytes > 0) yield decoder.decode(Buffer.concat(held));
}
