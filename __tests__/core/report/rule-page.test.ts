import { readdirSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "@jest/globals";
import { embeddedTables } from "../../../src/core/accelerator/embedded-tables.ts";
import { documentationAddress, rulePage } from "../../../src/core/report/rule-page.ts";
import { rules } from "../../../src/core/rule/rules.ts";

const folder = path.resolve(import.meta.dirname, "../../../docs/rules");
const files = readdirSync(folder).filter((name) => name !== "README.md");

describe("rulePage", () => {
  it("knows every page that there is", () => {
    expect(files.filter((name) => rulePage(name.replace(/\.md$/, "")) !== name)).toEqual([]);
  });

  it("leads every rule to a page that is there", () => {
    const breaks = embeddedTables().abiBreaks.map(({ id }) => `abi/${id}`);
    const others = [
      "policy/package-range",
      "policy/frozen-moved",
      "policy/cooldown",
      "policy/denied-package",
      "licence/unknown",
      "licence/not-allowed",
      "provenance/source-changed",
      "project/archived",
      "manifest/invalid-requirement",
      "resolution/unsatisfiable",
    ];
    const ids = [...rules.map(({ id }) => id), ...breaks, ...others];
    expect(ids.filter((id) => !files.includes(rulePage(id) ?? ""))).toEqual([]);
  });

  it("leads what it does not know nowhere", () => {
    expect([rulePage("toString"), rulePage("other/thing"), rulePage("")]).toEqual([null, null, null]);
  });
});

describe("documentationAddress", () => {
  it("is where the action was taken from", () => {
    const base = "https://github.com/owner/pinwarden/blob/v1/docs/rules";
    expect(documentationAddress("https://github.com", "owner/pinwarden", "v1")).toBe(base);
    expect(documentationAddress("https://git.example.org:8443", "a/b", "0a1b2c")).toBe(
      "https://git.example.org:8443/a/b/blob/0a1b2c/docs/rules",
    );
  });

  it.each([
    ["http://github.com", "a/b", "v1"],
    ["https://github.com/x)](", "a/b", "v1"],
    ["https://github.com", "", "v1"],
    ["https://github.com", "a/b/c", "v1"],
    ["https://github.com", "a/b", ""],
    ["https://github.com", "a/b", "v1)](https://elsewhere.example"],
    ["https://github.com", "a/b", "../../other"],
  ])("is nothing for %s %s at %s", (server, repository, ref) => {
    expect(documentationAddress(server, repository, ref)).toBeNull();
  });
});
