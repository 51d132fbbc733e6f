import { expect, it } from "@jest/globals";
import { dayOf } from "../../../src/core/report/day.ts";

it.each([
  ["2026-11-21T14:25:00Z", "2026-11-21"],
  ["2026-11-21", "2026-11-21"],
  ["2024-12", "2024-12"],
  ["2024", "2024"],
  ["@everyone", "?"],
  ["2026-1121", "?"],
  ["20261", "?"],
  ["", "?"],
])("of %j is %j", (moment, day) => {
  expect(dayOf(moment)).toBe(day);
});
