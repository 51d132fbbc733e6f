/**
 * Where the time of one resolve goes: requests, bytes, round trips one after the other against the least that the graph allows,
 * parsing, solving and idle time.
 *
 *     node bench/resolve/profile.ts SET… [--cache FOLDER] [--json]
 *
 * SET is a name of `sets.json`. With a folder the second run shows the warm path. It works over the library, so the start of the
 * process and of the bundle are not in it.
 */
import { readFileSync } from "node:fs";
import path from "node:path";
import process from "node:process";
import { parseArgs } from "node:util";
import { parseSimpleHtml } from "../../src/core/index/simple-html.ts";
import { parseSimpleJson } from "../../src/core/index/simple-json.ts";
import { parseCoreMetadata } from "../../src/core/python/core-metadata-reader.ts";
import type { Resolution } from "../../src/core/resolution/resolution.ts";
import { resolve } from "../../src/core/resolution/resolve.ts";
import { speculation } from "../../src/core/resolution/speculation.ts";
import { answersOf, UniverseRecorder } from "../../src/core/resolution/universe.ts";
import { noCache } from "../../src/shell/cache/disk-cache.ts";
import { openCache } from "../../src/shell/cache/open-cache.ts";
import { createHttp } from "../../src/shell/http/create-http.ts";
import { createIndexClient } from "../../src/shell/index/index-client.ts";
import { drive } from "../../src/shell/resolve/drive.ts";
import { recordingSource } from "../../src/shell/resolve/universe-source.ts";
import { requestFor } from "../support/request.ts";
import { ChainTrace } from "./chain-trace.ts";
import { countingHttp } from "./counting-http.ts";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { cache: { type: "string" }, json: { type: "boolean", default: false } },
});
const sets: Record<string, string[]> = JSON.parse(readFileSync(path.join(import.meta.dirname, "sets.json"), "utf8"));

/** Requirements from the manifest to the package that is farthest from it, by the shortest way: 1 for a direct one. */
function depthOf({ packages }: Resolution): number {
  const byName = new Map(packages.map((one) => [one.name, one]));
  let level = packages.filter(({ demandedBy }) => demandedBy.some(({ kind }) => kind === "root"));
  const seen = new Set(level);
  let depth = 0;
  for (; level.length > 0; depth += 1) {
    const next = level.flatMap(({ requires }) => requires.flatMap(({ to }) => byName.get(to) ?? []));
    level = [...new Set(next)].filter((one) => !seen.has(one));
    for (const one of level) seen.add(one);
  }
  return depth;
}

function elapsed(work: () => unknown): number {
  const started = performance.now();
  work();
  return performance.now() - started;
}

/** Parses once more what was sent: the parsers alone, without the network between. */
function parseTimes(bodies: ReadonlyMap<string, Uint8Array>): { pages: number; metadata: number } {
  const times = { pages: 0, metadata: 0 };
  for (const [url, body] of bodies) {
    const isMetadata = url.endsWith(".metadata");
    times[isMetadata ? "metadata" : "pages"] += elapsed(() => {
      const text = Buffer.from(body).toString("utf8");
      if (isMetadata) parseCoreMetadata(text);
      else if (text.startsWith("{")) parseSimpleJson(text, { index: "https://pypi.org/simple/", url });
      else parseSimpleHtml(text, { index: "https://pypi.org/simple/", url });
    });
  }
  return times;
}

async function profile(name: string): Promise<Record<string, number | string>> {
  const requirements = sets[name];
  if (requirements === undefined) throw new Error(`\`${name}\` is none of ${Object.keys(sets).join(", ")}`);
  const { http, counts } = countingHttp(createHttp({ version: "bench", environment: process.env }));
  const cache = values.cache === undefined ? noCache : openCache({ directory: values.cache });
  const client = createIndexClient({
    indexes: [{ url: "https://pypi.org/simple" }],
    http,
    cache,
    environment: process.env,
  });
  const recorder = new UniverseRecorder();
  const trace = new ChainTrace();
  const request = requestFor(requirements);

  const processor = process.cpuUsage();
  const loop = performance.eventLoopUtilization();
  const started = performance.now();
  const outcome = await drive(
    trace.asking(resolve(request)),
    trace.source(recordingSource(client, recorder)),
    trace.speculate(speculation(request)),
  );
  const ended = performance.now();
  const spent = process.cpuUsage(processor);
  const busy = performance.eventLoopUtilization(loop);
  const rss = process.resourceUsage().maxRSS;
  const chain = trace.longest(ended);
  await http.close();
  await cache.close();

  const answers = answersOf(recorder.universe());
  const solving = (): number =>
    elapsed(() => {
      // A request of its own: what was read for another one is kept with it.
      const asking = resolve({ ...request });
      for (let step = asking.next(); !step.done; ) step = asking.next(answers);
    });
  const [first, second] = [solving(), solving()];
  const parse = parseTimes(counts.bodies);
  const depth = outcome.kind === "resolved" ? depthOf(outcome.resolution) : 0;
  return {
    set: name,
    outcome: outcome.kind,
    packages: outcome.kind === "resolved" ? outcome.resolution.packages.length : 0,
    "wall ms": ended - started,
    "processor ms": (spent.user + spent.system) / 1000,
    "main thread idle ms": busy.idle,
    "page questions": client.counts().pages,
    "metadata questions": client.counts().metadata,
    requests: counts.requests,
    "requests by status": [...counts.byStatus].map(([status, count]) => `${status}: ${count}`).join(", "),
    "MB decoded": counts.bytes / 1e6,
    "median request ms": counts.milliseconds.sort((a, b) => a - b)[counts.milliseconds.length >> 1] ?? 0,
    "answers that the solver stopped for": trace.stops,
    "questions one after the other": chain.keys.length,
    "least that the graph allows": depth * 2,
    "waiting on that chain ms": chain.waiting,
    "between its answers ms": chain.between,
    "parse pages ms": parse.pages,
    "parse metadata ms": parse.metadata,
    "read names and solve ms": first,
    "solve again ms": second,
    "peak memory MB": (rss * 1024) / 1e6,
  };
}

for (const name of positionals.length > 0 ? positionals : ["torch-transformers-mlflow"]) {
  const facts = await profile(name);
  if (values.json) console.log(JSON.stringify(facts));
  else
    for (const [key, value] of Object.entries(facts))
      console.log(`${key}: ${typeof value === "number" ? Number(value.toFixed(1)) : value}`);
}
