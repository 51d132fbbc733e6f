/**
 * What models cost that share their packages: one, ten and a hundred models with the same thirty requirements, checked from the sources
 * against an index on the loopback, each with an empty cache. Prints requests, seconds and memory:
 *
 *     node bench/scale/run.ts
 */
import process from "node:process";
import { openScene } from "../../__tests__/support/command-line.ts";
import type { LoopbackPackage } from "../../__tests__/support/loopback-index.ts";
import { commandText, machineText, today } from "../support/command-line.ts";

const names = Array.from({ length: 120 }, (_, at) => `package-${at}`);
/** Each needs the next two; every version of the first thirty is asked for by each model. */
const packages: readonly LoopbackPackage[] = names.map((name, at) => ({
  name,
  versions: Array.from({ length: 20 }, (_, version) => ({
    version: `${version}.0`,
    requires: names.slice(at + 1, at + 3).map((needed) => `${needed}>=${version}`),
  })),
}));
const requirements = names.slice(0, 30).join("\n");

async function measured(models: number): Promise<readonly string[]> {
  await using scene = await openScene({ packages });
  const ids = Array.from({ length: models }, (_, at) => `model-${at}`);
  const entries = ids.map((id) => `  - { id: ${id}, path: ${id}, targets: [prod] }`).join("\n");
  await scene.repository.write({
    ".github/pinwarden.yml": `models:\n${entries}\ntargets:\n  prod: { python: "3.11", platform: linux/amd64, glibc: "2.31" }\n`,
    ...Object.fromEntries(ids.map((id) => [`${id}/requirements.txt`, `${requirements}\n`])),
  });
  const started = performance.now();
  const { exitCode, stderr, peakBytes } = await scene.run(["check", "--format", "json"]);
  const seconds = (performance.now() - started) / 1000;
  if (exitCode !== 0) throw new Error(`The check ended with ${exitCode}: ${stderr}`);
  const asked = scene.index.requests.map(({ path }) => path);
  return [
    String(models),
    String(asked.filter((path) => path.startsWith("/simple/")).length),
    String(asked.filter((path) => path.endsWith(".metadata")).length),
    String(asked.length - new Set(asked).size),
    seconds.toFixed(2),
    ((peakBytes ?? Number.NaN) / 1e6).toFixed(0),
  ];
}

const rows = [["models", "pages", "files of metadata", "asked twice", "seconds", "MB"], Array<string>(6).fill("---")];
for (const models of [1, 10, 100]) rows.push([...(await measured(models))]);
process.stdout.write(`${commandText()}, ${today()}\n${machineText()}\n\n`);
process.stdout.write(`${rows.map((row) => `| ${row.join(" | ")} |`).join("\n")}\n`);
