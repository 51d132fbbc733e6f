import type { TLSSocket } from "node:tls";
import type { Dispatcher } from "undici";
import { createDispatcher, type DispatcherOptions } from "./dispatcher.ts";
import type { Incoming, Transport } from "./transport.ts";

/** Bytes of a body that is of no use which are read all the same, to keep the connection. */
const worthReading = 64 * 1024;

export interface Http1 extends Transport {
  /** A connection that is open already and speaks HTTP/1.1: the next request to its origin takes it. */
  adopt(origin: string, socket: TLSSocket): void;
}

/** HTTP/1.1 with keep-alive over undici, which is loaded on the first request that needs it. */
export function createHttp1(options: Omit<DispatcherOptions, "spare">): Http1 {
  const spares = new Map<string, TLSSocket>();
  const spare = (origin: string): TLSSocket | null => {
    const socket = spares.get(origin) ?? null;
    spares.delete(origin);
    return socket?.destroyed === true ? null : socket;
  };
  let opened: Promise<Dispatcher> | null = null;
  return {
    adopt: (origin, socket) => void spares.set(origin, socket),
    async send({ url, method, headers, payload, signal }): Promise<Incoming> {
      opened ??= createDispatcher({ ...options, spare });
      const { statusCode, body, ...answer } = await (await opened).request({
        origin: url.origin,
        path: `${url.pathname}${url.search}`,
        method,
        headers,
        body: payload,
        signal,
        headersTimeout: options.timeouts.headersMs,
        bodyTimeout: options.timeouts.idleMs,
      });
      return {
        status: statusCode,
        headers: headerMap(answer.headers),
        body,
        discard: async () => void (await body.dump({ limit: worthReading }).catch(() => null)),
      };
    },
    async close() {
      for (const socket of spares.values()) socket.destroy();
      const held = opened;
      opened = null;
      if (held !== null) await (await held).destroy();
    },
  };
}

function headerMap(headers: Readonly<Record<string, string | string[] | undefined>>): ReadonlyMap<string, string> {
  const map = new Map<string, string>();
  for (const [name, value] of Object.entries(headers)) {
    if (value !== undefined) map.set(name.toLowerCase(), Array.isArray(value) ? value.join(", ") : value);
  }
  return map;
}
