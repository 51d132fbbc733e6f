/**
 * Writes the JSON Schemas under schemas/ from the schemas of the source, so that an editor and the program agree.
 * With `--check` it writes nothing and fails where a file is stale.
 */
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { configJsonSchema } from "../src/core/config/config-schema.ts";
import { checkJsonSchema } from "../src/core/report/schema/check-schema.ts";
import { explainJsonSchema } from "../src/core/report/schema/explain-schema.ts";
import { fixJsonSchema } from "../src/core/report/schema/fix-schema.ts";
import { resolutionsJsonSchema, resolveJsonSchema } from "../src/core/report/schema/resolve-schema.ts";
import { scanRecordJsonSchema } from "../src/core/scan/record-schema.ts";
import { scanJsonSchema } from "../src/core/scan/scan-schema.ts";

interface PublishedSchema {
  /** File under schemas/. */
  readonly file: string;
  readonly schema: () => Record<string, unknown>;
}

/** Every schema that is published. A new one is a line here. */
const published: readonly PublishedSchema[] = [
  { file: "config.schema.json", schema: configJsonSchema },
  { file: "resolve.schema.json", schema: resolveJsonSchema },
  { file: "resolve-targets.schema.json", schema: resolutionsJsonSchema },
  { file: "check.schema.json", schema: checkJsonSchema },
  { file: "explain.schema.json", schema: explainJsonSchema },
  { file: "fix.schema.json", schema: fixJsonSchema },
  { file: "scan.schema.json", schema: scanJsonSchema },
  { file: "scan-record.schema.json", schema: scanRecordJsonSchema },
];

const folder = join(dirname(dirname(fileURLToPath(import.meta.url))), "schemas");
const checking = process.argv.includes("--check");
const stale: string[] = [];

for (const { file, schema } of published) {
  const path = join(folder, file);
  const wanted = `${JSON.stringify(schema(), null, 2)}\n`;
  const present = await readFile(path, "utf8").catch(() => null);
  if (present === wanted) continue;
  if (checking) {
    stale.push(file);
    continue;
  }
  await mkdir(folder, { recursive: true });
  await writeFile(path, wanted);
  console.log(`wrote schemas/${file}`);
}

if (stale.length > 0) {
  console.error(
    `Stale: ${stale.map((file) => `schemas/${file}`).join(", ")}. Run \`node scripts/schemas.ts\` and commit.`,
  );
  process.exitCode = 1;
}
