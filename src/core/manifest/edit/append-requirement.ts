import { parseDependencySpecifier } from "../../python/dependency-specifier.ts";
import { quoted } from "../quoted.ts";
import { readText, type WholeReader } from "./edit-requirements.ts";
import { type EditResult, refused } from "./specifier-edit.ts";

/**
 * Adds a requirement as the last line of a requirements or constraints file, with the line breaks that the file has. A
 * file that ends in the middle of a continued line, or that requires hashes, is refused.
 */
export function appendRequirement(read: WholeReader, content: string, requirement: string): EditResult {
  const parsed = parseDependencySpecifier(requirement);
  if (!parsed.ok || /[\r\n#]|\s-/.test(requirement)) {
    return refused(`${quoted(requirement)} is not a requirement.`, "Give one PEP 508 line, such as `urllib3>=2.5`.");
  }
  const lineBreak = /\r\n|\n|\r/.exec(content)?.[0] ?? "\n";
  if (/\\(?:\r\n|\n|\r)?$/.test(content)) {
    return refused("The last line of the file goes on in the next one.", "Remove the backslash at its end.");
  }
  const open = content !== "" && content !== "\uFEFF" && !/[\r\n]$/.test(content);
  const path = "requirements.txt";
  const before = readText(read, path, content.replace(/^\uFEFF/, ""));
  if (before.some(({ hashes }) => hashes.length > 0)) {
    return refused("The file pins its requirements by hashes.", "Add it to the file that this one is compiled from.");
  }
  const edited = `${content}${open ? lineBreak : ""}${requirement}${lineBreak}`;
  const after = readText(read, path, edited.replace(/^\uFEFF/, ""));
  const added = after.at(-1);
  if (after.length !== before.length + 1 || added?.specifier.name !== parsed.value.name) {
    return refused(`${quoted(requirement)} would not be read at the end of the file.`, "Add it by hand.");
  }
  return { kind: "edited", content: edited };
}
