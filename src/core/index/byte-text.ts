/** The characters of ASCII bytes. */
export function asciiText(bytes: Uint8Array, from: number, to: number): string {
  let text = "";
  // A call takes some ten thousand arguments, and builds their text faster than adding sign to sign.
  for (let at = from; at < to; at += 4096)
    text += String.fromCharCode.apply(null, bytes.subarray(at, Math.min(at + 4096, to)) as unknown as number[]);
  return text;
}

/** Whether these bytes are this ASCII text. */
export function isText(bytes: Uint8Array, from: number, to: number, text: string): boolean {
  if (to - from !== text.length) return false;
  for (let at = 0; at < text.length; at += 1) if (bytes[from + at] !== text.charCodeAt(at)) return false;
  return true;
}

/** Whether two stretches of the same length hold the same bytes. */
export function sameBytes(one: Uint8Array, from: number, other: Uint8Array, start: number, length: number): boolean {
  for (let at = 0; at < length; at += 1) if (one[from + at] !== other[start + at]) return false;
  return true;
}

const none = 255;
/** The value of each lower-case hexadecimal digit by its code; 255 for every other. */
const nibbles = new Uint8Array(256).fill(none);
for (let digit = 0; digit < 16; digit += 1) nibbles["0123456789abcdef".charCodeAt(digit)] = digit;

/** Writes `length` lower-case hexadecimal digits as half as many bytes; false, with `into` spoilt, where one of them is none. */
export function packHex(bytes: Uint8Array, from: number, length: number, into: Uint8Array, at: number): boolean {
  for (let place = 0; place < length; place += 2) {
    const high = nibbles[bytes[from + place] as number] as number;
    const low = nibbles[bytes[from + place + 1] as number] as number;
    if (high === none || low === none) return false;
    into[at + (place >> 1)] = (high << 4) | low;
  }
  return true;
}

const pairs: readonly string[] = Array.from({ length: 256 }, (_, value) => value.toString(16).padStart(2, "0"));

/** The digits again. */
export function hexText(bytes: Uint8Array, from: number, to: number): string {
  let text = "";
  for (let at = from; at < to; at += 1) text += pairs[bytes[at] as number];
  return text;
}
