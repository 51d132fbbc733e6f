// Every check of the project, in the order in which a failure is cheapest to see. Prints `N passed, N failed` last.
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import process from "node:process";

const root = path.dirname(import.meta.dirname);
const bin = (name: string): string => path.join(root, "node_modules", ".bin", name);

interface Step {
  readonly title: string;
  readonly command: readonly [string, ...string[]];
}

/** Before any build runs: `dist` has to be what the committed sources build. */
const steps: readonly Step[] = [
  { title: "dist is what the sources build", command: [process.execPath, "scripts/build.ts", "--check"] },
  { title: "types", command: [bin("tsc"), "-p", "tsconfig.json"] },
  { title: "types of the core, without Node's", command: [bin("tsc"), "-p", "tsconfig.core.json"] },
  { title: "format and lint", command: [bin("biome"), "check", "."] },
  { title: "type-aware lint", command: [bin("oxlint"), "--type-aware"] },
  { title: "schemas are current", command: [process.execPath, "scripts/schemas.ts", "--check"] },
  { title: "tables are valid, docs/tables.md is current", command: [process.execPath, "scripts/tables.ts", "--check"] },
  { title: "docs/formats.md is current", command: [process.execPath, "scripts/formats.ts", "--check"] },
];

let passed = 0;
let failed = 0;

function report(title: string, fine: boolean): void {
  if (fine) passed += 1;
  else failed += 1;
  process.stdout.write(`${fine ? "ok  " : "FAIL"} ${title}\n`);
}

for (const { title, command } of steps) {
  const [program, ...parameters] = command;
  const done = spawnSync(program, parameters, { cwd: root, encoding: "utf8" });
  report(title, done.status === 0);
  if (done.status !== 0) process.stdout.write(`${done.stdout}${done.stderr}\n`);
}

/** The tests, one count each, read from the runner's own report. */
const folder = mkdtempSync(path.join(tmpdir(), "pinwarden-verify-"));
try {
  const outcome = path.join(folder, "jest.json");
  const done = spawnSync(
    process.execPath,
    [
      "--experimental-vm-modules",
      "--disable-warning=ExperimentalWarning",
      "node_modules/jest/bin/jest.js",
      "--json",
      `--outputFile=${outcome}`,
      ...process.argv.slice(2),
    ],
    { cwd: root, stdio: ["ignore", "ignore", "inherit"] },
  );
  if (!existsSync(outcome)) {
    report("the test runner ends with a report", false);
  } else {
    const result: {
      numPassedTests: number;
      numFailedTests: number;
      numFailedTestSuites: number;
      numRuntimeErrorTestSuites: number;
      numTotalTests: number;
    } = JSON.parse(readFileSync(outcome, "utf8"));
    passed += result.numPassedTests;
    failed += result.numFailedTests + result.numRuntimeErrorTestSuites;
    process.stdout.write(`${done.status === 0 ? "ok  " : "FAIL"} ${result.numTotalTests} tests\n`);
    if (done.status !== 0 && result.numFailedTests + result.numRuntimeErrorTestSuites === 0)
      report("the test runner exits with 0", false);
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}

process.stdout.write(`${passed} passed, ${failed} failed\n`);
process.exit(failed === 0 ? 0 : 1);
