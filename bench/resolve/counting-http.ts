import type { Http, HttpAnswer } from "../../src/shell/http/http.ts";

/** What went over the network. */
export interface HttpCounts {
  requests: number;
  /** Of bodies, decoded. */
  bytes: number;
  /** Milliseconds of each request that was answered, waiting for its turn included. */
  readonly milliseconds: number[];
  readonly byStatus: Map<string, number>;
  /** Bodies by address, to measure parsing on what was really sent. */
  readonly bodies: Map<string, Uint8Array>;
}

/** The same way out, counted. */
export function countingHttp(http: Http): { readonly http: Http; readonly counts: HttpCounts } {
  const counts: HttpCounts = { requests: 0, bytes: 0, milliseconds: [], byStatus: new Map(), bodies: new Map() };

  async function counted<T>(ask: () => Promise<HttpAnswer<T>>): Promise<HttpAnswer<T>> {
    counts.requests += 1;
    const started = performance.now();
    const answer = await ask();
    counts.milliseconds.push(performance.now() - started);
    const status = answer.kind === "failed" ? answer.failure : String(answer.head.status);
    counts.byStatus.set(status, (counts.byStatus.get(status) ?? 0) + 1);
    return answer;
  }

  return {
    counts,
    http: {
      async get(url, options) {
        const answer = await counted(() => http.get(url, options));
        if (answer.kind === "ok") {
          counts.bytes += answer.body.byteLength;
          counts.bodies.set(url, answer.body);
        }
        return answer;
      },
      postJson: (url, value, options) => counted(() => http.postJson(url, value, options)),
      read: (url, options, reader) =>
        counted(() =>
          http.read(url, options, (head, chunks) =>
            reader(
              head,
              sized(chunks, (bytes) => {
                counts.bytes += bytes;
              }),
            ),
          ),
        ),
      prepare: (url) => http.prepare(url),
      close: () => http.close(),
      [Symbol.asyncDispose]: () => http.close(),
    },
  };
}

async function* sized(chunks: AsyncIterable<Uint8Array>, tell: (bytes: number) => void): AsyncIterable<Uint8Array> {
  for await (const chunk of chunks) {
    tell(chunk.byteLength);
    yield chunk;
  }
}
