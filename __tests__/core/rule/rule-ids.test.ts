import { readFileSync } from "node:fs";
import { expect, it } from "@jest/globals";
import { isRuleId, ruleIds } from "../../../src/core/rule/rule-ids.ts";
import { rules } from "../../../src/core/rule/rules.ts";

it("lists what the documentation lists", () => {
  const page = readFileSync(new URL("../../../docs/rules/README.md", import.meta.url), "utf8");
  const documented = new Set([...page.matchAll(/`([a-z0-9-]+\/[a-z0-9.-]+)`/g)].map(([, id]) => id));
  expect(new Set(ruleIds)).toEqual(new Set([...documented, "advisory"]));
});

it("knows every rule there is, by its id or by the ids of its findings", () => {
  const families = new Map([["project/status", "project/archived"]]);
  expect(rules.map(({ id }) => families.get(id) ?? id).filter((id) => !isRuleId(id))).toEqual([]);
  expect(isRuleId("abi/markupsafe-2.1")).toBe(true);
  expect(isRuleId("relase/yanked")).toBe(false);
});
