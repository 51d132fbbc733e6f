/**
 * Hostile input for readers, in three ways: pieces of the grammar in any order, files that were right until some of their bytes
 * changed, and the same piece over and over, which shows what a reader does again for each character.
 *
 *     fuzz({ name: "a page", seeds: ["<a href=x>"], pieces: ["<a ", ">"], read: (bytes) => void parse(bytes) });
 *
 * `PINWARDEN_FUZZ_RUNS=20000` tries so many inputs of each kind instead of a few hundred, and grows the repeated ones further.
 */
import process from "node:process";
import { describe, expect, it } from "@jest/globals";
import { fc } from "./fast-check.ts";

export interface FuzzSubject {
  readonly name: string;
  /** Files as they should be. */
  readonly seeds: readonly (string | Uint8Array)[];
  /** Words of the grammar, and what its readers stumble over. */
  readonly pieces: readonly string[];
  /** Reads the input to the last field; throws for nothing that a stranger could send. */
  readonly read: (bytes: Uint8Array) => unknown;
  /** Around what is repeated, so that it is reached: the beginning and the end of a file. */
  readonly around?: readonly (readonly [string, string])[];
}

const asked = Number(process.env["PINWARDEN_FUZZ_RUNS"] ?? "");
const isLong = Number.isSafeInteger(asked) && asked > 0;
/** How often a property is tried. */
export const runsOf = (usual: number): { readonly numRuns: number } => ({ numRuns: isLong ? asked : usual });
/** Milliseconds for a property. */
export const patience = isLong ? 3_600_000 : 120_000;

const bytesOf = (input: string | Uint8Array): Uint8Array =>
  typeof input === "string" ? new TextEncoder().encode(input) : input;

export function fuzz(subject: FuzzSubject): void {
  describe(subject.name, () => {
    it("is read in any order of its pieces", () => inAnyOrder(subject), patience);
    it("is read with any of its bytes changed", () => withChangedBytes(subject), patience);
    it("costs in proportion to its length", () => inProportion(subject), patience);
  });
}

async function inAnyOrder({ pieces, read }: FuzzSubject): Promise<void> {
  const piece = fc.oneof(
    { weight: 9, arbitrary: fc.constantFrom(...pieces) },
    { weight: 1, arbitrary: fc.string({ unit: "binary", maxLength: 3 }) },
  );
  await fc.assert(
    fc.asyncProperty(fc.array(piece, { maxLength: 50 }), async (parts) => void (await read(bytesOf(parts.join(""))))),
    runsOf(150),
  );
}

async function withChangedBytes({ seeds, pieces, read }: FuzzSubject): Promise<void> {
  await fc.assert(
    fc.asyncProperty(changed(seeds.map(bytesOf), pieces), async (bytes) => void (await read(bytes))),
    runsOf(150),
  );
}

/** One edit: what is done, where (as a fraction of the length), how far, and with which bytes. */
type Edit = readonly ["set" | "insert" | "cut" | "double" | "end", number, number, Uint8Array];

/** Bytes that started as one of `seeds`. */
export function changed(seeds: readonly Uint8Array[], pieces: readonly string[] = []): fc.Arbitrary<Uint8Array> {
  const bytes = fc.oneof(
    fc.uint8Array({ minLength: 1, maxLength: 4 }),
    fc.constantFrom(...[0, 0x7f, 0x80, 0xff].map((byte) => Uint8Array.of(byte, byte, byte, byte))),
    ...(pieces.length === 0 ? [] : [fc.constantFrom(...pieces).map(bytesOf)]),
  );
  const fraction = fc.double({ min: 0, max: 1, noNaN: true });
  const edit: fc.Arbitrary<Edit> = fc.tuple(
    fc.constantFrom("set", "set", "insert", "cut", "double", "end"),
    fraction,
    fc.nat(40),
    bytes,
  );
  return fc
    .tuple(fc.constantFrom(...seeds), fc.array(edit, { minLength: 1, maxLength: 6 }))
    .map(([seed, edits]) => edits.reduce(edited, seed));
}

function edited(bytes: Uint8Array, [kind, where, length, fresh]: Edit): Uint8Array {
  const at = Math.floor(where * bytes.length);
  const before = bytes.subarray(0, at);
  if (kind === "set") return Buffer.concat([before, fresh, bytes.subarray(at + fresh.length)]);
  if (kind === "insert") return Buffer.concat([before, fresh, bytes.subarray(at)]);
  if (kind === "cut") return Buffer.concat([before, bytes.subarray(at + length)]);
  if (kind === "double") return Buffer.concat([bytes.subarray(0, at + length), bytes.subarray(at)]);
  return before;
}

async function inProportion(subject: FuzzSubject): Promise<void> {
  const around = [["", ""] as const, ...(subject.around ?? [])];
  const repeated = isLong
    ? subject.pieces.flatMap((first) => subject.pieces.map((second) => (first === second ? first : first + second)))
    : subject.pieces;
  for (const [place, [before, after]] of around.entries()) {
    // In a short run each surrounding gets a part of the pieces, and the first of them, none at all, gets a half.
    const step = isLong ? 1 : place === 0 ? 2 : 5;
    for (const piece of repeated.filter((_, index) => index % step === place % step)) {
      const make = (length: number): Uint8Array =>
        bytesOf(before + piece.repeat(Math.ceil(length / piece.length)) + after);
      const first = await growth(subject.read, make);
      // A machine that is busy with something else looks like a reader that is slow: once is no proof.
      const factor = first < steep ? first : await growth(subject.read, make);
      expect([before, piece, after, factor < steep ? "in proportion" : factor]).toEqual([
        before,
        piece,
        after,
        "in proportion",
      ]);
    }
  }
}

/** How many times dearer a byte may be in a long input than in a short one. Work for each pair of bytes grows far past this. */
const steep = 6;
const longest = isLong ? 512 * 1024 : 16 * 1024;
/** Milliseconds below which a measure says nothing, and above which growth has had its chance to show. */
const shortest = 2;
const enough = isLong ? 400 : 120;

/** Cost of a byte in the longest input that is tried, over its cost in the first that takes long enough to be measured. Stops at `most` milliseconds. */
export async function growth(
  read: FuzzSubject["read"],
  make: (length: number) => Uint8Array,
  upTo = longest,
  most = enough,
): Promise<number> {
  let first: number | null = null;
  let last = 0;
  for (let length = 2048; length <= upTo; length *= 2) {
    const input = make(length);
    const spent = await leastTime(read, input, most);
    if (spent < shortest) continue;
    last = spent / input.length;
    first ??= last;
    if (spent > most) break;
  }
  return first === null ? 1 : last / first;
}

/** Milliseconds of the processor, the least of some tries. */
async function leastTime(read: FuzzSubject["read"], input: Uint8Array, most: number): Promise<number> {
  let least = Number.POSITIVE_INFINITY;
  for (let attempt = 0; attempt < 3; attempt += 1) {
    const { user: before } = process.cpuUsage();
    await read(input);
    least = Math.min(least, (process.cpuUsage().user - before) / 1000);
    if (least < shortest || least > most) break;
  }
  return least;
}
