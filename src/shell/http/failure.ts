import type { HttpFailure } from "./http.ts";
import { redactText } from "./redact-url.ts";
import { AddressRefused } from "./shared-lookup.ts";

/** What an error of the connection means for the request. */
export interface Classified {
  readonly failure: HttpFailure;
  readonly reason: string;
  /** Whether another attempt may end differently. */
  readonly transient: boolean;
}

const tlsCode = /^(?:CERT_|ERR_TLS_|ERR_SSL_|UNABLE_TO_|DEPTH_ZERO_|SELF_SIGNED_|HOSTNAME_MISMATCH)/;

/** Reads an error of undici, the resolver or the socket. Its text is redacted, for it may quote a URL. */
export function classify(error: unknown): Classified {
  const chain = causes(error);
  const refused = chain.find((cause) => cause instanceof AddressRefused);
  if (refused !== undefined) return { failure: "refused", reason: refused.message, transient: false };
  for (const cause of chain) {
    const code = typeof cause.code === "string" ? cause.code : "";
    if (tlsCode.test(code))
      return { failure: "tls", reason: `the TLS certificate was not accepted (${code})`, transient: false };
    const timeout = timeouts[code];
    if (timeout !== undefined) return { failure: "timeout", reason: timeout, transient: true };
    const known = network[code];
    if (known !== undefined)
      return { failure: "network", reason: `${known} (${code})`, transient: code !== "ENOTFOUND" };
  }
  return { failure: "network", reason: redactText(chain[0]?.message || "the connection failed"), transient: true };
}

const timeouts: Readonly<Record<string, string>> = {
  UND_ERR_CONNECT_TIMEOUT: "no connection within the limit",
  UND_ERR_HEADERS_TIMEOUT: "no answer within the limit",
  UND_ERR_BODY_TIMEOUT: "the answer stopped midway",
  ETIMEDOUT: "no connection within the limit",
};

const network: Readonly<Record<string, string>> = {
  ENOTFOUND: "the host is unknown",
  EAI_AGAIN: "the host's name could not be resolved",
  ECONNREFUSED: "the connection was refused",
  ECONNRESET: "the connection was reset",
  EPIPE: "the connection was closed",
  EHOSTUNREACH: "the host cannot be reached",
  ENETUNREACH: "the network cannot be reached",
  UND_ERR_SOCKET: "the connection broke off",
  UND_ERR_RES_CONTENT_LENGTH_MISMATCH: "the answer's length is not the announced one",
};

interface Cause {
  readonly message: string;
  readonly code?: unknown;
  readonly cause?: unknown;
  readonly errors?: unknown;
}

/** The error, what it wraps, and the members of an AggregateError, at most a few deep. By shape: an error may come from another realm. */
function causes(error: unknown): readonly Cause[] {
  const found: Cause[] = [];
  const queue: unknown[] = [error];
  while (queue.length > 0 && found.length < 12) {
    const next = queue.shift();
    if (!isCause(next)) continue;
    found.push(next);
    if (Array.isArray(next.errors)) queue.push(...next.errors);
    queue.push(next.cause);
  }
  return found;
}

function isCause(value: unknown): value is Cause {
  return typeof value === "object" && value !== null && "message" in value && typeof value.message === "string";
}
