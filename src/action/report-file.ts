import { mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { CheckReport } from "../core/comparison/comparison.ts";
import type { ScanReport } from "../core/scan/scan-report.ts";

/** Writes the whole report as JSON into a folder of its own below `RUNNER_TEMP`, and answers its path. */
export async function writeReport(temporary: string | undefined, report: CheckReport | ScanReport): Promise<string> {
  const folder = await mkdtemp(join(temporary || tmpdir(), "pinwarden-"));
  const path = join(folder, "report.json");
  await writeFile(path, `${JSON.stringify(report, null, 2)}\n`, "utf8");
  return path;
}
