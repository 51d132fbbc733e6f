import type { Layer, RegistryImage } from "./registry-image.ts";

/** Bytes that a pull downloads: the compressed layers, each once. The manifest and the configuration are a few kilobytes, and left out. */
export function downloadBytes({ layers }: Pick<RegistryImage, "layers">): number {
  return total(distinct(layers).values());
}

/** Of those, the bytes of layers that the other image does not have, which a machine with that image still has to download. */
export function newBytes(image: Pick<RegistryImage, "layers">, held: Pick<RegistryImage, "layers">): number {
  const there = distinct(held.layers);
  return total([...distinct(image.layers)].flatMap(([digest, size]) => (there.has(digest) ? [] : [size])));
}

const distinct = (layers: readonly Layer[]): ReadonlyMap<string, number> =>
  new Map(layers.map(({ digest, size }) => [digest, size]));

function total(sizes: Iterable<number>): number {
  let bytes = 0;
  for (const size of sizes) bytes += size;
  return bytes;
}
