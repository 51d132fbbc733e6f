import { expect } from "@jest/globals";
import { editRequirements } from "../../src/core/manifest/edit/edit-requirements.ts";
import type { Reading } from "../../src/core/manifest/reading.ts";
import type { ManifestReading } from "../../src/core/manifest/requirement.ts";
import { formatSpecifierSet } from "../../src/core/python/specifier.ts";
import { readFiles } from "./read-files.ts";

/** Edits one version of a file and holds that reading it again gives exactly that change, and that the bytes around it stay. */
export function editsOneVersion(
  read: (path: string) => Reading<ManifestReading>,
  path: string,
  content: string,
  name: string,
  specifier: string,
): string {
  const before = readFiles(read(path), { [path]: content });
  const requirement = before.requirements.find((one) => one.specifier.name === name);
  if (requirement === undefined) throw new Error(`The file has no requirement ${name}.`);
  const result = editRequirements(read, content, [{ requirement, specifier }]);
  if (result.kind !== "edited") throw new Error(result.why);
  const after = readFiles(read(path), { [path]: result.content });
  const versions = (reading: ManifestReading): readonly string[] =>
    reading.requirements.map((one) => `${one.specifier.name} ${formatSpecifierSet(one.specifier.specifier)}`);
  const at = before.requirements.indexOf(requirement);
  expect(versions(after).filter((_, index) => index !== at)).toEqual(
    versions(before).filter((_, index) => index !== at),
  );
  const { site } = requirement;
  if (site?.kind !== "span") throw new Error("The requirement has no span to edit.");
  const mark = content.startsWith("\uFEFF") ? 1 : 0;
  expect(result.content.startsWith(content.slice(0, site.start + mark))).toBe(true);
  expect(result.content.endsWith(content.slice(site.end + mark))).toBe(true);
  return result.content;
}
