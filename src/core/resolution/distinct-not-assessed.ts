import type { NotAssessed } from "./resolution.ts";

/** Each once, in their order: what several targets share is said of none of them alone. */
export function distinctNotAssessed(all: readonly NotAssessed[]): readonly NotAssessed[] {
  const seen = new Map<string, NotAssessed>();
  for (const { what, why } of all) seen.set(JSON.stringify([what, why]), { what, why });
  return [...seen.values()];
}
