/**
 * Keeps the compatibility tables: holds every file of `tables/` to its JSON Schema, its keys to be unique and its sources to exist, and
 * writes `docs/tables.md` and `docs/rules/abi-known-breaks.md` from them.
 *
 *     node scripts/tables.ts           writes the pages
 *     node scripts/tables.ts --check   fails where a table is wrong or a page is not what the tables give
 */
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { rawTables } from "../src/core/accelerator/embedded-tables.ts";
import { loadTables } from "../src/core/accelerator/load-tables.ts";
import { renderBreaksPage } from "./tables/breaks-page.ts";
import { tableProblems } from "./tables/check.ts";
import { renderTables } from "./tables/document.ts";

const root = path.join(import.meta.dirname, "..");
const folder = path.join(root, "tables");

const readJson = (file: string): unknown => JSON.parse(readFileSync(file, "utf8"));
const files = readdirSync(folder).filter((name) => name.endsWith(".json"));
const schemas = readdirSync(path.join(folder, "schema")).map(
  (name) => readJson(path.join(folder, "schema", name)) as object,
);
const problems = tableProblems(
  files.map((name) => ({ name, content: readJson(path.join(folder, name)) as Record<string, unknown> })),
  schemas,
  new Set(rawTables.map(({ table }) => `${table}.json`)),
);
const tables = loadTables(rawTables);
const pages = new Map([
  ["docs/tables.md", renderTables(tables)],
  ["docs/rules/abi-known-breaks.md", renderBreaksPage(tables)],
]);
if (process.argv.includes("--check")) {
  const stale = [...pages].filter(([file, text]) => readFileSync(path.join(root, file), "utf8") !== text);
  report([
    ...problems,
    ...stale.map(([file]) => `${file} is not what the tables give: run \`node scripts/tables.ts\``),
  ]);
} else {
  for (const [file, text] of pages) writeFileSync(path.join(root, file), text);
  report(problems);
}

function report(found: readonly string[]): void {
  for (const problem of found) console.error(problem);
  console.log(
    found.length === 0 ? `${files.length} tables are right` : `${found.length} problems in ${files.length} tables`,
  );
  process.exitCode = found.length === 0 ? 0 : 1;
}
