import { readFile } from "node:fs/promises";
import { promisify } from "node:util";
import { gunzip } from "node:zlib";
import { affectedBy } from "./uv.ts";

/** One name for all ids of an advisory: the smallest of the records and aliases that are joined. */
export type NameOf = (id: string) => string;

/** From OSV records, one a line, gzipped. Ids are taken in any case, as tools write them differently. */
export async function advisoryNames(file: string): Promise<NameOf> {
  const same = new Map<string, Set<string>>();
  const text = (await promisify(gunzip)(await readFile(file))).toString("utf8");
  for (const line of text.split("\n")) {
    if (line === "") continue;
    const { id, aliases = [] } = JSON.parse(line) as { readonly id: string; readonly aliases?: readonly string[] };
    const joined = new Set([id, ...aliases].map(idOf));
    for (const one of [...joined]) for (const other of same.get(one) ?? []) joined.add(other);
    for (const one of joined) same.set(one, joined);
  }
  return (id) => [...(same.get(idOf(id)) ?? [idOf(id)])].sort()[0] ?? id;
}

/** Ids as their databases write them: GitHub's letters are lower case. */
const idOf = (id: string): string => (/^ghsa-/i.test(id) ? `GHSA-${id.slice(5).toLowerCase()}` : id.toUpperCase());

/** What a service finds of pins, as `package advisory`, each advisory once. */
export async function advisoriesOf(
  pins: ReadonlyMap<string, string>,
  service: string,
  nameOf: NameOf,
): Promise<ReadonlySet<string>> {
  const affected = await affectedBy(service, pins);
  return new Set([...affected].flatMap(([name, ids]) => ids.map((id) => `${name} ${nameOf(id)}`)));
}
