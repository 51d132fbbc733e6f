/**
 * Looks for releases that are newer than the tables, and writes down what their wheels say: `node scripts/tables/probe-new.ts FOLDER`. For each
 * package of the tables that has one, the newest release is probed by `pinwarden tables probe`, and a file `NAME-VERSION.json` with the row,
 * its evidence and how it stands to the tables is written to the folder, beside `summary.md`. A person moves what is right into `tables/`.
 */
import { execFileSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import process from "node:process";
import { embeddedTables } from "../../src/core/accelerator/embedded-tables.ts";
import { newerThanAll } from "../../src/core/accelerator/release-range.ts";
import { compareVersions, isPrerelease, type Version } from "../../src/core/python/version.ts";
import { parseWheelFilename } from "../../src/core/python/wheel-filename.ts";

const root = path.join(import.meta.dirname, "..", "..");
const [folder] = process.argv.slice(2);
if (folder === undefined) throw new Error("Name the folder to write to.");
mkdirSync(folder, { recursive: true });

const tables = embeddedTables();
const lines: string[] = [];
for (const [name, rows] of tables.builds) {
  const listed = rows.filter(({ default: served }) => served);
  const newest = listed.length === 0 ? null : await newestRelease(name);
  if (newest === null || !newerThanAll(newest, listed)) continue;
  const pin = `${name}==${newest.text}`;
  const text = probe(pin, "text");
  const json = probe(pin, "json");
  if (text === null || json === null) {
    lines.push(`- ${pin}: could not be probed`);
    continue;
  }
  writeFileSync(path.join(folder, `${name}-${newest.text}.json`), json);
  lines.push(
    `- ${pin}`,
    "",
    ...text
      .trimEnd()
      .split("\n")
      .map((line) => `      ${line}`),
    "",
  );
}
writeFileSync(path.join(folder, "summary.md"), `${lines.join("\n")}\n`);
console.log(lines.length === 0 ? "the tables have the newest release of every package" : lines.join("\n"));

async function newestRelease(name: string): Promise<Version | null> {
  const answer = await fetch(`https://pypi.org/simple/${name}/`, { headers: { accept: "text/html" } });
  if (!answer.ok) return null;
  const filenames = [...(await answer.text()).matchAll(/>([A-Za-z0-9._+-]{1,300}\.whl)</g)].map(
    (match) => match[1] ?? "",
  );
  const versions = filenames.flatMap((filename) => {
    const wheel = parseWheelFilename(filename);
    return wheel.ok && filename.includes("x86_64") && !isPrerelease(wheel.value.version) ? [wheel.value.version] : [];
  });
  return versions.sort(compareVersions).at(-1) ?? null;
}

/** Exit status 1 says that the tables disagree, which is a result too. */
function probe(pin: string, format: "text" | "json"): string | null {
  try {
    return execFileSync(
      process.execPath,
      [path.join(root, "src", "main.ts"), "tables", "probe", pin, "--format", format],
      {
        encoding: "utf8",
        stdio: ["ignore", "pipe", "inherit"],
      },
    );
  } catch (error) {
    const { status, stdout } = error as { readonly status?: number; readonly stdout?: string };
    return status === 1 && stdout !== undefined && stdout !== "" ? stdout : null;
  }
}
