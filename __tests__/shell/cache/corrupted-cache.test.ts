import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, it } from "@jest/globals";
import type { ResolutionOutcome } from "../../../src/core/resolution/resolution.ts";
import { resolve } from "../../../src/core/resolution/resolve.ts";
import { openCache } from "../../../src/shell/cache/open-cache.ts";
import { drive } from "../../../src/shell/resolve/drive.ts";
import { fc } from "../../support/fast-check.ts";
import { changed, patience, runsOf } from "../../support/fuzz.ts";
import { type LoopbackIndex, startLoopbackIndex } from "../../support/loopback-index.ts";
import { pinsOf, requestOf } from "../../support/universe-text.ts";
import { temporaryFolder } from "../files/temporary-folder.ts";
import { clientOf, testHttp } from "../index/index-fixture.ts";

const packages = [
  { name: "app", versions: [{ version: "1.0", requires: ["lib"] }] },
  {
    name: "lib",
    versions: [{ version: "1.0" }, { version: "2.0", requires: ["nowhere"] }, { version: "2.1", yanked: "" }],
  },
  { name: "nowhere", versions: [{ version: "1.0", requiresPython: ">=3.12" }] },
];
const right = "app 1.0, lib 1.0";

async function run(server: LoopbackIndex, directory: string, offline: boolean): Promise<ResolutionOutcome> {
  await using http = testHttp();
  await using cache = openCache({ directory });
  return await drive(resolve(requestOf("app")), clientOf(http, [server.url], { cache, offline }));
}

async function filesBelow(directory: string): Promise<readonly string[]> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
}

it.each([
  ["that stays fresh", { cacheControl: "max-age=600" }],
  ["that is asked about again", { etag: true }],
])(
  "a cache %s may hold anything: its pins are right, or it says what it lacks",
  async (_, options) => {
    await using server = await startLoopbackIndex({ packages, ...options });
    await using folder = await temporaryFolder();
    expect(pinsOf(await run(server, folder.path, false))).toBe(right);
    const whole = new Map<string, Buffer>();
    for (const file of await filesBelow(folder.path)) whole.set(file, await readFile(file));
    expect(whole.size).toBeGreaterThan(4);

    const names = [...whole.keys()];
    const damage = fc.array(
      fc.nat(names.length - 1).chain((at) =>
        fc.tuple(
          fc.constant(names[at] ?? ""),
          // The bytes of another entry among them: a file that is whole, and in the wrong place.
          fc.oneof(changed([whole.get(names[at] ?? "") ?? new Uint8Array()]), fc.constantFrom(...whole.values())),
        ),
      ),
      { minLength: 1, maxLength: 6 },
    );
    await fc.assert(
      fc.asyncProperty(damage, fc.boolean(), async (changes, offline) => {
        for (const [file, bytes] of [...whole, ...changes]) await writeFile(file, bytes);
        const outcome = await run(server, folder.path, offline);
        if (offline && outcome.kind === "incomplete") {
          expect(JSON.stringify(outcome.notAssessed)).toContain("not in the cache");
          return;
        }
        expect(pinsOf(outcome)).toBe(right);
      }),
      runsOf(60),
    );
  },
  patience,
);
