import { describe, expect, it } from "@jest/globals";
import { failureError, oneLine, permissionLines } from "../../../src/shell/github/failure.ts";
import { nextPage } from "../../../src/shell/github/link-header.ts";
import { parseRepository } from "../../../src/shell/github/repository.ts";
import { readMarker, stickyBody } from "../../../src/shell/github/sticky-body.ts";
import { fc } from "../../support/fast-check.ts";

describe("the permissions to add", () => {
  const lines = (accepted: string, route = "POST /repos/{owner}/{repo}/issues/{issue_number}/comments") =>
    permissionLines({ route, headers: { "x-accepted-github-permissions": accepted } }, "write");

  it.each([
    ["issues=write; pull_requests=write", "`permissions:\n  pull-requests: write\n  contents: read`"],
    [
      "pull_requests=write,contents=read; issues=read,contents=read",
      "`permissions:\n  pull-requests: write\n  contents: read`",
    ],
    ["contents=write", "`permissions:\n  contents: write`"],
    ["", "`permissions:\n  pull-requests: write\n  contents: read`"],
    ["$(evil)=write\n", "`permissions:\n  pull-requests: write\n  contents: read`"],
  ])("of %j", (accepted, expected) => {
    expect(lines(accepted)).toBe(expected);
  });
});

describe("what GitHub says", () => {
  it("becomes one line of bounded length", () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 5000 }), (text) => {
        const line = oneLine(text);
        return line.length <= 300 && !/[\r\n\u2028\u2029]/.test(line);
      }),
    );
  });

  it.each([
    [401, "github/unauthorized"],
    [403, "github/refused"],
    [404, "github/not-found"],
    [410, "github/gone"],
    [422, "github/invalid-request"],
    [429, "github/rate-limited"],
    [503, "github/unavailable"],
    [null, "github/unavailable"],
  ])("%p is %s", (status, code) => {
    expect(failureError({ route: "GET /user", status, headers: {}, message: "m" }).code).toBe(code);
  });
});

describe("the next page", () => {
  const base = "https://api.github.com";
  it.each([
    [undefined, null],
    ["", null],
    [`<${base}/x?page=1>; rel="prev"`, null],
    [
      `<${base}/x?page=1>; rel="prev", <${base}/x?page=3>; rel="next", <${base}/x?page=9>; rel="last"`,
      `${base}/x?page=3`,
    ],
    [`<${base}/x?a=1,2&page=3>; rel=next`, `${base}/x?a=1,2&page=3`],
    ["nonsense, <", null],
  ])("of %j", (header, next) => {
    expect(nextPage(header, base)).toBe(next);
  });

  it.each(["http://api.github.com/x", "https://api.github.com.evil.example/x", "//evil.example/x"])(
    "is refused at %s",
    (address) => {
      expect(() => nextPage(`<${address}>; rel="next"`, base)).toThrow(
        expect.objectContaining({ code: "github/unexpected-answer" }),
      );
    },
  );
});

describe("a repository", () => {
  it("is an owner and a name", () => {
    expect(parseRepository("octo/models.v2")).toEqual({ owner: "octo", repo: "models.v2" });
  });
  it.each(["", "octo", "octo/", "/models", "a/b/c", "../models", "octo/..", "octo/mo dels", "octo/m?x"])(
    "is not %j",
    (text) => {
      expect(() => parseRepository(text)).toThrow(expect.objectContaining({ code: "github/repository" }));
    },
  );
});

describe("a sticky body", () => {
  it("names its key, and is intact until somebody edits it", () => {
    const text = fc.string({ unit: "grapheme", maxLength: 300 });
    fc.assert(
      fc.property(text, text, (before, after) => {
        const body = stickyBody("check", before);
        const marker = readMarker(body);
        const edited = readMarker(`${after}X${body}`);
        return marker?.key === "check" && marker.intact && edited?.intact === false;
      }),
    );
  });

  it("has the same digest for the same text alone", () => {
    expect(readMarker(stickyBody("check", "a"))?.digest).not.toBe(readMarker(stickyBody("check", "b"))?.digest);
    expect(stickyBody("check", "a")).toBe(stickyBody("check", "a\n\n"));
  });
});
