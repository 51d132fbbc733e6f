import { createHash, type Hash, timingSafeEqual } from "node:crypto";

/** Node's names of the algorithms that an index may use (PEP 503 takes Python's), strongest first. */
const algorithms: readonly (readonly [string, string])[] = [
  ["sha512", "sha512"],
  ["sha384", "sha384"],
  ["sha256", "sha256"],
  ["sha3_512", "sha3-512"],
  ["sha3_384", "sha3-384"],
  ["sha3_256", "sha3-256"],
  ["blake2b", "blake2b512"],
  ["blake2s", "blake2s256"],
  ["sha224", "sha224"],
  ["sha1", "sha1"],
  ["md5", "md5"],
];

/** Takes the bytes of a file as they come and tells at the end what is wrong with them. */
export interface HashCheck {
  update(bytes: Uint8Array): void;
  /** What does not fit, or null where the strongest digest given does, or none is given. */
  problem(): string | null;
}

export function createHashCheck(hashes: Readonly<Record<string, string>>): HashCheck {
  const chosen = algorithms.find(([name]) => hashes[name] !== undefined);
  if (chosen === undefined) return { update: () => {}, problem: () => null };
  const [name, algorithm] = chosen;
  const hash: Hash = createHash(algorithm);
  const expected = hashes[name] ?? "";
  return {
    update: (bytes) => void hash.update(bytes),
    problem() {
      const actual = hash.digest();
      const wanted = Buffer.from(expected, "hex");
      if (wanted.length === actual.length && timingSafeEqual(wanted, actual)) return null;
      return `its ${name} is \`${actual.toString("hex")}\`, and the index lists \`${expected}\``;
    },
  };
}

export function checkHashes(bytes: Uint8Array, hashes: Readonly<Record<string, string>>): string | null {
  const check = createHashCheck(hashes);
  check.update(bytes);
  return check.problem();
}
