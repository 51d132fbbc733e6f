import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** One record that the service has, with the pairs (`name version`) that it names it for: matching is the client's to check. */
export interface ServedRecord {
  readonly json: { readonly id: string; readonly modified?: string; readonly [field: string]: unknown };
  readonly hits: readonly string[];
}

/** What a request is answered with in place of the right answer. */
export type OsvFault =
  | { readonly kind: "status"; readonly status: number; readonly retryAfter?: string }
  | { readonly kind: "cut" }
  | { readonly kind: "reset" }
  | { readonly kind: "hang" }
  | { readonly kind: "body"; readonly body: string; readonly type?: string };

export interface OsvServiceOptions {
  readonly records: readonly ServedRecord[];
  /** Ids on one page of one query; all of them where not given. */
  readonly pageSize?: number;
  /** Answers a query's first page with nothing but a token. */
  readonly emptyFirstPage?: boolean;
  /** Asked for every request, by its path and how often that path was asked before; null for the right answer. */
  readonly fault?: (path: string, before: number) => OsvFault | null;
}

export interface OsvService extends AsyncDisposable {
  readonly address: string;
  /** What it has, which may be added to. */
  readonly records: ServedRecord[];
  /** `POST /v1/querybatch 3` with the number of queries, `GET /v1/vulns/A-1`, in the order they came. */
  readonly requests: readonly string[];
}

interface Query {
  readonly package: { readonly ecosystem: string; readonly name: string };
  readonly version: string;
  readonly page_token?: string;
}

/** An OSV service on the loopback, with small records of its own. */
export async function startOsvService(options: OsvServiceOptions): Promise<OsvService> {
  const requests: string[] = [];
  const records = [...options.records];
  const counts = new Map<string, number>();
  const server = createServer((request, response) => {
    void handle(request, response);
  });

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = new URL(request.url ?? "/", "http://localhost").pathname;
    const body = await bodyOf(request);
    const queries = path === "/v1/querybatch" ? (JSON.parse(body) as { queries: readonly Query[] }).queries : [];
    requests.push(`${request.method} ${path}${request.method === "POST" ? ` ${queries.length}` : ""}`);
    const before = counts.get(path) ?? 0;
    counts.set(path, before + 1);
    const answer = path === "/v1/querybatch" ? { results: queries.map(page) } : recordAt(path);
    const fault = options.fault?.(path, before) ?? null;
    if (fault !== null) answerWrongly(response, fault, JSON.stringify(answer));
    else
      send(
        response,
        answer === null ? 404 : 200,
        JSON.stringify(answer ?? { code: 5, message: "Vulnerability not found" }),
      );
  }

  function recordAt(path: string): unknown {
    const id = decodeURIComponent(path.replace("/v1/vulns/", ""));
    return records.find(({ json }) => json.id === id)?.json ?? null;
  }

  function page({ package: { name }, version, page_token: token }: Query): unknown {
    if (options.emptyFirstPage === true && token === undefined) return { next_page_token: "0" };
    const named = records.filter(({ hits }) => hits.includes(`${name} ${version}`));
    const start = Number(token ?? 0);
    const end = start + (options.pageSize ?? named.length);
    const vulns = named.slice(start, end).map(({ json }) => ({ id: json.id, modified: json.modified }));
    return {
      ...(vulns.length === 0 ? {} : { vulns }),
      ...(end < named.length ? { next_page_token: String(end) } : {}),
    };
  }

  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  return {
    address: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    records,
    requests,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => {
        server.close(resolve);
      });
    },
  };
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString("utf8");
}

function send(response: ServerResponse, status: number, body: string, headers: Record<string, string> = {}): void {
  response.writeHead(status, { "content-type": "application/json", ...headers });
  response.end(body);
}

function answerWrongly(response: ServerResponse, fault: OsvFault, right: string): void {
  switch (fault.kind) {
    case "status":
      send(response, fault.status, "{}", fault.retryAfter === undefined ? {} : { "retry-after": fault.retryAfter });
      return;
    case "cut":
      response.writeHead(200, { "content-type": "application/json", "content-length": right.length });
      response.write(right.slice(0, right.length / 2), () => response.destroy());
      return;
    case "reset":
      response.destroy();
      return;
    case "hang":
      return;
    case "body":
      send(response, 200, fault.body, { "content-type": fault.type ?? "application/json" });
  }
}
