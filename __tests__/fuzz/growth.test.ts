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
  expect(
    await growth(
      looking(() => 20),
      make,
      1024 * 1024,
    ),
  ).toBeLessThan(6);
  expect(
    await growth(
      looking((length) => length / 8),
      make,
      1024 * 1024,
    ),
  ).toBeGreaterThan(6);
});
