/**
 * Holds the Python packaging core against tables of expected values, one row at a time.
 *
 *     node scripts/conformance/tables.ts DIR
 *
 * DIR holds pep440.json, pep508.json, tags.json, filenames.json, real_files.json and real_markers.json. Rows that ask
 * for something that only an option or an exception of the reference implementation has are counted as skipped, with
 * the reason. The last line reads `N passed, N failed`; the exit status is 1 when a row fails, 0 when DIR is absent.
 */
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { checkFilenames, checkRealFiles } from "./tables/files.ts";
import { checkPep440 } from "./tables/pep440.ts";
import { checkPep508, checkRealMarkers } from "./tables/pep508.ts";
import { Report } from "./tables/report.ts";
import { checkTags } from "./tables/tags.ts";

const directory = process.argv[2];
if (directory === undefined) {
  console.error("usage: node scripts/conformance/tables.ts DIR");
  process.exit(2);
}
if (!existsSync(directory)) {
  console.log(`skipped: ${directory} does not exist`);
  process.exit(0);
}

const read = (name: string): never => JSON.parse(readFileSync(path.join(directory, `${name}.json`), "utf8")) as never;
const report = new Report(console.log);
checkPep440(report, read("pep440"));
checkPep508(report, read("pep508"));
checkTags(report, read("tags"));
checkFilenames(report, read("filenames"));
checkRealFiles(report, read("real_files"));
checkRealMarkers(report, read("real_markers"));
console.log(`${report.passed} passed, ${report.failed} failed`);
process.exitCode = report.failed === 0 ? 0 : 1;
