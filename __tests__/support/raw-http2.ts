import type { AddressInfo } from "node:net";
import { createServer, type TLSSocket } from "node:tls";
import { tlsFixture } from "./tls-fixture.ts";

/** The types of RFC 9113, 6, as far as a test sends them. */
export const frameTypes = { data: 0, headers: 1, reset: 3, settings: 4, goAway: 7 } as const;
export const endStream = 1;
const endHeaders = 4;

/** `:status: 200` of HPACK's static table (RFC 7541, appendix A). */
const status200 = Buffer.from([0x88]);

/** A frame as RFC 9113, 4.1 lays it out. */
export function frame(type: number, flags: number, stream: number, payload: Uint8Array = Buffer.alloc(0)): Buffer {
  const head = Buffer.alloc(9);
  head.writeUIntBE(payload.byteLength, 0, 3);
  head.writeUInt8(type, 3);
  head.writeUInt8(flags, 4);
  head.writeUInt32BE(stream, 5);
  return Buffer.concat([head, payload]);
}

export const headersFrame = (stream: number, flags = 0): Buffer =>
  frame(frameTypes.headers, endHeaders | flags, stream, status200);

/** RST_STREAM with an error code (RFC 9113, 7). */
export function resetFrame(stream: number, code: number): Buffer {
  const payload = Buffer.alloc(4);
  payload.writeUInt32BE(code);
  return frame(frameTypes.reset, 0, stream, payload);
}

export interface RawHttp2 extends AsyncDisposable {
  readonly origin: string;
  /** Requests so far, over all connections. */
  readonly requests: number;
}

/**
 * A server that writes frames by hand: it says what no library lets one say. `answer` is told of each request, with its stream, and writes
 * whatever it wants.
 */
export async function startRawHttp2(
  answer: (socket: TLSSocket, stream: number, nth: number) => void,
): Promise<RawHttp2> {
  let requests = 0;
  const sockets = new Set<TLSSocket>();
  const server = createServer({ ...tlsFixture, ALPNProtocols: ["h2"] }, (socket) => {
    sockets.add(socket);
    socket.on("error", () => {});
    socket.on("close", () => sockets.delete(socket));
    socket.write(frame(frameTypes.settings, 0, 0));
    let held = Buffer.alloc(0);
    let greeted = false;
    socket.on("data", (bytes: Buffer) => {
      held = Buffer.concat([held, bytes]);
      // The preface of RFC 9113, 3.4.
      if (!greeted && held.length >= 24) {
        held = held.subarray(24);
        greeted = true;
      }
      while (greeted && held.length >= 9 && held.length >= 9 + held.readUIntBE(0, 3)) {
        const length = held.readUIntBE(0, 3);
        const type = held.readUInt8(3);
        const stream = held.readUInt32BE(5);
        held = held.subarray(9 + length);
        if (type === frameTypes.settings && length > 0) socket.write(frame(frameTypes.settings, 1, 0));
        if (type !== frameTypes.headers) continue;
        requests += 1;
        answer(socket, stream, requests);
      }
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    origin: `https://127.0.0.1:${(server.address() as AddressInfo).port}`,
    get requests() {
      return requests;
    },
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
