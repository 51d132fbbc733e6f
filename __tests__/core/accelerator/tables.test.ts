import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "@jest/globals";
import { renderBreaksPage } from "../../../scripts/tables/breaks-page.ts";
import { tableProblems } from "../../../scripts/tables/check.ts";
import { renderTables } from "../../../scripts/tables/document.ts";
import { rawTables } from "../../../src/core/accelerator/embedded-tables.ts";
import { loadTables } from "../../../src/core/accelerator/load-tables.ts";
import { rules } from "../../../src/core/rule/rules.ts";
import { tables } from "./served.ts";

const root = path.join(import.meta.dirname, "..", "..", "..");
const folder = path.join(root, "tables");
const readJson = (...parts: readonly string[]): Record<string, unknown> =>
  JSON.parse(readFileSync(path.join(folder, ...parts), "utf8")) as Record<string, unknown>;
const files = readdirSync(folder)
  .filter((name) => name.endsWith(".json"))
  .map((name) => ({ name, content: readJson(name) }));
const schemas = readdirSync(path.join(folder, "schema")).map((name) => readJson("schema", name));
const embedded = new Set(rawTables.map(({ table }) => `${table}.json`));

describe("the files of tables/", () => {
  it("fit their schemas, have unique keys, and name sources that exist", () => {
    expect(tableProblems(files, schemas, embedded)).toEqual([]);
  });

  it("are told on when they do not", () => {
    const torch = readJson("torch.json");
    const [row] = torch["rows"] as readonly Record<string, unknown>[];
    const broken = {
      ...torch,
      rows: [row, row, { ...row, from: "1.0.0", source: ["nowhere"], sm: ["sm_75"], surprise: 1 }],
    };
    const problems = tableProblems(
      [...files.filter(({ name }) => name !== "torch.json"), { name: "torch.json", content: broken }],
      schemas,
      new Set(),
    );
    const text = problems.join("\n");
    for (const part of [
      "two rows are",
      "no source `nowhere`",
      "must match pattern",
      "must NOT have additional properties",
      "not imported",
    ])
      expect(text).toContain(part);
  });

  it("are what docs/tables.md was written from", () => {
    expect(readFileSync(path.join(root, "docs", "tables.md"), "utf8")).toBe(renderTables(loadTables(rawTables)));
  });

  it("are what the page of known breaks was written from", () => {
    const page = readFileSync(path.join(root, "docs", "rules", "abi-known-breaks.md"), "utf8");
    expect(page).toBe(renderBreaksPage(loadTables(rawTables)));
  });

  it("say which day they are of", () => {
    expect(tables.date).toMatch(/^\d{4}-\d{2}-\d{2}$/);
  });
});

describe("loadTables", () => {
  it("names the table that is missing", () => {
    expect(() => loadTables(rawTables.filter(({ table }) => table !== "gpus"))).toThrow("`gpus`");
  });
});

describe("the pages of docs/rules", () => {
  it("are there for every accelerator, platform and abi rule", () => {
    const ours = rules.map(({ id }) => id).filter((id) => /^(?:abi|accelerator|platform)\//.test(id));
    for (const id of ours)
      expect(readFileSync(path.join(root, "docs", "rules", `${id.replace("/", "-")}.md`), "utf8")).toContain(`# ${id}`);
  });
});
