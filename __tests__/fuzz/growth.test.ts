import { expect, it } from "@jest/globals";
import { growth } from "../support/fuzz.ts";

const make = (length: number): Uint8Array => new Uint8Array(length);

/** Looks at every byte as often as `times` says. */
const looking = (times: (length: number) => number) => (bytes: Uint8Array) => {
  let sum = 0;
  for (let round = times(bytes.length); round > 0; round -= 1) for (const byte of bytes) sum += byte + round;
  return sum;
};

it("tells work for each byte from work for each pair of bytes", async () => {
  const each = looking(() => 20);
  const pairs = looking((length) => length / 8);
  expect(await growth(each, make, 1024 * 1024)).toBeLessThan(6);
  // From 2 ms to 1 s the length grows by twenty, and so does what a byte costs: far more than the noise of a busy machine.
  expect(await growth(pairs, make, 4 * 1024 * 1024, 1000)).toBeGreaterThan(6);
});
