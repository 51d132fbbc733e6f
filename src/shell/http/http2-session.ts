import { type ClientHttp2Session, type ClientHttp2Stream, connect, constants } from "node:http2";
import type { TLSSocket } from "node:tls";
import { BodyCut } from "./body.ts";
import type { HttpTimeouts } from "./http.ts";
import type { Incoming, Outgoing } from "./transport.ts";

/** Bytes of one answer that a server may send ahead of our reading; pages have a few megabytes, and are read as they come. */
const streamWindow = 1024 * 1024;
/** The same for all answers of a connection together. */
const connectionWindow = 16 * 1024 * 1024;
/** Bytes of an answer's headers. */
const largestHeaders = 64 * 1024;
/** What the session may hold by itself, in megabytes of 10^6 bytes. */
const sessionMemory = 64;

/** One connection that carries many requests at a time (RFC 9113). */
export interface Http2Session {
  /** False once it takes no further requests: closed, or told to go away. */
  isOpen(): boolean;
  /** True where the connection failed before any answer, or the server asks for HTTP/1.1 (RFC 9113, 7). */
  wantsHttp1(): boolean;
  send(request: Outgoing): Promise<Incoming>;
  close(): void;
}

/**
 * Speaks HTTP/2 over a connection that has agreed on it, with Node's own client: one handshake for all requests to an origin, and a third
 * of the processor time of as many connections of HTTP/1.1.
 */
export function openHttp2Session(origin: string, socket: TLSSocket, timeouts: HttpTimeouts): Http2Session {
  const session: ClientHttp2Session = connect(origin, {
    createConnection: () => socket,
    maxSessionMemory: sessionMemory,
    settings: { enablePush: false, initialWindowSize: streamWindow, maxHeaderListSize: largestHeaders },
  });
  let answered = false;
  let refused = false;
  let accepts = true;
  session.on("connect", () => {
    // The run may have ended since.
    if (!session.destroyed) session.setLocalWindowSize(connectionWindow);
  });
  session.on("goaway", () => {
    accepts = false;
  });
  session.on("error", () => {
    accepts = false;
    refused ||= !answered;
  });
  // Each request has a listener or two on the session, and there are many at a time.
  session.setMaxListeners(0);

  function send({ url, method, headers, payload, signal }: Outgoing): Promise<Incoming> {
    return new Promise((resolve, reject) => {
      const stream = session.request(
        { ":method": method, ":path": `${url.pathname}${url.search}`, ...headers },
        { signal, endStream: payload === null },
      );
      stream.setTimeout(timeouts.headersMs, () => {
        // A connection that has died without a word would swallow the next attempt as well.
        accepts = false;
        fail(stream, "UND_ERR_HEADERS_TIMEOUT");
      });
      stream.on("error", (error) => {
        if (stream.rstCode === constants.NGHTTP2_HTTP_1_1_REQUIRED) refused = true;
        reject(error);
      });
      stream.on("close", () => reject(Object.assign(new Error("closed"), { code: "UND_ERR_SOCKET" })));
      stream.on("response", (head) => {
        answered = true;
        stream.setTimeout(0);
        stream.setTimeout(timeouts.idleMs, () => fail(stream, "UND_ERR_BODY_TIMEOUT"));
        resolve({
          status: Number(head[":status"]),
          headers: headerMap(head),
          body: watched(stream),
          discard: () => {
            stream.close(constants.NGHTTP2_CANCEL);
            return Promise.resolve();
          },
        });
      });
      if (payload !== null) stream.end(payload);
    });
  }

  return {
    isOpen: () => accepts && !session.closed && !session.destroyed,
    wantsHttp1: () => refused,
    send,
    close() {
      session.destroy();
      // One that the server has ended waits for the server to hang up; the run does not.
      socket.unref();
    },
  };
}

function fail(stream: ClientHttp2Stream, code: string): void {
  stream.destroy(Object.assign(new Error(code), { code }));
}

/**
 * Node ends the body of a stream that was reset just as one that the server has ended. A body that was cut off must not pass for a whole
 * one: where the end comes of the closing, and not of the server's own mark, it is an error.
 */
function watched(stream: ClientHttp2Stream): ClientHttp2Stream {
  const push = stream.push.bind(stream);
  let ended = stream.endAfterHeaders;
  stream.push = (chunk: unknown, encoding?: BufferEncoding): boolean => {
    if (chunk !== null) return push(chunk, encoding);
    if (!ended && stream.closed) {
      // Not at once: Node is in the midst of closing it.
      setImmediate(() => stream.destroy(new BodyCut("the answer broke off")));
      return false;
    }
    ended = true;
    return push(null);
  };
  return stream;
}

function headerMap(
  headers: Readonly<Record<string, string | string[] | number | undefined>>,
): ReadonlyMap<string, string> {
  const map = new Map<string, string>();
  for (const [name, value] of Object.entries(headers)) {
    if (value !== undefined && !name.startsWith(":"))
      map.set(name, Array.isArray(value) ? value.join(", ") : String(value));
  }
  return map;
}
