import { execFileSync } from "node:child_process";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import process from "node:process";
import { builtFolderVariable } from "./built-folder.ts";

/** Bundles the sources as they are now, once for all suites that start the command line. */
export default function buildSources(): void {
  const folder = mkdtempSync(path.join(tmpdir(), "pinwarden-tests-"));
  const build = path.resolve(import.meta.dirname, "../../scripts/build.ts");
  execFileSync(process.execPath, [build, "--into", folder], { stdio: ["ignore", "ignore", "inherit"] });
  process.env[builtFolderVariable] = folder;
}
