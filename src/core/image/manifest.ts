import * as z from "zod";
import { type Parsed, parsed, unparsed } from "../python/parsed.ts";
import { digestPattern } from "./image-address.ts";
import type { Layer } from "./registry-image.ts";

/** The four forms in which registries keep what a reference names: OCI image specification 1.1, and Docker's schema 2 before it. */
export const manifestTypes = [
  "application/vnd.oci.image.index.v1+json",
  "application/vnd.docker.distribution.manifest.list.v2+json",
  "application/vnd.oci.image.manifest.v1+json",
  "application/vnd.docker.distribution.manifest.v2+json",
] as const;

export interface PlatformEntry extends Layer {
  /** As Go spells them: `linux`, `arm64`; null where the entry is for no platform, as an attestation. */
  readonly os: string | null;
  readonly architecture: string | null;
  readonly variant: string | null;
}

export type Manifest =
  /** One image for each platform. */
  | { readonly kind: "index"; readonly entries: readonly PlatformEntry[] }
  | { readonly kind: "image"; readonly configuration: Layer; readonly layers: readonly Layer[] };

/** Far more than any image has: Docker allows 127 layers. */
const mostLayers = 1024;
const mostEntries = 512;

/** Bytes: no file is that large, and as many layers as there may be add up to a number that is exact. */
const largest = 2 ** 42;

const descriptor = z.object({
  digest: z.string().regex(digestPattern),
  size: z.int().min(0).max(largest),
});

/** As Go spells systems, architectures and variants; the words stand in reports. An empty one says nothing, as none does. */
export const platformWord = z.string().regex(/^[A-Za-z0-9._-]{0,32}$/);
const word = platformWord.optional();

const image = z.object({ config: descriptor, layers: z.array(descriptor).max(mostLayers) });

const index = z.object({
  manifests: z
    .array(
      descriptor.extend({
        platform: z.object({ os: word, architecture: word, variant: word }).optional(),
      }),
    )
    .max(mostEntries),
});

/** Reads a manifest or an index by its shape, for media types are left out or wrong often enough. */
export function readManifest(text: string): Parsed<Manifest> {
  const value = jsonObject(text);
  if (value === null) return unparsed("the manifest is no JSON object");
  if ("manifests" in value) {
    const read = index.safeParse(value);
    if (!read.success) return unparsed("the list of platforms is not as the OCI image specification has it");
    return parsed({
      kind: "index",
      entries: read.data.manifests.map(({ digest, size, platform }) => ({
        digest,
        size,
        os: platform?.os ?? null,
        architecture: platform?.architecture ?? null,
        variant: platform?.variant ?? null,
      })),
    });
  }
  if (!("config" in value)) return unparsed("the manifest is of a form before Docker's schema 2, which names no sizes");
  const read = image.safeParse(value);
  if (!read.success) return unparsed("the manifest is not as the OCI image specification has it");
  return parsed({ kind: "image", configuration: read.data.config, layers: read.data.layers });
}

/** The value of a text that is a JSON object; null for any other text. */
export function jsonObject(text: string): object | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null && !Array.isArray(value) ? value : null;
  } catch {
    return null;
  }
}
