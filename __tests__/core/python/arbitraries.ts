import { parseSpecifierSet, type SpecifierSet } from "../../../src/core/python/specifier.ts";
import { parseVersion, type Version } from "../../../src/core/python/version.ts";
import { fc } from "../../support/fast-check.ts";

// Few distinct numbers, so that boundaries meet often.
const small = fc.constantFrom("0", "1", "2", "3");
const release = fc.array(small, { minLength: 1, maxLength: 3 }).map((parts) => parts.join("."));
const epoch = fc.oneof({ weight: 6, arbitrary: fc.constant("") }, { weight: 1, arbitrary: fc.constant("1!") });
const optional = (arbitrary: fc.Arbitrary<string>): fc.Arbitrary<string> =>
  fc.oneof({ weight: 2, arbitrary: fc.constant("") }, arbitrary);
const pre = optional(fc.tuple(fc.constantFrom("a", "b", "rc"), small).map((parts) => parts.join("")));
const post = optional(small.map((number) => `.post${number}`));
const dev = optional(small.map((number) => `.dev${number}`));
const local = optional(fc.constantFrom("+1", "+2", "+a", "+a.1", "+cu121", "+1.a"));

const join = (parts: readonly string[]): string => parts.join("");

/** Texts of public versions, normalised. */
export const publicVersionText = fc.tuple(epoch, release, pre, post, dev).map(join);
export const versionText = fc.tuple(publicVersionText, local).map(join);
export const version: fc.Arbitrary<Version> = versionText.map(versionOf);

const ordered = fc.tuple(fc.constantFrom("<", "<=", ">", ">="), publicVersionText).map(join);
const equal = fc.tuple(fc.constantFrom("==", "!="), versionText).map(join);
const prefix = fc.tuple(fc.constantFrom("==", "!="), epoch, release, fc.constant(".*")).map(join);
const compatible = fc.tuple(fc.constant("~="), epoch, release, fc.constant(".1"), pre, post, dev).map(join);

/** Sets of up to four clauses of every operator but `===`, which compares text. */
export const specifierSetText = fc
  .array(fc.oneof(ordered, equal, prefix, compatible), { maxLength: 4 })
  .map((clauses) => clauses.join(","));
export const specifierSet: fc.Arbitrary<SpecifierSet> = specifierSetText.map(setOf);

export function versionOf(text: string): Version {
  const read = parseVersion(text);
  if (read === null) throw new Error(`not a version: ${text}`);
  return read;
}

export function setOf(text: string): SpecifierSet {
  const read = parseSpecifierSet(text);
  if (!read.ok) throw new Error(`not a specifier set: ${text}: ${read.problem.message}`);
  return read.value;
}
