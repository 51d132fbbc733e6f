import { readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "@jest/globals";
import { recordText } from "../../../src/core/scan/record-text.ts";
import { fileRecordStore } from "../../../src/shell/records/file-record-store.ts";
import { appendRecord, newRecord } from "../../../src/shell/records/record-store.ts";
import { plainRecord } from "../../support/scan-records.ts";
import { temporaryFolder } from "../files/temporary-folder.ts";

const day = (number: number): string => `2026-11-${String(number).padStart(2, "0")}T02:41:00Z`;

describe("records in a file", () => {
  it("are none before the first, and then the newest is the last line", async () => {
    await using folder = await temporaryFolder();
    const file = join(folder.path, "seen.jsonl");
    const store = fileRecordStore(file);
    expect(await store.latest()).toBeNull();
    const first = newRecord(plainRecord());
    expect(await store.append(first, null)).toBe("appended");
    const second = newRecord(plainRecord({ at: day(2), previous: first.id }));
    expect(await store.append(second, first.id)).toBe("appended");
    expect(await store.latest()).toEqual({ id: second.id, record: second.record });
    expect(await readFile(file, "utf8")).toBe(first.text + second.text);
  });

  it("are refused where the newest was edited, or does not follow the one before it", async () => {
    await using folder = await temporaryFolder();
    const file = join(folder.path, "seen.jsonl");
    const store = fileRecordStore(file);
    const first = newRecord(plainRecord());
    const second = newRecord(plainRecord({ at: day(2), previous: first.id }));
    const third = newRecord(plainRecord({ at: day(3), previous: second.id }));
    await writeFile(file, first.text + second.text.replace('"issue":null', '"issue":9'));
    await expect(store.latest()).rejects.toMatchObject({ code: "record/altered" });
    await expect(store.append(third, second.id)).rejects.toMatchObject({ code: "record/altered" });
    for (const text of [
      first.text + third.text,
      second.text,
      first.text.replace('"issue":null', '"issue":9') + second.text,
    ]) {
      await writeFile(file, text);
      await expect(store.latest()).rejects.toMatchObject({ code: "record/broken-chain" });
    }
    await writeFile(file, first.text + second.text + third.text);
    expect((await store.latest())?.id).toBe(third.id);
  });

  it("go on from records of the first format", async () => {
    await using folder = await temporaryFolder();
    const file = join(folder.path, "seen.jsonl");
    await writeFile(file, recordText(plainRecord({ format: 1 })));
    const store = fileRecordStore(file);
    const old = await store.latest();
    expect(old?.record.format).toBe(1);
    const next = newRecord(plainRecord({ at: day(2), previous: old?.id ?? null }));
    expect(await store.append(next, old?.id ?? null)).toBe("appended");
    expect((await store.latest())?.record).toMatchObject({
      format: 2,
      digest: expect.stringMatching(/^[0-9a-f]{64}$/),
    });
  });

  it("are not appended to another one than was expected", async () => {
    await using folder = await temporaryFolder();
    const store = fileRecordStore(join(folder.path, "seen.jsonl"));
    const first = newRecord(plainRecord());
    await store.append(first, null);
    expect(await store.append(newRecord(plainRecord({ at: day(2) })), null)).toBe("moved");
    expect((await store.latest())?.id).toBe(first.id);
  });

  it("follow one another in a chain, however many write at once", async () => {
    await using folder = await temporaryFolder();
    const file = join(folder.path, "seen.jsonl");
    const writers = Array.from({ length: 6 }, (_, index) =>
      appendRecord(fileRecordStore(file), null, (previous) =>
        plainRecord({ at: day(index + 1), previous: previous?.id ?? null }),
      ),
    );
    await Promise.all(writers);
    const lines = (await readFile(file, "utf8")).trimEnd().split("\n");
    expect(lines).toHaveLength(6);
    let before: string | null = null;
    const seen = new Set<string>();
    for (const line of lines) {
      const record = JSON.parse(line) as { at: string; previous: string | null };
      expect(record.previous).toBe(before);
      seen.add(record.at);
      before = newRecord(plainRecord({ at: record.at, previous: record.previous })).id;
    }
    expect(seen.size).toBe(6);
    await expect(stat(`${file}.lock`)).rejects.toThrow();
  });

  it("do without half a line that a writer left which was ended", async () => {
    await using folder = await temporaryFolder();
    const file = join(folder.path, "seen.jsonl");
    const store = fileRecordStore(file);
    const first = newRecord(plainRecord());
    await store.append(first, null);
    await writeFile(file, `${first.text}{"format":1,"at":`);
    expect((await store.latest())?.id).toBe(first.id);
    const second = newRecord(plainRecord({ at: day(2), previous: first.id }));
    expect(await store.append(second, first.id)).toBe("appended");
    expect(await readFile(file, "utf8")).toBe(first.text + second.text);
  });

  it("are never taken for absent where they cannot be read", async () => {
    await using folder = await temporaryFolder();
    const file = join(folder.path, "seen.jsonl");
    await writeFile(file, "a note\n");
    await expect(fileRecordStore(file).latest()).rejects.toMatchObject({ code: "record/unreadable" });
    await writeFile(file, "a note");
    await expect(fileRecordStore(file).latest()).rejects.toMatchObject({ code: "record/unreadable" });
    await expect(fileRecordStore(folder.path).latest()).rejects.toMatchObject({ code: "record/unwritable" });
  });

  it("say so where another writer never ends", async () => {
    await using folder = await temporaryFolder();
    const file = join(folder.path, "seen.jsonl");
    await writeFile(`${file}.lock`, "");
    const store = fileRecordStore(file, { longest: 20, pause: 10 });
    await expect(store.append(newRecord(plainRecord()), null)).rejects.toMatchObject({ code: "record/locked" });
  });
});
