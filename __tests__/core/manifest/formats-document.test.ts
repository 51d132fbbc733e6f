import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { expect, it } from "@jest/globals";
import { formatGroups } from "../../../scripts/formats/format-groups.ts";
import { renderFormats } from "../../../scripts/formats/render-formats.ts";

const root = path.join(import.meta.dirname, "..", "..", "..");

it("docs/formats.md is what the readers say of themselves", () => {
  expect(readFileSync(path.join(root, "docs", "formats.md"), "utf8")).toBe(renderFormats(formatGroups));
});

it("every format has an id of its own and names a test that is there", () => {
  const formats = formatGroups.flatMap((group) => group.formats);
  expect(new Set(formats.map(({ id }) => id)).size).toBe(formats.length);
  expect(formats.filter(({ test }) => !existsSync(path.join(root, test))).map(({ test }) => test)).toEqual([]);
});
