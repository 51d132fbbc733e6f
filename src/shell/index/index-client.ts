import { PinwardenError } from "../../core/error.ts";
import {
  type Answer,
  type MetadataAnswer,
  type ProjectAnswer,
  type Question,
  questionKey,
} from "../../core/resolution/question.ts";
import type { DiskCache } from "../cache/disk-cache.ts";
import type { Http } from "../http/http.ts";
import { type NetrcEntry, readNetrc } from "../http/netrc.ts";
import { redactUrl } from "../http/redact-url.ts";
import type { AnswerSource } from "../resolve/answer-source.ts";
import { createFileMetadata } from "./file-metadata.ts";
import { createFlatIndexes } from "./flat-index.ts";
import { createHintGate, type Turn, type Urgency } from "./hint-gate.ts";
import { createIdleWatch } from "./idle-watch.ts";
import { type IndexLocation, type PackageIndex, readIndexes } from "./package-index.ts";
import { createPageHolding } from "./page-source.ts";
import { createProjectPages } from "./project-pages.ts";

export interface IndexClientOptions {
  /** In the order of their priority. */
  readonly indexes: readonly IndexLocation[];
  /** Addresses of HTML pages or of folders (`file:` or a path) that list files of any project. */
  readonly findLinks?: readonly string[];
  /** `first-index`: the first index that knows the project answers, as uv does. `best-match`: all that know it, as pip does. */
  readonly strategy?: "first-index" | "best-match";
  readonly http: Http;
  readonly cache: DiskCache;
  /** Asks the cache alone: what it lacks has `failed`. */
  readonly offline?: boolean;
  /** Read for credentials: `PINWARDEN_INDEX_<NAME>_USERNAME` and `_PASSWORD`, `UV_INDEX_…`, `NETRC`. */
  readonly environment?: Readonly<Record<string, string | undefined>>;
  /** Instead of the netrc file that the environment names. */
  readonly netrc?: readonly NetrcEntry[];
  /** Milliseconds since the epoch. */
  readonly now?: () => number;
}

/** What a run asked for, to say where the time went. */
export interface IndexClientCounts {
  readonly pages: number;
  readonly metadata: number;
}

/** Hints that are looked up at once: at most fewer than the connections, so that there is always one for what is needed. */
const hintsAtOnce = { first: 24, most: 46 };

/** A question is `needed` unless it is said to be a hint; asked again as needed, it waits no longer. */
export interface IndexClient extends AnswerSource {
  answer(question: Question, urgency?: Urgency): Promise<Answer>;
  project(question: Extract<Question, { kind: "project" }>, urgency?: Urgency): Promise<ProjectAnswer>;
  metadata(question: Extract<Question, { kind: "metadata" }>, urgency?: Urgency): Promise<MetadataAnswer>;
  /** Distinct questions so far. */
  counts(): IndexClientCounts;
}

/**
 * Answers the resolver from package indexes. Within a run each question is asked once, whoever asks: the models of a repository
 * share one fetch and one parse. Credentials are read on the first question.
 *
 * @throws PinwardenError `request/index-address`
 */
export function createIndexClient(options: IndexClientOptions): IndexClient {
  for (const { url } of options.indexes) requireIndexAddress(url);
  const now = options.now ?? Date.now;
  const known = new Map<string, { readonly turn: Turn; readonly answer: Promise<Answer> }>();
  const gate = createHintGate({ ...hintsAtOnce, isIdle: createIdleWatch() });
  const asked = { pages: 0, metadata: 0 };
  const indexes = once(async (): Promise<readonly PackageIndex[]> => {
    const environment = options.environment ?? {};
    return readIndexes(options.indexes, environment, options.netrc ?? (await readNetrc(environment)));
  });
  const shared = {
    http: options.http,
    cache: options.cache,
    offline: options.offline === true,
    now,
    holding: createPageHolding(),
  };
  const flat = once(async () =>
    createFlatIndexes({
      ...shared,
      locations: options.findLinks ?? [],
      netrc: options.netrc ?? (await readNetrc(options.environment ?? {})),
    }),
  );
  const pages = once(async () =>
    createProjectPages({
      ...shared,
      indexes: await indexes(),
      flat: await flat(),
      strategy: options.strategy ?? "first-index",
    }),
  );
  const files = once(async () =>
    createFileMetadata({ ...shared, indexes: [...(await indexes()), ...(await flat()).indexes] }),
  );

  const client: IndexClient = {
    project: (question, urgency = "needed") =>
      remembered(question, urgency, async () => {
        asked.pages += 1;
        return (await pages()).read(question.name);
      }),
    metadata: (question, urgency = "needed") =>
      remembered(question, urgency, async () => {
        asked.metadata += 1;
        return (await files()).read(question.file);
      }),
    answer: (question, urgency) =>
      question.kind === "project" ? client.project(question, urgency) : client.metadata(question, urgency),
    counts: () => ({ ...asked }),
  };
  return client;

  function remembered<T extends Answer>(question: Question, urgency: Urgency, find: () => Promise<T>): Promise<T> {
    const key = questionKey(question);
    const held = known.get(key);
    if (held !== undefined) {
      if (urgency === "needed") held.turn.hurry();
      return held.answer as Promise<T>;
    }
    const { turn, started } = gate.enter(urgency);
    const answer = started.then((leave) => find().finally(leave));
    known.set(key, { turn, answer });
    return answer;
  }
}

/** @throws PinwardenError `request/index-address` for what is no address of an index: a misspelt option, not a server's doing. */
function requireIndexAddress(url: string): void {
  if (URL.canParse(url) && /^(?:https?|file):$/.test(new URL(url).protocol)) return;
  throw new PinwardenError(
    "request/index-address",
    `The index \`${redactUrl(url)}\` is no https, http or file address.`,
    {
      hint: "Write the whole address of the simple API, such as `https://pypi.org/simple`.",
    },
  );
}

function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | null = null;
  return () => {
    made ??= make();
    return made;
  };
}
