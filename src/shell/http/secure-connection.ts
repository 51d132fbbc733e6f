import { isIP, type LookupFunction } from "node:net";
import { connect, type SecureContext, type TLSSocket } from "node:tls";

export interface SecureConnectionOptions {
  readonly trust: SecureContext;
  readonly lookup: LookupFunction;
  /** Milliseconds until TLS stands. */
  readonly connectMs: number;
  /** Given when the run ends: nothing waits for the connection any longer. */
  readonly closing: AbortSignal;
}

/**
 * Opens one TLS connection to an https origin and lets the server choose between HTTP/2 and HTTP/1.1 (ALPN, RFC 7301): `alpnProtocol`
 * of the socket says which. Rejects with what the look-up, the connection or the certificate failed with.
 */
export function openSecureConnection(url: URL, options: SecureConnectionOptions): Promise<TLSSocket> {
  const host = url.hostname.startsWith("[") ? url.hostname.slice(1, -1) : url.hostname;
  return new Promise((resolve, reject) => {
    const socket = connect({
      host,
      port: Number(url.port === "" ? 443 : url.port),
      // RFC 6066, 3: no address stands in the server's name.
      ...(isIP(host) === 0 && { servername: host }),
      ALPNProtocols: ["h2", "http/1.1"],
      secureContext: options.trust,
      lookup: options.lookup,
    });
    const giveUp = (code: string): void => void socket.destroy(Object.assign(new Error("no connection"), { code }));
    const timer = setTimeout(() => giveUp("ETIMEDOUT"), options.connectMs);
    const ended = (): void => giveUp("ECONNRESET");
    options.closing.addEventListener("abort", ended);
    if (options.closing.aborted) ended();
    const settle = (): void => {
      clearTimeout(timer);
      options.closing.removeEventListener("abort", ended);
    };
    socket.setNoDelay(true);
    const failed = (error: Error): void => {
      settle();
      reject(error);
    };
    socket.once("error", failed);
    socket.once("close", () => failed(Object.assign(new Error("closed"), { code: "ECONNRESET" })));
    socket.once("secureConnect", () => {
      settle();
      socket.removeListener("error", failed);
      // Between this and its next owner an error must not end the process.
      socket.on("error", () => {});
      resolve(socket);
    });
  });
}
