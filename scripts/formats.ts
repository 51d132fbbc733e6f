/**
 * Writes `docs/formats.md` from what each reader says of itself.
 *
 *     node scripts/formats.ts           writes docs/formats.md
 *     node scripts/formats.ts --check   fails where docs/formats.md is not what the readers say, or a test that one names is not there
 */
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { formatGroups } from "./formats/format-groups.ts";
import { renderFormats } from "./formats/render-formats.ts";

const root = path.join(import.meta.dirname, "..");
const document = path.join(root, "docs", "formats.md");
const text = renderFormats(formatGroups);
const missing = formatGroups
  .flatMap(({ formats }) => formats.map(({ test }) => test))
  .filter((test) => !existsSync(path.join(root, test)))
  .map((test) => `there is no test \`${test}\``);

if (process.argv.includes("--check")) {
  const written = existsSync(document) ? readFileSync(document, "utf8") : "";
  const stale = written === text ? [] : ["docs/formats.md is not what the readers say: run `node scripts/formats.ts`"];
  report([...missing, ...stale]);
} else {
  writeFileSync(document, text);
  report(missing);
}

function report(found: readonly string[]): void {
  for (const problem of found) console.error(problem);
  console.log(found.length === 0 ? "docs/formats.md is right" : `${found.length} problems`);
  process.exitCode = found.length === 0 ? 0 : 1;
}
