/**
 * The local database from which osv-scanner reads advisories offline: a zip with one JSON file for each record, as OSV's bucket serves it.
 *
 *     node bench/remediation/osv-scanner-database.ts --osv FILE.jsonl.gz --out DIR
 *
 * It writes `DIR/osv-scalibr/PyPI/all.zip`; `osv-scanner --offline-vulnerabilities --local-db-path DIR` finds it there.
 */
import { mkdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { parseArgs } from "node:util";
import { gunzipSync } from "node:zlib";
import { buildZip } from "../../__tests__/support/archives.ts";

/** Writes the database of OSV records that are given one a line, gzipped, and says how many there are. */
export async function writeScannerDatabase(osv: string, out: string): Promise<number> {
  const lines = gunzipSync(await readFile(osv))
    .toString("utf8")
    .split("\n")
    .filter((line) => line !== "");
  const records = lines.map((content) => ({ name: `${(JSON.parse(content) as { id: string }).id}.json`, content }));
  const folder = path.join(out, "osv-scalibr", "PyPI");
  await mkdir(folder, { recursive: true });
  await writeFile(path.join(folder, "all.zip"), buildZip(records));
  return records.length;
}

if (import.meta.main) {
  const { values } = parseArgs({ options: { osv: { type: "string" }, out: { type: "string" } } });
  const { osv, out } = values;
  if (osv === undefined || out === undefined) throw new Error("Give --osv and --out.");
  console.log(`${await writeScannerDatabase(osv, out)} records`);
}
