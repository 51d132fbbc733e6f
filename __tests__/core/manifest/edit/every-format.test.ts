import { describe, expect, it } from "@jest/globals";
import { namedFormat } from "../../../../src/core/manifest/manifest-format.ts";
import type { Requirement } from "../../../../src/core/manifest/requirement.ts";
import { formatSpecifierSet } from "../../../../src/core/python/specifier.ts";
import { fc } from "../../../support/fast-check.ts";
import { readingFrom } from "../reading-from.ts";
import { type FormatSample, type Line, samples } from "./format-samples.ts";

/** What the format writes between lines, and in front of the file. */
const layout = fc.record({
  lineBreak: fc.constantFrom("\n", "\r\n"),
  mark: fc.constantFrom("", "\uFEFF"),
  indent: fc.constantFrom("    ", "  ", "\t"),
  comment: fc.constantFrom("", "  # pinned", "\t# größer, 好 — why: `x`"),
  quote: fc.constantFrom("'", '"'),
  trailingComma: fc.boolean(),
});

const names = ["torch", "numpy", "Typing_Extensions", "pillow", "scikit-learn", "transformers"] as const;
const oldClauses = ["==2.1.0", ">=1.0,<3", "~=2.2", "!=2.0", ">=4", "==2.0.post1"] as const;
const newClauses = ["==9.8.7", "<9,>=8.1", "~=7.6", ">=6", "==9.1rc1", "!=5.5"] as const;

const lines: fc.Arbitrary<readonly Line[]> = fc
  .uniqueArray(fc.constantFrom(...names), { minLength: 1, maxLength: 5 })
  .chain((chosen) =>
    fc.tuple(
      ...chosen.map((name) =>
        fc.record({
          name: fc.constant(name),
          clauses: fc.constantFrom(...oldClauses),
          extras: fc.boolean(),
          marker: fc.boolean(),
        }),
      ),
    ),
  );

function read(sample: FormatSample, content: string): readonly Requirement[] {
  const format = namedFormat(sample.path);
  const reading = readingFrom({ [sample.path]: content }, format.read(sample.path, { extras: "all", groups: "all" }));
  expect(reading.problems.filter(({ severity }) => severity === "error")).toEqual([]);
  return reading.requirements;
}

const clausesOf = (requirement: Requirement): string => formatSpecifierSet(requirement.specifier.specifier);
const essence = (requirement: Requirement): string =>
  `${requirement.specifier.name} ${clausesOf(requirement)} ${requirement.specifier.extras.join()} ${requirement.kind}`;

describe.each(samples.map((sample) => [sample.title, sample] as const))("%s", (_, sample) => {
  it("reads what was written, and an edit changes that version alone", () => {
    fc.assert(
      fc.property(lines, layout, fc.nat(), fc.constantFrom(...newClauses), (given, style, which, wanted) => {
        const content = style.mark + sample.write(given, style).replaceAll("\n", style.lineBreak);
        const before = read(sample, content);
        expect(before).toHaveLength(given.length);
        const at = which % before.length;
        const requirement = before[at] as Requirement;
        const result = namedFormat(sample.path).edit(content, [{ requirement, specifier: wanted }]);
        expect(result).toMatchObject({ kind: "edited" });
        if (result.kind !== "edited") return;
        const after = read(sample, result.content);
        expect(after.filter((_item, index) => index !== at).map(essence)).toEqual(
          before.filter((_item, index) => index !== at).map(essence),
        );
        expect(clausesOf(after[at] as Requirement)).toBe(wanted);
        expectOnlyOneSpan(content, result.content, requirement);
      }),
      { numRuns: 60 },
    );
  });

  it("refuses an edit that was made for another content", () => {
    const style = { indent: "  ", comment: "", quote: '"', trailingComma: true };
    const [first, second] = [
      { name: "torch", clauses: "==2.1.0", extras: false, marker: false },
      { name: "numpy", clauses: "==1.26.0", extras: false, marker: false },
    ] as const;
    const [requirement] = read(sample, sample.write([first, second], style));
    const other = sample.write([second, first], style);
    const result = namedFormat(sample.path).edit(other, [
      { requirement: requirement as Requirement, specifier: "==9" },
    ]);
    expect(result).toMatchObject({ kind: "refused", why: expect.stringContaining("not the one that was read") });
  });
});

describe("a version of Poetry that stands alone", () => {
  const sample = { path: "pyproject.toml" } as FormatSample;
  const content = (version: string): string =>
    `[tool.poetry]\nname = "p"\n[tool.poetry.dependencies]\npython = "^3.9"\ntorch = "${version}"\n`;
  const moved = (from: string, specifier: string): unknown => {
    const requirement = read(sample, content(from)).find((one) => one.specifier.name === "torch") as Requirement;
    return namedFormat(sample.path).edit(content(from), [{ requirement, specifier }]);
  };

  it("is written so when it moves, and with an operator where it stood with one or where the clauses need it", () => {
    expect(moved("2.1.0", "==2.6.0")).toEqual({ kind: "edited", content: content("2.6.0") });
    expect(moved("==2.1.0", "==2.6.0")).toEqual({ kind: "edited", content: content("==2.6.0") });
    expect(moved("2.1.0", ">=2.6,<3")).toEqual({ kind: "edited", content: content(">=2.6,<3") });
    expect(moved("2.1.0", "==2.6.*")).toEqual({ kind: "edited", content: content("==2.6.*") });
  });
});

/** What stands before and behind the span that the reader gave is what it was, byte for byte. */
function expectOnlyOneSpan(before: string, after: string, { site }: Requirement): void {
  const shift = before.startsWith("\uFEFF") ? 1 : 0;
  if (site?.kind !== "span") throw new Error("there is no span");
  const start = (site.shellWord?.start ?? site.start) + shift;
  const end = (site.shellWord?.end ?? site.end) + shift;
  expect(after.slice(0, start)).toBe(before.slice(0, start));
  expect(after.slice(after.length - (before.length - end))).toBe(before.slice(end));
}
