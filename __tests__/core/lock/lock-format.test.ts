import { describe, expect, it } from "@jest/globals";
import { lockFormatOf, lockFormats } from "../../../src/core/lock/lock-format.ts";
import { fc } from "../../support/fast-check.ts";

describe("the formats of locks", () => {
  it("are known by the names that their tools give", () => {
    for (const { id, fileName } of lockFormats) expect(lockFormatOf(`a/${fileName}`)?.id).toBe(id);
  });

  // `resolve` does not load their readers where every file that it is given is named like this.
  it("have no name of plain requirements among them", () => {
    const names = fc.tuple(fc.constantFrom(...lockFormats.map(({ fileName }) => fileName), "a"), fc.string());
    fc.assert(
      fc.property(names, fc.constantFrom(".txt", ".in", ".TXT"), ([name, more], ending) => {
        expect(lockFormatOf(`${name}${more}${ending}`)).toBeNull();
      }),
    );
  });
});
