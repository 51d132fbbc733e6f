import type { ImageSettings } from "../core/config/config.ts";
import { servingHost } from "../core/image/image-address.ts";
import type { ImageAnswer, ImageQuestion } from "../core/image/registry-image.ts";
import type { DiskCache } from "../shell/cache/disk-cache.ts";
import type { Http } from "../shell/http/http.ts";
import { type ImageSource, noImages } from "../shell/registry/image-source.ts";

export interface ImageParts {
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly cache: DiskCache;
  readonly offline: boolean;
  readonly now: string;
  readonly version: string;
}

/** Milliseconds: a registry that does not answer must not hold up a check that needs little of it. */
const timeouts = { connectMs: 5_000, headersMs: 10_000, idleMs: 10_000, totalMs: 15_000 };

/** A name whose server does not answer takes one of the four threads that files are read on too. */
const lookupsAtOnce = 2;

export interface Images extends AsyncDisposable {
  imagesFor(settings: ImageSettings): ImageSource;
}

/**
 * The registries, each way of asking them with connections of its own: where requests about images may go is another matter than where
 * those about packages may. `PINWARDEN_REGISTRY` is `never`, or an address that is asked in place of every registry. Nothing is loaded
 * before a first question.
 */
export function imagesBySettings(parts: ImageParts): Images {
  const sources = new Map<string, ImageSource>();
  const opened: Http[] = [];
  const said = parts.environment["PINWARDEN_REGISTRY"] ?? "";
  return {
    imagesFor(settings) {
      if (said === "never") return noImages("`PINWARDEN_REGISTRY` is `never`");
      if (settings.registry === "never") return noImages("`images.registry` is `never`");
      const mirror = said === "" ? settings.mirror : said;
      if (mirror !== null && !/^https?:\/\/[^@]*$/.test(mirror))
        return noImages("`PINWARDEN_REGISTRY` is neither `never` nor an address");
      const key = JSON.stringify([settings.hosts, mirror]);
      const source = sources.get(key) ?? lazily(() => open(settings.hosts, mirror));
      sources.set(key, source);
      return source;
    },
    async [Symbol.asyncDispose]() {
      await Promise.all(opened.map((http) => http.close()));
    },
  };

  async function open(hosts: readonly string[], mirror: string | null): Promise<ImageSource> {
    const [{ createHttp }, { createRegistryPolicy }, { createRegistryClient }, { dockerLogins }] = await Promise.all([
      import("../shell/http/create-http.ts"),
      import("../shell/registry/registry-policy.ts"),
      import("../shell/registry/registry-client.ts"),
      import("../shell/registry/docker-credentials.ts"),
    ]);
    const { environment, cache, offline, now, version } = parts;
    const allowed = [...hosts.map(originOf), ...(mirror === null ? [] : [mirror])];
    const shared = { version, environment, timeouts, retries: { attempts: 2 } };
    const http = createHttp({ ...shared, policy: createRegistryPolicy(allowed) });
    const strangers = createHttp({ ...shared, policy: createRegistryPolicy([]), lookupsAtOnce });
    opened.push(http, strangers);
    const login = dockerLogins(environment);
    return createRegistryClient({ http, strangers, cache, offline, now, hosts, mirror, login });
  }
}

const originOf = (host: string): string => (/^https?:\/\//.test(host) ? host : `https://${servingHost(host)}`);

function lazily(open: () => Promise<ImageSource>): ImageSource {
  let source: Promise<ImageSource> | null = null;
  return {
    async ask(question: ImageQuestion): Promise<ImageAnswer> {
      source ??= open();
      return await (await source).ask(question);
    },
  };
}
