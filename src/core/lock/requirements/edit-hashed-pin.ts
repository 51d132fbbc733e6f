import { editRequirements, readText } from "../../manifest/edit/edit-requirements.ts";
import { type EditResult, refused, type SpecifierEdit } from "../../manifest/edit/specifier-edit.ts";
import { quoted } from "../../manifest/quoted.ts";
import { readRequirementsFile } from "../../manifest/requirements-txt/read-requirements-file.ts";
import type { PackageName } from "../../python/name.ts";
import { compareVersions, type Version } from "../../python/version.ts";
import { pinnedVersion } from "./lock-of-requirements.ts";

/** Another version of one package of a hashed requirements file. */
export interface PinEdit {
  readonly name: PackageName;
  /** The version that the file has: a file with markers may pin one package at several. */
  readonly from: Version;
  readonly to: Version;
  /** `sha256:…` of every file of the new version that may be installed. */
  readonly hashes: readonly string[];
}

/**
 * Changes pins of a requirements file with their hashes, and nothing else: comments, order, markers and line breaks stay. Content in,
 * content out; refused where the file does not pin the package at the version, or the new version comes without hashes.
 */
export function editHashedPins(content: string, edits: readonly PinEdit[]): EditResult {
  const path = "requirements.txt";
  const read = (file: string): ReturnType<typeof readRequirementsFile> => readRequirementsFile(file);
  const lines = readText(read, path, content.replace(/^\uFEFF/, ""));
  const changes: SpecifierEdit[] = [];
  for (const { name, from, to, hashes } of edits) {
    const pins = lines.filter(({ specifier }) => {
      const version = specifier.name === name ? pinnedVersion(specifier) : null;
      return version !== null && compareVersions(version, from) === 0;
    });
    if (pins.length === 0)
      return refused(`The file does not pin ${quoted(`${name}==${from.text}`)}.`, "Read the file again.");
    // In an order of their own, as compilers write them: the same hashes make the same file.
    const sorted = [...new Set(hashes)].sort();
    for (const requirement of pins) changes.push({ requirement, specifier: `==${to.text}`, hashes: sorted });
  }
  return editRequirements(read, content, changes);
}
