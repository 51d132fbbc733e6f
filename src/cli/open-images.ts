import process from "node:process";
import { type Images, imagesBySettings } from "../check/images-by-settings.ts";
import { cacheDirectory } from "../shell/cache/cache-directory.ts";
import type { DiskCache } from "../shell/cache/disk-cache.ts";
import { openCache } from "../shell/cache/open-cache.ts";
import { version } from "../version.ts";

/** What a command says of how it asks, where images are all that it asks about. */
export interface ImageOptions {
  readonly offline?: boolean;
}

/** The registries, for a command that asks nothing else of the network. Nothing is opened before a first question. */
export function openImages({ offline = false }: ImageOptions, opened: DiskCache | null = null): Images {
  const cache = opened ?? openCache({ directory: cacheDirectory(process.env) });
  const images = imagesBySettings({
    environment: process.env,
    cache,
    offline,
    now: new Date().toISOString(),
    version,
  });
  return {
    imagesFor: (settings) => images.imagesFor(settings),
    async [Symbol.asyncDispose]() {
      await images[Symbol.asyncDispose]();
      if (opened === null) await cache.close();
    },
  };
}
