import { describe, expect, it } from "@jest/globals";
import { decideRetry, defaultRetryLimits, type FailedAttempt } from "../../../src/shell/github/retry.ts";
import { fc } from "../../support/fast-check.ts";

const now = 1_000_000_000_000;
const failed = (part: Partial<FailedAttempt>): FailedAttempt => ({
  method: "GET",
  status: 500,
  headers: {},
  message: "",
  attempt: 1,
  ...part,
});
const decide = (part: Partial<FailedAttempt>, random = 0) => decideRetry(failed(part), defaultRetryLimits, now, random);
const giveUp = { kind: "give-up" };
const wait = (milliseconds: number) => ({ kind: "wait", milliseconds });

describe("whether a request is tried again", () => {
  it.each([400, 401, 404, 409, 410, 422, 451, 501])("not after a %d", (status) => {
    expect(decide({ status })).toEqual(giveUp);
  });

  it("not after a 403 that is no limit", () => {
    expect(decide({ status: 403, message: "Resource not accessible by integration" })).toEqual(giveUp);
    expect(decide({ status: 403, headers: { "x-ratelimit-remaining": "7" } })).toEqual(giveUp);
  });

  it("with growing waits after a server error, and not for a POST", () => {
    expect(decide({ status: 502 })).toEqual(wait(250));
    expect(decide({ status: null, attempt: 3 })).toEqual(wait(1000));
    expect(decide({ status: 502, method: "PATCH" })).toEqual(wait(250));
    expect(decide({ status: 502, method: "POST" })).toEqual(giveUp);
    expect(decide({ status: null, method: "POST" })).toEqual(giveUp);
  });

  it("as GitHub asks at a limit, whatever the method", () => {
    expect(decide({ status: 429, headers: { "retry-after": "9" }, method: "POST" })).toEqual(wait(9000));
    expect(decide({ status: 403, headers: { "retry-after": "0" } })).toEqual(wait(0));
    const reset = String(now / 1000 + 30);
    expect(decide({ status: 403, headers: { "x-ratelimit-remaining": "0", "x-ratelimit-reset": reset } })).toEqual(
      wait(30_000),
    );
    expect(decide({ status: 403, message: "You have exceeded a secondary rate limit." })).toEqual(wait(60_000));
    expect(decide({ status: 403, message: "You have exceeded a secondary rate limit.", attempt: 2 })).toEqual(
      wait(120_000),
    );
  });

  it("not where the limit lasts longer than a job should wait", () => {
    expect(decide({ status: 429, headers: { "retry-after": "3600" } })).toEqual(giveUp);
  });

  it("by what a header says only where it says a time", () => {
    expect(decide({ status: 429, headers: { "retry-after": "soon" } })).toEqual(wait(60_000));
    expect(decide({ status: 429, headers: { "retry-after": "-5" } })).toEqual(wait(60_000));
  });

  it("a bounded number of times, each wait within its limit", () => {
    const attempts = fc.record({
      method: fc.constantFrom("GET", "POST", "PATCH"),
      status: fc.constantFrom(null, 403, 429, 500, 502, 503),
      attempt: fc.integer({ min: 1, max: 9 }),
      headers: fc.dictionary(fc.constantFrom("retry-after", "x-ratelimit-remaining", "x-ratelimit-reset"), fc.string()),
      message: fc.string(),
    });
    fc.assert(
      fc.property(attempts, fc.double({ min: 0, max: 0.999, noNaN: true }), (part, random) => {
        const decision = decide(part, random);
        if (decision.kind === "give-up") return true;
        const within = decision.milliseconds >= 0 && decision.milliseconds <= defaultRetryLimits.longestWait + 1000;
        return within && part.attempt < defaultRetryLimits.attempts;
      }),
    );
  });
});
