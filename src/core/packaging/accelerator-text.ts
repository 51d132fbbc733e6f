import type { Stated } from "../target/stated-target.ts";

/** GPU names of a field that says `A10G`, `H100:2`, `T4,L4`, `cpu` or `none`. Empty: it says that there is none. */
export function gpuNamesOf(text: string): readonly string[] {
  const names = text
    .split(",")
    .map((name) => name.trim())
    .filter((name) => name !== "");
  return names.filter((name) => !/^(?:none|cpu|null|false)$/i.test(name));
}

/** Joins what several places say: wheels have to run on every GPU that is named. */
export function joinGpus(
  first: Stated<readonly string[]> | null,
  second: Stated<readonly string[]> | null,
): Stated<readonly string[]> | null {
  if (first === null || second === null) return first ?? second;
  const value = [...new Set([...first.value, ...second.value])];
  if (value.length === first.value.length) return first;
  const from =
    first.source.from === second.source.from ? first.source.from : `${first.source.from} and ${second.source.from}`;
  return { value, source: { ...first.source, from } };
}
