import type { Reading } from "../../src/core/manifest/reading.ts";

/** Drives a reader over texts that are at hand. */
export function readFiles<T>(reading: Reading<T>, files: Readonly<Record<string, string | Uint8Array>>): T {
  let step = reading.next();
  while (step.done !== true) {
    const content = files[step.value];
    const bytes = typeof content === "string" ? new TextEncoder().encode(content) : content;
    step = reading.next(bytes === undefined ? { kind: "missing" } : { kind: "file", bytes, id: step.value });
  }
  return step.value;
}
