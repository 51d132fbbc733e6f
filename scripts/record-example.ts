// Records the example anew: `node scripts/record-example.ts` asks the real index, and the advisory source that the
// environment names (PINWARDEN_OSV_DB or PINWARDEN_OSV_URL), then keeps of the answers what the example needs.
import { spawnSync } from "node:child_process";
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import process from "node:process";
import { parseRecording, serializeRecording } from "../src/core/recording/recording-json.ts";
import { trimRecording } from "../src/core/recording/trim-recording.ts";

const root = path.dirname(import.meta.dirname);
const file = path.join(root, "examples", "vision-service", "recording.json");

/** What the example prints, as JSON, from the network or from the recording. */
function example(...parameters: string[]): string {
  const done = spawnSync(process.execPath, ["scripts/example.mjs", "--format", "json", ...parameters], {
    cwd: root,
    encoding: "utf8",
    maxBuffer: 2 ** 28,
  });
  if (done.status !== 0) throw new Error(done.stderr);
  return done.stdout;
}

const live = JSON.parse(example("--live", "--record", file));
const recording = parseRecording(readFileSync(file, "utf8"));
rmSync(file);
if (!recording.ok) throw new Error(recording.problem.message);
const trimmed = trimRecording(recording.value);
const { advisories } = trimmed;
// The command names a folder of this machine, and so may the advisory source; neither is a fact of the example.
writeFileSync(
  file,
  serializeRecording({
    ...trimmed,
    command: ["check"],
    advisories: advisories === null ? null : { ...advisories, source: "https://osv.dev" },
  }),
);

/** Everything that is said of the models must be the same but for the texts of others. */
const models = (report: { models: unknown }): string =>
  JSON.stringify(report.models, (key, value) => (key === "message" ? undefined : value));
const replayed = JSON.parse(example());
if (models(live) !== models(replayed))
  throw new Error("The trimmed recording does not give the same report: it left out something that decides.");
process.stdout.write(`${path.relative(root, file)}: ${Math.round(readFileSync(file).length / 1024)} KiB\n`);
