/** The characters of ASCII bytes. */
export function asciiText(bytes: Uint8Array, from: number, to: number): string {
  let text = "";
  // A call takes some ten thousand arguments.
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
const digitCodes = new TextEncoder().encode("0123456789abcdef");
for (const [value, code] of digitCodes.entries()) nibbles[code] = value;

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

/** The digits again. Made in one piece: of a text that was put together, every step stays in memory. */
export function hexText(bytes: Uint8Array, from: number, to: number): string {
  const digits = new Uint8Array(2 * (to - from));
  for (let at = from; at < to; at += 1) {
    const byte = bytes[at] as number;
    digits[2 * (at - from)] = digitCodes[byte >> 4] as number;
    digits[2 * (at - from) + 1] = digitCodes[byte & 15] as number;
  }
  return asciiText(digits, 0, digits.length);
}
