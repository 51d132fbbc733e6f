import type { BinaryFacts } from "./binary-facts.ts";
import { fatBinaryEntries } from "./fat-binary.ts";
import { highestGlibc } from "./glibc-versions.ts";

/** Longest text in a binary that is looked at: a list of architectures, or the name of a library. */
const longest = 512;

/** Whether bytes begin as an ELF file of 64 bits, least significant byte first, which is what wheels for Linux hold. */
export function isElf(bytes: Uint8Array): boolean {
  return (
    bytes[0] === 0x7f && bytes[1] === 0x45 && bytes[2] === 0x4c && bytes[3] === 0x46 && bytes[4] === 2 && bytes[5] === 1
  );
}

/** What the first bytes of a shared library say, or all of it where all is there. */
export function readBinary(member: string, size: number, bytes: Uint8Array): BinaryFacts {
  const { cubins, ptx } = fatBinaryEntries(bytes);
  const texts = textsOf(bytes);
  return {
    member,
    size,
    read: bytes.byteLength,
    libraries: texts.libraries,
    glibc: highestGlibc(bytes),
    cubins: [...cubins].sort(byNumber),
    ptx: [...ptx].sort(byNumber),
    flags: texts.flags,
    numpy: texts.numpy,
  };
}

/** Texts that end with a zero, as string tables and constants hold them. Hand-written: a binary is large, and most of it is no text. */
function textsOf(bytes: Uint8Array): Pick<BinaryFacts, "libraries" | "flags" | "numpy"> {
  const libraries = new Set<string>();
  const flags = new Set<string>();
  let numpy: 1 | 2 | null = null;
  let start = -1;
  for (let at = 0; at < bytes.byteLength; at += 1) {
    const byte = bytes[at] as number;
    if (byte >= 0x20 && byte < 0x7f) {
      if (start < 0) start = at;
      continue;
    }
    const length = at - start;
    if (start >= 0 && byte === 0 && length >= 5 && length <= longest && isWorthReading(bytes, start, at)) {
      const text = String.fromCharCode(...bytes.subarray(start, at));
      if (/^lib[\w+.-]{1,80}\.so(?:\.\d{1,9}){0,4}$/.test(text)) libraries.add(text);
      else if (isArchitectureList(text)) flags.add(text.trim());
      else if (text.includes("numpy._core._multiarray_umath")) numpy = 2;
      else if (text.includes("numpy.core._multiarray_umath")) numpy ??= 1;
    }
    start = -1;
  }
  return { libraries: [...libraries].sort(), flags: [...flags].sort(), numpy };
}

/** `lib…`, `sm_…`, `compute_…` and `numpy…`: a first letter rules out nearly everything. */
function isWorthReading(bytes: Uint8Array, start: number, end: number): boolean {
  const first = bytes[start];
  return (first === 0x6c || first === 0x73 || first === 0x63 || first === 0x6e) && end > start;
}

/** `sm_75 sm_80 compute_90`, as `torch.cuda.get_arch_list()` splits it. One architecture alone is an option of some compiler. */
function isArchitectureList(text: string): boolean {
  const words = text.split(/[ ;,]+/).filter((word) => word !== "");
  return words.length > 1 && words.every((word) => /^(?:sm|compute)_\d{2,3}[af]?$/.test(word));
}

const byNumber = (left: string, right: string): number => Number(left) - Number(right);
