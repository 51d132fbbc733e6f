import type { DistributionFile } from "../../../src/core/index/distribution-file.ts";
import { normalizeName } from "../../../src/core/python/name.ts";
import type { MetadataAnswer, ProjectAnswer } from "../../../src/core/resolution/question.ts";
import { noCache } from "../../../src/shell/cache/disk-cache.ts";
import { createHttp } from "../../../src/shell/http/create-http.ts";
import type { Http } from "../../../src/shell/http/http.ts";
import { createNetworkPolicy } from "../../../src/shell/http/network-policy.ts";
import { createIndexClient, type IndexClient, type IndexClientOptions } from "../../../src/shell/index/index-client.ts";

/** Limits small enough that what hangs ends within a test, and no waiting between attempts. */
/** `hasty` is for servers that do not answer: on a busy machine a right answer may take longer. */
export function testHttp(patience: "patient" | "hasty" = "patient"): Http {
  return createHttp({
    version: "0.0.0",
    policy: createNetworkPolicy({ trusted: ["http://127.0.0.1/"] }),
    timeouts:
      patience === "hasty"
        ? { headersMs: 300, idleMs: 300, totalMs: 1000 }
        : { headersMs: 60_000, idleMs: 60_000, totalMs: 60_000 },
    retries: { attempts: 3 },
    clock: { now: () => Date.now(), sleep: () => Promise.resolve(), random: () => 0 },
  });
}

export function clientOf(
  http: Http,
  indexes: readonly (string | { readonly url: string })[],
  options: Partial<IndexClientOptions> = {},
): IndexClient {
  return createIndexClient({
    indexes: indexes.map((index) => (typeof index === "string" ? { url: index } : index)),
    http,
    cache: noCache,
    environment: {},
    netrc: [],
    ...options,
  });
}

export const projectOf = (client: IndexClient, name: string): Promise<ProjectAnswer> =>
  client.project({ kind: "project", name: normalizeName(name) });

/** The listed file whose name begins so. */
export async function fileOf(client: IndexClient, name: string, start = ""): Promise<DistributionFile> {
  const answer = await projectOf(client, name);
  const file =
    answer.kind === "listed"
      ? answer.pages.flatMap((page) => page.files).find(({ filename }) => filename.startsWith(start))
      : undefined;
  if (file === undefined) throw new Error(`no file ${start} in ${JSON.stringify(answer)}`);
  return file;
}

export async function metadataOf(client: IndexClient, name: string, start = ""): Promise<MetadataAnswer> {
  return client.metadata({ kind: "metadata", file: await fileOf(client, name, start) });
}
