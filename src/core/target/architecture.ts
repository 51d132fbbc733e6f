import type { Architecture } from "./target.ts";

/**
 * Every spelling of a processor architecture that a platform name may use: Go and OCI (`amd64`), the kernel and wheel
 * tags (`x86_64`), Windows wheels (`win32` is i686) and Rust triples (`armv7`).
 */
const spellings: ReadonlyMap<string, Architecture> = new Map<string, Architecture>([
  ["x86_64", "x86_64"],
  ["x86-64", "x86_64"],
  ["amd64", "x86_64"],
  ["x64", "x86_64"],
  ["aarch64", "aarch64"],
  ["arm64", "aarch64"],
  ["i686", "i686"],
  ["i386", "i686"],
  ["386", "i686"],
  ["x86", "i686"],
  ["armv7l", "armv7l"],
  ["armv7", "armv7l"],
  ["arm", "armv7l"],
  ["ppc64le", "ppc64le"],
  ["powerpc64le", "ppc64le"],
  ["s390x", "s390x"],
  ["riscv64", "riscv64"],
  ["riscv64gc", "riscv64"],
]);

/** The architecture that `text` names in lower case, or null. */
export function architectureOf(text: string): Architecture | null {
  return spellings.get(text) ?? null;
}
