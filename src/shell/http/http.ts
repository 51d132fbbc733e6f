/** The first line and the headers of an answer. */
export interface HttpHead {
  readonly status: number;
  /** Where the answer came from after redirects, without credentials. */
  readonly url: string;
  /** Lower-case name to value; repeated headers are joined by `, ` (RFC 9110, 5.3). */
  readonly headers: ReadonlyMap<string, string>;
}

/** Why no answer was had. `refused` is our own policy; the others are the outside world's doing. */
export type HttpFailure = "network" | "timeout" | "too-large" | "refused" | "tls" | "redirect" | "encoding";

/** What became of a request. Nothing that a server does makes a request throw. */
export type HttpAnswer<T> =
  /** 200, 203, 204 or 206, with what the reader made of the body. */
  | { readonly kind: "ok"; readonly head: HttpHead; readonly body: T }
  /** 304: what the caller holds is still right. */
  | { readonly kind: "notModified"; readonly head: HttpHead }
  /** Any other status, after the retries it deserved. */
  | { readonly kind: "status"; readonly head: HttpHead; readonly status: number; readonly reason: string }
  | { readonly kind: "failed"; readonly failure: HttpFailure; readonly reason: string };

/** Credentials and where they may go: this origin, at and below this path, and nowhere else. */
export type CredentialScope = {
  readonly origin: string;
  /** Starts with `/`; matched by whole segments. */
  readonly pathPrefix: string;
} & (
  | { readonly username: string; readonly password: string }
  /** RFC 6750. */
  | { readonly token: string }
);

export interface RequestOptions {
  readonly accept?: string;
  /** Further request headers, such as `if-none-match`. Their names are lower case. */
  readonly headers?: Readonly<Record<string, string>>;
  /** The value of `Range`, such as `bytes=-65536`. */
  readonly range?: string;
  /** Bytes, after decoding. Past it the answer is `failed: too-large`. */
  readonly maxBytes?: number;
  readonly credentials?: readonly CredentialScope[];
  /** Milliseconds for the whole request with all its attempts, waiting between them included. */
  readonly totalMs?: number;
}

/** The head and the raw bytes as they come. A reader may stop early: the rest is then not downloaded. */
export type BodyReader<T> = (head: HttpHead, chunks: AsyncIterable<Uint8Array>) => Promise<T>;

/** The one way out to the network. Everything that asks a server asks through it. */
export interface Http extends AsyncDisposable {
  /** Reads a whole body, decoded and capped. The URL may carry no credentials: hand them over as scopes. */
  get(url: string, options?: RequestOptions): Promise<HttpAnswer<Uint8Array>>;
  /** Posts JSON and reads the answer as `get` does. Only for services whose posts are safe to repeat. */
  postJson(url: string, value: unknown, options?: RequestOptions): Promise<HttpAnswer<Uint8Array>>;
  /** Reads a body as it comes, undecoded (`Accept-Encoding: identity`): for archives. May call the reader once per attempt. */
  read<T>(url: string, options: RequestOptions, reader: BodyReader<T>): Promise<HttpAnswer<T>>;
  /** Opens the connection that requests to this address will take, ahead of them. Nothing waits for it, and what goes wrong shows in them. */
  prepare(url: string): void;
  /** Breaks off what is still on its way. Later requests have failed. */
  close(): Promise<void>;
}

/** Milliseconds. */
export interface HttpTimeouts {
  readonly connectMs: number;
  /** From the request sent to the headers received. */
  readonly headersMs: number;
  /** Between two pieces of a body. */
  readonly idleMs: number;
  /** The whole request with all its attempts. */
  readonly totalMs: number;
}

export const defaultTimeouts: HttpTimeouts = { connectMs: 10_000, headersMs: 20_000, idleMs: 20_000, totalMs: 60_000 };

/** The clock, sleep and dice of retries, so that tests need not wait. */
export interface HttpClock {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Ends early, without an error, when the signal is given. */
  sleep(ms: number, signal: AbortSignal): Promise<void>;
  /** In [0, 1). */
  random(): number;
}
