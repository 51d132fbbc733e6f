/**
 * Resolves one requirements file for one target and prints the pins: the least front end of the resolver, for the
 * conformance runners and for a look at its effort. Exit 1 without a resolution, 2 for misuse, 3 when incomplete.
 *
 *   node scripts/conformance/resolve-one.ts FILE --index-url URL --python 3.11 --platform linux/amd64 [-o FILE] [options as uv spells them]
 */
import { readFileSync, writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import type { Requirement } from "../../src/core/manifest/requirement.ts";
import {
  parseDependencySpecifier,
  parseLenientDependencySpecifier,
} from "../../src/core/python/dependency-specifier.ts";
import { defaultResolveOptions, type ResolveOptions } from "../../src/core/resolution/request.ts";
import { resolve } from "../../src/core/resolution/resolve.ts";
import { speculation } from "../../src/core/resolution/speculation.ts";
import { parsePlatform } from "../../src/core/target/platform.ts";
import { parsePythonVersion } from "../../src/core/target/python-version.ts";
import type { Target } from "../../src/core/target/target.ts";
import { noCache } from "../../src/shell/cache/disk-cache.ts";
import { openCache } from "../../src/shell/cache/open-cache.ts";
import { createHttp } from "../../src/shell/http/create-http.ts";
import { createNetworkPolicy } from "../../src/shell/http/network-policy.ts";
import { createIndexClient } from "../../src/shell/index/index-client.ts";
import { drive } from "../../src/shell/resolve/drive.ts";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    "index-url": { type: "string", default: "https://pypi.org/simple/" },
    python: { type: "string", default: "3.11" },
    platform: { type: "string", default: "linux/amd64" },
    output: { type: "string", short: "o" },
    prerelease: { type: "string" },
    resolution: { type: "string" },
    "exclude-newer": { type: "string" },
    "only-binary": { type: "string", multiple: true, default: [] },
    "no-binary": { type: "string", multiple: true, default: [] },
    cache: { type: "string" },
    verbose: { type: "boolean", short: "v", default: false },
    "no-speculation": { type: "boolean", default: false },
  },
});

function misuse(message: string): never {
  console.error(message);
  process.exit(2);
}

const platform = parsePlatform(values.platform);
if (!platform.ok) misuse(platform.problem.message);
const python = parsePythonVersion(values.python);
if (!python.ok) misuse(python.problem.message);
const { os, arch, libc, macos } = platform.value;
const target: Target = {
  id: "target",
  python: python.value,
  os,
  arch,
  libc,
  macos,
  driver: null,
  gpus: [],
  image: null,
  cpuFeatures: [],
  sources: {},
};

const file = positionals[0] ?? misuse("expected a requirements file");
const requirements = readFileSync(file, "utf8")
  .split("\n")
  .flatMap((line, at): Requirement[] => {
    const text = line.replace(/(^|\s)#.*$/, "").trim();
    if (text === "") return [];
    const strict = parseDependencySpecifier(text);
    const lenient = strict.ok ? null : parseLenientDependencySpecifier(text);
    const specifier = strict.ok
      ? strict.value
      : lenient?.ok
        ? lenient.value.value
        : misuse(`${file}:${at + 1}: ${text}`);
    const origin = { file: file.split("/").at(-1) ?? file, line: at + 1, column: 1, endColumn: text.length + 1 };
    return [{ specifier, text, kind: "direct", origin, hashes: [] }];
  });

const options: ResolveOptions = {
  ...defaultResolveOptions,
  prereleases: (values.prerelease ?? defaultResolveOptions.prereleases) as ResolveOptions["prereleases"],
  resolution: (values.resolution ?? "highest") as ResolveOptions["resolution"],
  excludeNewer: values["exclude-newer"] ?? null,
  onlyBinary: values["only-binary"],
  noBinary: values["no-binary"],
};
const url = values["index-url"];
await using http = createHttp({
  version: "0",
  policy: createNetworkPolicy({ trusted: [url] }),
  environment: process.env,
});
await using cache = values.cache === undefined ? noCache : openCache({ directory: values.cache });
const client = createIndexClient({ indexes: [{ url }], http, cache });
const request = { requirements, target, options };
const started = performance.now();
const outcome = await drive(resolve(request), client, values["no-speculation"] ? undefined : speculation(request));
if (values.verbose) console.error(`${Math.round(performance.now() - started)} ms, ${JSON.stringify(client.counts())}`);

if (outcome.kind === "resolved") {
  const pins = outcome.resolution.packages.map(({ name, version }) => `${name}==${version.text}\n`).join("");
  if (values.output === undefined) process.stdout.write(pins);
  else writeFileSync(values.output, pins);
  if (values.verbose) {
    for (const { name, reason } of outcome.resolution.packages)
      if (reason !== null) console.error(`${name}: ${reason}`);
    for (const { what, why } of outcome.resolution.notAssessed) console.error(`not assessed: ${what}: ${why}`);
  }
} else if (outcome.kind === "unsatisfiable") {
  console.error(outcome.conflict.text);
  for (const hint of outcome.conflict.hints) console.error(`hint: ${hint}`);
  process.exitCode = 1;
} else {
  for (const { what, why } of outcome.notAssessed) console.error(`${what}: ${why}`);
  process.exitCode = 3;
}
