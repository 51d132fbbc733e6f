import { describe, expect, it } from "@jest/globals";
import { judgeLicence, type LicenceVerdict } from "../../../src/core/licence/judge-licence.ts";
import { byBeginning, byClassifier, byTitle } from "../../../src/core/licence/known-titles.ts";
import { parseLicenceExpression } from "../../../src/core/licence/licence-expression.ts";
import { readLicence } from "../../../src/core/licence/read-licence.ts";
import type { StatedLicence } from "../../../src/core/resolution/resolution.ts";
import { fc } from "../../support/fast-check.ts";

const stated = (parts: Partial<StatedLicence>): StatedLicence => ({
  expression: null,
  text: null,
  classifiers: [],
  ...parts,
});
const expression = (text: string): StatedLicence => stated({ expression: text });
const text = (words: string, ...classifiers: string[]): StatedLicence =>
  stated({ text: words, classifiers: classifiers.map((one) => `License :: ${one}`) });
const classifiers = (...named: string[]): StatedLicence =>
  stated({ classifiers: named.map((one) => `License :: ${one}`) });

const lists = {
  allowed: ["MIT", "Apache-2.0", "BSD-3-Clause", "BSD-2-Clause", "GPL-3.0-only"],
  denied: ["AGPL-3.0-only"],
};
const verdictOf = (of: StatedLicence, by = lists): LicenceVerdict => judgeLicence(readLicence(of), by);

describe("judgeLicence", () => {
  it.each<[string, StatedLicence, LicenceVerdict]>([
    ["an allowed one", expression("MIT"), "allowed"],
    ["one that is on neither list", expression("MPL-2.0"), "not-allowed"],
    ["a denied one", expression("AGPL-3.0-only"), "denied"],
    ["a later version of a denied one", expression("AGPL-3.0-or-later"), "denied"],
    ["one that may be used as an allowed one", expression("GPL-3.0-or-later"), "allowed"],
    ["a choice with a good side", expression("AGPL-3.0-only OR MIT"), "allowed"],
    ["a choice without one", expression("AGPL-3.0-only OR MPL-2.0"), "not-allowed"],
    ["two that both bind", expression("MPL-2.0 AND (Apache-2.0 OR MIT)"), "not-allowed"],
    ["two that both bind, one of them denied", expression("MIT AND AGPL-3.0-only"), "denied"],
    ["an exception to an allowed one", expression("Apache-2.0 WITH LLVM-exception"), "allowed"],
    ["a reference of one's own", expression("LicenseRef-NVIDIA-Proprietary"), "not-allowed"],
    ["the title of an allowed one", text("Apache License, Version 2.0"), "allowed"],
    ["an id in the old field", text("BSD-3-Clause"), "allowed"],
    ["a vague classifier beside a clear title", text("BSD 3-Clause License", "OSI Approved :: BSD License"), "allowed"],
    ["a vague classifier, every meaning of which is allowed", classifiers("OSI Approved :: BSD License"), "allowed"],
    [
      "the text of a licence as a whole",
      text(`MIT License\n        Copyright (c) 2020${" and so on".repeat(60)}`),
      "allowed",
    ],
    [
      "two classifiers that are both allowed",
      classifiers("OSI Approved :: MIT License", "OSI Approved :: Apache Software License"),
      "allowed",
    ],
    ["a proprietary one", text("NVIDIA Proprietary Software", "Other/Proprietary License"), "not-allowed"],
    ["no word about it", stated({}), "unknown"],
    ["words that name none", text("see LICENSE"), "unknown"],
    ["an expression that is none", expression("Apache 2"), "unknown"],
    ["fields that exclude each other", text("Apache 2.0", "Other/Proprietary License"), "unknown"],
    ["a classifier that only says that there is one", classifiers("OSI Approved"), "unknown"],
    ["the text of one that is not known", text(`My own terms${" and so on".repeat(60)}`), "unknown"],
    [
      "two classifiers, one of which is not allowed",
      classifiers("OSI Approved :: MIT License", "OSI Approved :: Mozilla Public License 2.0 (MPL 2.0)"),
      "unknown",
    ],
  ])("of %s", (_, of, expected) => {
    expect(verdictOf(of)).toBe(expected);
  });

  it("leaves open what a vague word means, where the meanings differ", () => {
    const narrow = { allowed: ["BSD-3-Clause"], denied: [] };
    expect(verdictOf(classifiers("OSI Approved :: BSD License"), narrow)).toBe("unknown");
    expect(verdictOf(text("BSD-3-Clause", "OSI Approved :: BSD License"), narrow)).toBe("allowed");
  });

  it("lets through what is listed to the letter, and denies without a list of what is allowed", () => {
    const exact = { allowed: ["GPL-2.0-only WITH Classpath-exception-2.0"], denied: ["GPL-2.0-only"] };
    expect(verdictOf(expression("GPL-2.0-only WITH Classpath-exception-2.0"), exact)).toBe("allowed");
    expect(verdictOf(expression("GPL-2.0-only"), exact)).toBe("denied");
    const onlyDenied = { allowed: null, denied: ["GPL-2.0-only"] };
    expect(judgeLicence(readLicence(expression("ISC")), onlyDenied)).toBe("allowed");
    expect(judgeLicence(readLicence(stated({})), onlyDenied)).toBe("unknown");
  });
});

describe("readLicence", () => {
  it("says why a licence is not known", () => {
    const why = (of: StatedLicence): string => {
      const read = readLicence(of);
      return read.kind === "unknown" ? read.why : "known";
    };
    expect(why(stated({}))).toBe("its metadata names none");
    expect(why(text("see `LICENSE`"))).toBe("`see 'LICENSE'` names no licence of SPDX's list");
    expect(why(text("Apache 2.0", "Other/Proprietary License"))).toBe(
      "License says `Apache 2.0` and the classifiers say `Other/Proprietary License`",
    );
    expect(why(expression("MIT/Apache"))).toBe("License-Expression `MIT/Apache` is no SPDX expression");
  });

  it("knows only licences of SPDX's list", () => {
    const all = [...byClassifier.values(), ...byTitle.values(), ...byBeginning.map(([, id]) => [id])].flat();
    expect(all.filter((one) => parseLicenceExpression(one) === null)).toEqual([]);
  });

  it("takes any text in bounded time, and never throws", () => {
    const word = fc.constantFrom("MIT", "AND", "OR", "WITH", "(", ")", "+", " ", "GPL-2.0", "LLVM-exception", "é", ":");
    fc.assert(
      fc.property(fc.array(word, { maxLength: 60 }), (words) => {
        const said = words.join(" ");
        const reading = readLicence(expression(said));
        expect(["allowed", "denied", "not-allowed", "unknown"]).toContain(judgeLicence(reading, lists));
      }),
    );
    const choices = Array.from({ length: 24 }, () => "(MIT OR ISC)").join(" AND ");
    expect(verdictOf(expression(choices))).toBe("allowed");
    expect(verdictOf(expression(`${"(".repeat(400)}MIT${")".repeat(400)}`))).toBe("unknown");
  });
});
