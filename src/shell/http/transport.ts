import type { Readable } from "node:stream";

/** One request as it goes out: what is retried, redirected and limited stands above this. */
export interface Outgoing {
  readonly url: URL;
  readonly method: "GET" | "POST";
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string>>;
  readonly payload: string | null;
  readonly signal: AbortSignal;
}

/** The answer's head, and its body as it comes. */
export interface Incoming {
  readonly status: number;
  /** Lower-case name to value; repeated headers are joined by `, ` (RFC 9110, 5.3). */
  readonly headers: ReadonlyMap<string, string>;
  readonly body: Readable;
  /** Gives up what is left of the body, as cheaply as the protocol allows. */
  discard(): Promise<void>;
}

/** Sends requests over connections that it opens and keeps. Throws what the connection failed with: see `classify`. */
export interface Transport {
  send(request: Outgoing): Promise<Incoming>;
  /** Breaks off what is on its way. */
  close(): Promise<void>;
}
