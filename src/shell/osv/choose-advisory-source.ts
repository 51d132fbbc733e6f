import { existsSync } from "node:fs";
import { noAnswers } from "../../core/advisory/advisory-answers.ts";
import type { DiskCache } from "../cache/disk-cache.ts";
import type { Http } from "../http/http.ts";
import type { AdvisorySource } from "./advisory-source.ts";
import { createOsvClient, publicOsvAddress } from "./osv-client.ts";
import { createOsvDump } from "./osv-dump.ts";
import { createOsvTransport } from "./osv-transport.ts";
import { createRecordCache } from "./record-cache.ts";

export interface AdvisorySourceOptions {
  /** `PINWARDEN_OSV_DB`: wins over the service. Null or empty where not given. */
  readonly dump: string | null;
  /** `PINWARDEN_OSV_URL`; the public service where null or empty. Whoever builds `http` must let it go there. */
  readonly address: string | null;
  readonly http: Http;
  readonly cache: DiskCache;
  /** The dump that `pinwarden advisories refresh` keeps: read without a network, where none is named. Null where there can be none. */
  readonly refreshed: string | null;
  /** True where nothing may be asked of the network. */
  readonly offline: boolean;
  /** Moment of the check, ISO 8601. */
  readonly now?: () => string;
}

/** The advisory source that the environment asks for. A run that may not ask and has no dump gets one that says so. */
export function chooseAdvisorySource(options: AdvisorySourceOptions): AdvisorySource {
  if (options.dump !== null && options.dump !== "") return createOsvDump(options.dump);
  if (options.offline && options.refreshed !== null && existsSync(options.refreshed))
    return createOsvDump(options.refreshed);
  if (options.offline) {
    return {
      query: async () =>
        noAnswers(
          "no advisory source was asked: the run is offline, `PINWARDEN_OSV_DB` names no dump, and `pinwarden advisories refresh` has kept none",
        ),
    };
  }
  const address = options.address === null || options.address === "" ? publicOsvAddress : options.address;
  // What cannot be read as an address may still hold a password, so it is not repeated.
  if (!URL.canParse(address)) {
    return {
      query: async () =>
        noAnswers(
          "`PINWARDEN_OSV_URL` is no address; an http or https address such as `https://api.osv.dev` was expected",
        ),
    };
  }
  const transport = createOsvTransport(options.http, address);
  const cache = createRecordCache(options.cache, transport.address);
  return createOsvClient({ transport, cache, ...(options.now === undefined ? {} : { now: options.now }) });
}
