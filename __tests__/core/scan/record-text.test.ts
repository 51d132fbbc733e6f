import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { describe, expect, it } from "@jest/globals";
import { Ajv2020 } from "ajv/dist/2020.js";
import { digestedRecord, readRecord as read, recordText } from "../../../src/core/scan/record-text.ts";
import { plainRecord } from "../../support/scan-records.ts";

const sha256 = (text: string): string => createHash("sha256").update(text).digest("hex");
const readRecord = (text: string, where: string) => read(text, where, sha256);

describe("a record", () => {
  it("is read back as it was written, and fits the published schema", async () => {
    const record = digestedRecord(plainRecord({ issue: 7, unseen: [{ model: "a", target: "prod" }] }), sha256);
    expect(record.format).toBe(2);
    const text = recordText(record);
    expect(text.endsWith("\n")).toBe(true);
    expect(text.trimEnd()).not.toContain("\n");
    expect(readRecord(text, "seen.jsonl")).toEqual(record);
    const schema: unknown = JSON.parse(await readFile("schemas/scan-record.schema.json", "utf8"));
    const valid = new Ajv2020({ strict: true, allErrors: true }).compile(schema as object);
    expect(valid(JSON.parse(text))).toBe(true);
    expect(valid({ ...record, more: 1 })).toBe(false);
  });

  it("of the first format has no digest, and is read as it always was", () => {
    const old = plainRecord({ format: 1, issue: 7 });
    expect(readRecord(recordText(old), "seen.jsonl")).toEqual(old);
  });

  it("that was laid out otherwise says the same, and one that says something else is refused", () => {
    const record = digestedRecord(plainRecord({ issue: 7 }), sha256);
    expect(readRecord(JSON.stringify(record, null, 2), "seen.jsonl")).toEqual(record);
    const { digest: _, ...without } = record;
    for (const altered of [{ ...record, issue: 8 }, { ...record, digest: "0".repeat(64) }, without])
      expect(() => readRecord(JSON.stringify(altered), "seen.jsonl")).toThrow(
        /`seen\.jsonl` is not as Pinwarden wrote it/,
      );
  });

  it.each([
    ["no JSON", "{"],
    ["another thing", '{"version":1}'],
    ["half of it", JSON.stringify({ ...plainRecord(), places: undefined })],
    ["a list", "[]"],
    ["a moment that is none", JSON.stringify({ ...plainRecord(), at: "@octocat hi" })],
    ["a field of another type", JSON.stringify({ ...plainRecord(), places: [{ model: 3 }] })],
  ])("that is %s is refused by name", (_, text) => {
    expect(() => readRecord(text, "seen.jsonl")).toThrow(/`seen\.jsonl` is not a record of a scan/);
  });

  it("of a later format is left to who wrote it", () => {
    expect(() => readRecord(JSON.stringify({ ...plainRecord(), format: 3 }), "seen.jsonl")).toThrow(/has format 3/);
  });
});
