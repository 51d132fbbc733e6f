import type { MetadataSource } from "./question.ts";

/** True where the requirements are what some build recorded: the target's own build could differ. */
export function sourceIsAssumed(source: MetadataSource | "lock" | "provided"): boolean {
  return source.startsWith("assumed-");
}
