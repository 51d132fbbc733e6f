/**
 * Holds the advisory sources against pin sets with known alias groups, and against a service that fails on purpose.
 *
 *     node scripts/conformance/osv.ts DIR
 *
 * DIR holds `osv_server.py`, `osv-pypi.jsonl.gz`, `osv-pypi-twins.jsonl.gz` and `pinsets/*.json`. Without it nothing is run.
 */
import { type ChildProcess, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { AdvisoryAnswers, AdvisoryQuery } from "../../src/core/advisory/advisory.ts";
import { normalizeName } from "../../src/core/python/name.ts";
import { openCache } from "../../src/shell/cache/open-cache.ts";
import { createHttp } from "../../src/shell/http/create-http.ts";
import type { Http } from "../../src/shell/http/http.ts";
import { createNetworkPolicy } from "../../src/shell/http/network-policy.ts";
import type { AdvisorySource } from "../../src/shell/osv/advisory-source.ts";
import { createOsvClient } from "../../src/shell/osv/osv-client.ts";
import { createOsvDump } from "../../src/shell/osv/osv-dump.ts";
import { createOsvTransport } from "../../src/shell/osv/osv-transport.ts";
import { createRecordCache, noRecordCache, type RecordCache } from "../../src/shell/osv/record-cache.ts";

interface PinSet {
  readonly name: string;
  readonly pins: Readonly<Record<string, string>>;
  readonly findings: readonly { readonly package: string; readonly aliases: readonly string[] }[];
}

interface Service {
  readonly address: string;
  readonly child: ChildProcess;
}

const folder = process.argv[2] ?? "";
if (!existsSync(join(folder, "osv_server.py"))) {
  console.log(`skipped: \`${folder}\` holds no osv_server.py`);
  process.exit(0);
}

let passed = 0;
const failures: string[] = [];

function report(name: string, problems: readonly string[]): void {
  if (problems.length === 0) passed += 1;
  else failures.push(name);
  console.log(`${problems.length === 0 ? "ok  " : "FAIL"} ${name}`);
  for (const problem of problems.slice(0, 8)) console.log(`     ${problem}`);
}

async function startService(db: string, ...options: readonly string[]): Promise<Service> {
  const child = spawn("python3", [join(folder, "osv_server.py"), "--db", db, ...options], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  for await (const line of createInterface({ input: child.stdout })) {
    const address = /http:\/\/127\.0\.0\.1:\d+/.exec(line)?.[0];
    if (address !== undefined) return { address, child };
  }
  throw new Error("the service did not start");
}

function queriesOf(set: PinSet): readonly AdvisoryQuery[] {
  return Object.entries(set.pins).map(([name, version]) => ({ name: normalizeName(name), version }));
}

/** `package: ID ID ID`, one a group. */
function groupsOf(set: PinSet, answers: AdvisoryAnswers): ReadonlySet<string> {
  return new Set(
    queriesOf(set).flatMap(({ name, version }) =>
      (answers.of(name, version) ?? [{ id: "(not answered)", aliases: [] }]).map(
        ({ id, aliases }) => `${name}: ${[id, ...aliases].sort().join(" ")}`,
      ),
    ),
  );
}

function truthOf(set: PinSet): ReadonlySet<string> {
  return new Set(
    set.findings.map((finding) => `${normalizeName(finding.package)}: ${[...finding.aliases].sort().join(" ")}`),
  );
}

function compare(set: PinSet, answers: AdvisoryAnswers, truth = truthOf(set)): string[] {
  const found = groupsOf(set, answers);
  return [
    ...(answers.failure === null ? [] : [`failure: ${answers.failure}`]),
    ...[...truth].filter((group) => !found.has(group)).map((group) => `missing ${group}`),
    ...[...found].filter((group) => !truth.has(group)).map((group) => `extra   ${group}`),
  ];
}

/** One for each check: the layer remembers that a server failed, and a fault must not be blamed for the one before it. */
const opened: Http[] = [];
function freshHttp(): Http {
  const http = createHttp({
    version: "0.0.0",
    policy: createNetworkPolicy({ trusted: ["http://127.0.0.1:1"] }),
    timeouts: { headersMs: 2_000, idleMs: 2_000, totalMs: 15_000 },
    retries: { baseMs: 20, longestMs: 200 },
  });
  opened.push(http);
  return http;
}
const clientAt = (address: string, cache: RecordCache = noRecordCache, totalMs = 120_000): AdvisorySource =>
  createOsvClient({ transport: createOsvTransport(freshHttp(), address), cache, totalMs });

const names = (await readdir(join(folder, "pinsets"))).filter((name) => name.endsWith(".json")).sort();
const sets = await Promise.all(
  names.map(async (name) => JSON.parse(await readFile(join(folder, "pinsets", name), "utf8")) as PinSet),
);
const plain = join(folder, "osv-pypi.jsonl.gz");
const twins = join(folder, "osv-pypi-twins.jsonl.gz");
const scratch = await mkdtemp(join(tmpdir(), "pinwarden-osv-"));
const service = await startService(plain);
const paged = await startService(plain, "--page-size", "3", "--gzip");
const twinService = await startService(twins);

async function faults(spec: string): Promise<void> {
  await fetch(`${service.address}/__reset`, { method: "POST", body: "" });
  await fetch(`${service.address}/__faults`, { method: "POST", body: spec });
}

async function requests(): Promise<number> {
  const stats = (await (await fetch(`${service.address}/__stats`)).json()) as { count: Record<string, number> };
  return stats.count["vulns"] ?? 0;
}

try {
  const archive = join(scratch, "all.zip");
  await writeFile(archive, new Uint8Array(await (await fetch(`${service.address}/PyPI/all.zip`)).arrayBuffer()));
  const dump = createOsvDump(plain);
  const zip = createOsvDump(archive);
  const twinDump = createOsvDump(twins);
  const cache = createRecordCache(openCache({ directory: join(scratch, "cache") }), service.address);
  for (const set of sets) {
    const queries = queriesOf(set);
    const cuda = queries.map(({ name, version }) => ({ name, version: `${version}+cu128` }));
    report(`${set.name} service`, compare(set, await clientAt(service.address, cache).query(queries)));
    report(`${set.name} service, small pages`, compare(set, await clientAt(paged.address).query(queries)));
    report(`${set.name} dump`, compare(set, await dump.query(queries)));
    report(`${set.name} zip`, compare(set, await zip.query(queries)));
    report(`${set.name} with local versions`, compare(set, await dump.query(cuda)));
    // The twins' true groups are not listed: the two ways to them, one matched by the service, must agree.
    const fromTwins = await clientAt(twinService.address).query(queries);
    report(`${set.name} twins`, compare(set, await twinDump.query(queries), groupsOf(set, fromTwins)));
  }
  const largest = sets.reduce((a, b) => (a.findings.length >= b.findings.length ? a : b));
  const before = await requests();
  report("cache: nothing is fetched twice", [
    ...compare(largest, await clientAt(service.address, cache).query(queriesOf(largest))),
    ...((await requests()) === before ? [] : ["records were fetched again"]),
  ]);
  await checkFaults();
} finally {
  for (const { child } of [service, paged, twinService]) child.kill();
  await Promise.all(opened.map((http) => http.close()));
  await rm(scratch, { recursive: true, force: true });
}
console.log(`${passed} passed, ${failures.length} failed`);
process.exitCode = failures.length === 0 ? 0 : 1;

/** Each fault must end in the right answer, or in a failure that is said. What must be right is named. */
async function checkFaults(): Promise<void> {
  const set = sets.find(({ name }) => name === "edge-cuda-base") ?? sets[0];
  if (set === undefined) return;
  const right = ["429*1,retry_after=1", "429*1,retry_after=date", "408*1", "500*1", "502*1", "503*1", "504*1"];
  right.push("slow*1,s=1", "drip*1,s=1", "truncate*1", "badjson*1", "html*1", "reset*1", "hang*1,s=30");
  right.push("emptypage", "newschema", "querybatch:500*2", "vulns:503*3", "vulns:truncate*5", "vulns:reset*4");
  const failing = ["429", "500", "502", "503", "504", "408", "truncate", "badjson", "html", "reset", "v2schema"];
  failing.push("vulns:500", "vulns:html", "vulns:badjson", "hang,s=30");
  for (const spec of right) {
    await faults(spec);
    report(
      `fault ${spec}: right`,
      compare(set, await clientAt(service.address, noRecordCache, 40_000).query(queriesOf(set))),
    );
  }
  for (const spec of failing) {
    await faults(spec);
    const answers = await clientAt(service.address, noRecordCache, 20_000).query(queriesOf(set));
    report(`fault ${spec}, always: a failure`, answers.failure === null ? ["no failure was said"] : []);
  }
  await faults("vulns:gone");
  const gone = await clientAt(service.address).query(queriesOf(set));
  const ids = queriesOf(set).flatMap(({ name, version }) => gone.of(name, version) ?? []);
  report("fault vulns:gone: the ids are kept", [
    ...(gone.failure === null ? [] : [gone.failure]),
    ...(ids.length > 0 && ids.every((advisory) => advisory.detailsUnavailable) ? [] : ["ids were lost"]),
  ]);
}
