/** Below this the system gives nothing back, and Node cuts small buffers out of shared ones. */
const worthIt = 16 * 1024;

/**
 * Frees bytes that nobody reads any more, at once. The collector does not see how large a buffer is until some sixty megabytes of them have gathered, and what
 * was taken from the system once is not given back. Only for bytes that have their memory to themselves: every view of them is empty afterwards.
 */
export function letGo(bytes: Uint8Array): void {
  const { buffer } = bytes;
  if (!(buffer instanceof ArrayBuffer) || buffer.byteLength < worthIt || bytes.byteLength !== buffer.byteLength) return;
  buffer.transfer(0);
}
