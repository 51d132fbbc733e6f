import { describe, expect, it } from "@jest/globals";
import { weekdayOf } from "../../../src/core/calendar.ts";
import { isOpenAt, scheduleText } from "../../../src/core/pull-request/schedule.ts";
import type { PullRequestSchedule, Weekday } from "../../../src/core/pull-request/settings.ts";
import { fc } from "../../support/fast-check.ts";

const schedule = (days: readonly Weekday[], hours: PullRequestSchedule["hours"]): PullRequestSchedule => ({
  days,
  hours,
});

describe("the day of the week", () => {
  it("is the calendar's", () => {
    const moments = fc.date({ min: new Date("1970-01-01"), max: new Date("2199-12-31"), noInvalidDate: true });
    fc.assert(
      fc.property(moments, (moment) => {
        expect(weekdayOf(moment.toISOString().slice(0, 10))).toBe(moment.getUTCDay());
      }),
    );
  });
});

describe("a schedule", () => {
  // 2026-11-02 is a Monday.
  it.each([
    [schedule([], null), "2026-11-02T12:00:00Z", true],
    [schedule(["monday"], null), "2026-11-02T23:59:59Z", true],
    [schedule(["monday"], null), "2026-11-03T00:00:00Z", false],
    [schedule([], { from: 6, until: 9 }), "2026-11-02T06:00:00Z", true],
    [schedule([], { from: 6, until: 9 }), "2026-11-02T09:00:00Z", false],
    [schedule([], { from: 22, until: 4 }), "2026-11-02T23:00:00Z", true],
    [schedule([], { from: 22, until: 4 }), "2026-11-02T04:00:00Z", false],
    [schedule(["monday"], { from: 22, until: 4 }), "2026-11-03T03:00:00Z", true],
    [schedule(["monday"], { from: 22, until: 4 }), "2026-11-02T03:00:00Z", false],
  ])("%j at %s", (given, moment, open) => {
    expect(isOpenAt(given, moment)).toBe(open);
  });

  it("is said in words", () => {
    expect(scheduleText(schedule(["monday", "friday"], { from: 6, until: 18 }))).toBe(
      "on monday, friday, 06:00 to 18:00 UTC",
    );
  });
});
