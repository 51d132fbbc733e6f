import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import type { AdvisoryAnswers } from "../../../src/core/advisory/advisory.ts";
import { normalizeName } from "../../../src/core/python/name.ts";
import { createOsvDump } from "../../../src/shell/osv/osv-dump.ts";
import { buildZip, type ZipMember } from "../../support/archives.ts";
import { osvJson, type RecordParts } from "../../support/osv-records.ts";

let folder = "";
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "pinwarden-osv-dump-"));
});
afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

const demo = normalizeName("demo");
const json = (parts: RecordParts): string => JSON.stringify(osvJson({ range: "introduced 0, fixed 2.0", ...parts }));

async function write(path: string, content: string | Uint8Array): Promise<string> {
  const full = join(folder, path);
  await mkdir(dirname(full), { recursive: true });
  await writeFile(full, content);
  return full;
}

const ask = (path: string, ...versions: readonly string[]): Promise<AdvisoryAnswers> =>
  createOsvDump(path).query((versions.length === 0 ? ["1.0"] : versions).map((version) => ({ name: demo, version })));

const idsOf = (answers: AdvisoryAnswers, version = "1.0"): readonly string[] | undefined =>
  answers.of(demo, version)?.map(({ id }) => id);

describe("an OSV dump", () => {
  const two = [json({ id: "A-1" }), json({ id: "A-2", modified: "2026-03-01T00:00:00.5Z" })];

  it("may be a folder of JSON files, however deep", async () => {
    await write("PyPI/A-1.json", two[0] ?? "");
    await write("A-2.json", two[1] ?? "");
    await write("README.md", "not a record");
    const answers = await ask(folder);
    expect(answers).toMatchObject({ source: folder, asOf: "2026-03-01T00:00:00.5Z", failure: null });
    expect(idsOf(answers)).toEqual(["A-1", "A-2"]);
  });

  it.each<[string, () => string | Uint8Array]>([
    ["dump.jsonl", () => `${two.join("\n")}\n\n`],
    ["dump.jsonl.gz", () => gzipSync(two.join("\r\n"))],
    ["dump.json", () => `[${two.join(",")}]`],
    ["dump.json.gz", () => gzipSync(`[\n${two.join(",\n")}]`)],
    [
      "all.zip",
      () =>
        buildZip([
          ...two.map((content, at) => ({ name: `A-${at}.json`, content })),
          { name: "modified_id.csv", content: "x" },
        ]),
    ],
    ["named-without-an-ending", () => gzipSync(two.join("\n"))],
  ])("may be %s", async (name, content) => {
    const answers = await ask(await write(name, content()));
    expect([answers.failure, idsOf(answers)]).toEqual([null, ["A-1", "A-2"]]);
  });

  it("leaves out what was withdrawn, and takes the newer of two", async () => {
    const lines = [
      json({ id: "A-1", withdrawn: "2026-01-01T00:00:00Z" }),
      json({ id: "A-2", modified: "2026-02-01T00:00:00Z", range: "introduced 5" }),
      json({ id: "A-2", modified: "2026-01-01T00:00:00Z" }),
      json({ id: "A-3" }),
    ];
    expect(idsOf(await ask(await write("dump.jsonl", lines.join("\n"))))).toEqual(["A-3"]);
  });

  it("matches by name and version, without local parts", async () => {
    const path = await write("dump.jsonl", [json({ id: "A-1" }), json({ id: "B-1", package: "other" })].join("\n"));
    const answers = await ask(path, "1.0+cu118", "2.0");
    expect([idsOf(answers, "1.0"), idsOf(answers, "2.0+cu118")]).toEqual([["A-1"], []]);
  });

  it("notes records whose bounds it cannot read", async () => {
    const path = await write("dump.jsonl", json({ id: "A-1", range: "introduced 0, last_affected 2.6.0-NA" }));
    const answers = await ask(path);
    expect(idsOf(answers)).toEqual([]);
    expect(answers.notes).toEqual([
      { name: "demo", text: "A-1 bound their ranges by what is not PEP 440, so that those ranges match nothing." },
    ]);
  });
});

describe("an OSV dump that cannot be read in full", () => {
  const good = json({ id: "A-1" });
  const lying = (lie: NonNullable<ZipMember["lie"]>): Uint8Array =>
    buildZip([{ name: "A-1.json", content: good, lie }]);

  it("fails when it is not there, and answers nothing", async () => {
    const answers = await ask(join(folder, "missing"));
    expect(answers.failure).toContain("could not be read in full");
    expect(idsOf(answers)).toBeUndefined();
  });

  it("fails when it holds nothing", async () => {
    expect((await ask(folder)).failure).toContain("it holds no live OSV record of a PyPI package");
    const npm = await write("npm.jsonl", json({ id: "A-1", ecosystem: "npm" }));
    expect((await ask(npm)).failure).toContain("it holds no live OSV record of a PyPI package");
  });

  it.each<[string, string, string | (() => Uint8Array), string]>([
    ["a bad line", "dump.jsonl", `${good}\n{"id":`, "dump.jsonl:2`: it is not JSON"],
    [
      "another major of the schema",
      "dump.jsonl",
      `${good}\n${json({ id: "A-2", schema_version: "2.0.0" })}`,
      "`A-2`: `schema_version`",
    ],
    [
      "bytes that are no text",
      "dump.jsonl",
      () => Buffer.concat([Buffer.from(`${good}\n`), Buffer.from([0xff, 0xfe])]),
      "dump.jsonl`: ",
    ],
    ["a cut gzip", "dump.jsonl.gz", () => gzipSync(`${good}\n${good}`).subarray(0, -12), "dump.jsonl.gz`: "],
    ["a cut zip", "all.zip", () => buildZip([{ name: "A-1.json", content: good }]).subarray(0, -10), "all.zip`: "],
    ["a changed zip", "all.zip", () => lying({ crc32: 7 }), "all.zip: A-1.json`: its checksum is wrong"],
    ["a zip that lies about a size", "all.zip", () => lying({ size: 5 }), "all.zip: A-1.json`: "],
    ["an encrypted entry", "all.zip", () => lying({ flags: 1 }), "all.zip: A-1.json`: it is encrypted"],
    ["an entry that is too large", "all.zip", () => lying({ size: 3_000_000_000 }), "all.zip: A-1.json`: it is larger"],
  ])("says so for %s", async (_, name, content, reason) => {
    const path = await write(name, typeof content === "string" ? content : content());
    expect((await ask(path)).failure).toContain(reason);
  });

  it("keeps what it could read, beside the failure", async () => {
    const answers = await ask(await write("dump.jsonl", `${good}\n{"id":`));
    expect(idsOf(answers)).toEqual(["A-1"]);
  });

  it("does not follow symlinks out of its folder", async () => {
    const outside = await mkdtemp(join(tmpdir(), "pinwarden-outside-"));
    await writeFile(join(outside, "A-9.json"), json({ id: "A-9" }));
    await symlink(join(outside, "A-9.json"), join(folder, "A-9.json"));
    await write("A-1.json", good);
    expect(idsOf(await ask(folder))).toEqual(["A-1"]);
    await rm(outside, { recursive: true, force: true });
  });

  it("names a few of many, and counts the rest", async () => {
    const lines = Array.from({ length: 9 }, () => "{");
    expect((await ask(await write("dump.jsonl", lines.join("\n")))).failure).toContain("; and 4 more");
  });
});
