import { describe, expect, it } from "@jest/globals";
import { isGlob, matchesGlob, readGlob } from "../../../src/core/discovery/glob.ts";
import { fc } from "../../support/fast-check.ts";

const matches = (pattern: string, path: string): boolean => matchesGlob(readGlob(pattern), path);

describe("matchesGlob", () => {
  it.each([
    ["models/*", "models/a", true],
    ["models/*", "models/a/b", false],
    ["models/*", "models", false],
    ["models/**", "models/a/b", true],
    ["models/**", "models", true],
    ["**/serving", "serving", true],
    ["**/serving", "a/b/serving", true],
    ["a/**/b", "a/b", true],
    ["a/**/**/b", "a/x/y/b", true],
    ["a/*/c/**/d?", "a/b/c/d1", true],
    ["a/*/c/**/d?", "a/b/c/d", false],
    ["req*.txt", "requirements.txt", true],
    ["req*.txt", "requirements.txt.bak", false],
    ["*-v?", "asr-v2-v3", true],
    ["*", ".github", false],
    ["**", ".github/workflows", false],
    [".github/*", ".github/x", true],
    ["./models/*/", "models/a", true],
    ["**", ".", true],
    ["models/*", "modelsx/a", false],
  ])("%s and %s", (pattern, path, wanted) => {
    expect(matches(pattern, path)).toBe(wanted);
  });

  it("matches a path without wildcards with itself alone", () => {
    const segment = fc.string({ unit: fc.constantFrom("a", "b", "-"), minLength: 1, maxLength: 3 });
    const path = fc.array(segment, { minLength: 1, maxLength: 3 }).map((parts) => parts.join("/"));
    fc.assert(fc.property(path, path, (left, right) => matches(left, right) === (left === right) && !isGlob(left)));
  });

  it("agrees with a plain definition on small patterns", () => {
    const sign = fc.string({ unit: fc.constantFrom("a", "b", "*", "?"), minLength: 1, maxLength: 4 });
    const name = fc.string({ unit: fc.constantFrom("a", "b"), minLength: 1, maxLength: 5 });
    const pattern = fc.array(fc.oneof(sign, fc.constant("**")), { minLength: 1, maxLength: 4 });
    const path = fc.array(name, { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(pattern, path, (segments, parts) => {
        return matches(segments.join("/"), parts.join("/")) === matchesPath(segments, parts);
      }),
      { numRuns: 3000 },
    );
  });

  it("does not slow down on many wildcards", () => {
    expect(matches(`${"*a".repeat(200)}`, "a".repeat(5000).concat("b"))).toBe(false);
    expect(matches(Array(100).fill("**/a").join("/"), Array(3000).fill("a").join("/").concat("/b"))).toBe(false);
  });
});

/** The definition, by trying everything: exponential, and obviously right. */
function matchesPath(segments: readonly string[], parts: readonly string[]): boolean {
  const [segment, ...rest] = segments;
  if (segment === undefined) return parts.length === 0;
  if (segment === "**") return matchesPath(rest, parts) || (parts.length > 0 && matchesPath(segments, parts.slice(1)));
  const [part, ...others] = parts;
  return part !== undefined && matchesName(segment, part) && matchesPath(rest, others);
}

function matchesName(pattern: string, name: string): boolean {
  if (pattern === "") return name === "";
  if (pattern.startsWith("*"))
    return matchesName(pattern.slice(1), name) || (name !== "" && matchesName(pattern, name.slice(1)));
  return (
    name !== "" && (pattern.startsWith("?") || pattern[0] === name[0]) && matchesName(pattern.slice(1), name.slice(1))
  );
}
