/**
 * Reads source archives of the public index without running them, and holds what was read against a table of what they say.
 * Asks the network, so it is run by hand:
 *
 *     node scripts/conformance/sdist.ts FILE [--most-bytes 10000000]
 *
 * FILE is JSON: `packages`, each with `name`, `version`, `size` and `how`, in words. Without it nothing is run.
 */
import { existsSync, readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { normalizeName } from "../../src/core/python/name.ts";
import { parseSdistFilename } from "../../src/core/python/sdist-filename.ts";
import { compareVersions, parseVersion } from "../../src/core/python/version.ts";
import type { MetadataAnswer } from "../../src/core/resolution/question.ts";
import { noCache } from "../../src/shell/cache/disk-cache.ts";
import { createHttp } from "../../src/shell/http/create-http.ts";
import { createIndexClient } from "../../src/shell/index/index-client.ts";

interface Row {
  readonly name: string;
  readonly version: string;
  readonly size: number;
  readonly how: string;
}

/** The sources that the words of a row stand for. */
function expected(how: string): readonly string[] {
  if (how.startsWith("PKG-INFO")) return ["pkg-info"];
  if (how.startsWith("pyproject")) return ["pyproject"];
  if (how.startsWith("egg-info/")) return ["assumed-egg-info"];
  if (how.startsWith("egg-info without")) return ["assumed-empty", "assumed-pkg-info"];
  // The table calls for setup.py also where a `[project]` without dependencies promises none, or an old PKG-INFO records some.
  return ["unreadable", "pyproject", "assumed-pkg-info"];
}

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: { "most-bytes": { type: "string", default: "10000000" } },
});
const [path = ""] = positionals;
if (!existsSync(path)) {
  console.log(`No table at \`${path}\`: nothing was run.`);
  process.exit(0);
}
const table = JSON.parse(readFileSync(path, "utf8")) as { readonly packages: readonly Row[] };
const rows = table.packages.filter((row) => row.size <= Number(values["most-bytes"]));
await using http = createHttp({ version: "conformance", environment: process.env });
const client = createIndexClient({ indexes: [{ url: "https://pypi.org/simple" }], http, cache: noCache });

let agreed = 0;
for (const row of rows) {
  const answer = await read(row);
  const got = answer.kind === "read" ? answer.source : answer.kind;
  const agrees = expected(row.how).includes(got);
  if (agrees) agreed += 1;
  const detail = answer.kind === "read" ? `${answer.metadata.requiresDist.length} requirements` : answer.reason;
  console.log(
    `${agrees ? "ok  " : "DIFF"} ${row.name} ${row.version}: ${got} (${detail})${agrees ? "" : `; the table says ${row.how}`}`,
  );
}
console.log(`${table.packages.length - rows.length} larger ones were not asked for.`);
console.log(`${agreed} passed, ${rows.length - agreed} failed`);
process.exitCode = agreed === rows.length ? 0 : 1;

async function read(row: Row): Promise<MetadataAnswer> {
  const name = normalizeName(row.name);
  const page = await client.project({ kind: "project", name });
  if (page.kind !== "listed") return { kind: "failed", reason: JSON.stringify(page) };
  const version = parseVersion(row.version);
  const file = page.pages[0]?.files.find(({ filename }) => {
    const sdist = parseSdistFilename(filename, name);
    return sdist.ok && version !== null && compareVersions(sdist.value.version, version) === 0;
  });
  return file === undefined ? { kind: "failed", reason: "no such file" } : client.metadata({ kind: "metadata", file });
}
