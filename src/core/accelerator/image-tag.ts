import type { OsRow, Tables } from "./tables.ts";

/** What the words of an image's tag say by themselves. */
export interface TagWords {
  readonly os: OsRow | null;
  readonly windows: boolean;
  readonly python: string | null;
  readonly cuda: string | null;
  /** cuDNN's major where the tag names it; `` where it says cuDNN and no more. */
  readonly cudnn: string | null;
}

/** Reads `3.11-slim-bookworm`, `12.4.1-cudnn-runtime-ubuntu22.04`, `2.6.0-gpu-py312-cu124-ubuntu22.04-ec2`, `python3.12-alpine3.20`. */
export function readTagWords(tables: Tables, tag: string): TagWords {
  const words = tag.toLowerCase().split("-");
  return {
    os: firstOf(words, (word) => osOf(tables, word)),
    windows: words.some((word) => word.startsWith("windowsservercore") || word.startsWith("nanoserver")),
    python: firstOf(words, pythonOf),
    cuda: firstOf(words, cudaOf),
    cudnn: firstOf(words, (word) => /^cudnn(\d{0,2})$/.exec(word)?.[1] ?? null),
  };
}

/** The distribution that a word such as `ubuntu2204`, `bookworm` or `alpine3.20` names. */
export function osOf(tables: Tables, word: string): OsRow | null {
  const name = /^alpine\d/.test(word) ? alpineOf(word) : word;
  return name === null ? null : (tables.images.os.find((row) => row.suffixes.includes(name)) ?? null);
}

/** musl 1.2 came with Alpine 3.13; older releases are not in the tables. */
function alpineOf(word: string): string | null {
  const minor = /^alpine3\.(\d{1,2})/.exec(word);
  return minor === null || Number(minor[1]) < 13 ? null : "alpine";
}

function pythonOf(word: string): string | null {
  const match = /^py(?:thon)?(3)\.?(\d{1,2})((?:\.\d{1,2})?)$/.exec(word);
  return match === null ? null : `${match[1]}.${match[2]}${match[3]}`;
}

function cudaOf(word: string): string | null {
  const named = /^cuda(\d{1,2}\.\d{1,2}(?:\.\d{1,3})?)$/.exec(word);
  if (named !== null) return named[1] ?? null;
  const digits = /^cu(\d{2})(\d)$/.exec(word);
  return digits === null ? null : `${digits[1]}.${digits[2]}`;
}

function firstOf<T>(words: readonly string[], read: (word: string) => T | null): T | null {
  for (const word of words) {
    const value = read(word);
    if (value !== null) return value;
  }
  return null;
}
