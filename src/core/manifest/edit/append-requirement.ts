import { parseDependencySpecifier } from "../../python/dependency-specifier.ts";
import { formatSpecifierSet } from "../../python/specifier.ts";
import { quoted } from "../quoted.ts";
import type { Requirement } from "../requirement.ts";
import type { AddedAs } from "./added-as.ts";
import { readText, type WholeReader } from "./edit-requirements.ts";
import { type EditResult, refused } from "./specifier-edit.ts";
import { addTomlEntry, addToTomlArray } from "./toml-insert.ts";

/** What is added, and what its line says of it where lines have comments. */
export interface AddedRequirement {
  /** PEP 508, a name with version clauses: `urllib3>=2.6`. */
  readonly text: string;
  /** Plain words without a line break; null for none. */
  readonly comment: string | null;
}

/**
 * Adds a requirement to a manifest in the way that its tool has for it, laid out as the rest is. The result is read again: it has to say what it
 * said before and the new requirement, else the edit is refused.
 */
export function appendRequirement(
  read: WholeReader,
  path: string,
  content: string,
  added: AddedRequirement,
  as: AddedAs,
): EditResult {
  const parsed = parseDependencySpecifier(added.text);
  if (!parsed.ok || parsed.value.url !== null || /[\r\n#]|\s-/.test(`${added.text}${added.comment ?? ""}`)) {
    return refused(`${quoted(added.text)} is not a requirement.`, "Give one PEP 508 line, such as `urllib3>=2.5`.");
  }
  const mark = content.startsWith("\uFEFF") ? "\uFEFF" : "";
  const text = content.slice(mark.length);
  const before = readText(read, path, text);
  if (as.kind === "line" && before.some(({ hashes }) => hashes.length > 0)) {
    return refused("The file pins its requirements by hashes.", "Add it to the file that this one is compiled from.");
  }
  const clauses = formatSpecifierSet(parsed.value.specifier);
  const edited = withAdded(text, added, { name: parsed.value.displayName, clauses }, as, before);
  if (edited === null) {
    return refused(`${quoted(path)} has no place for ${quoted(added.text)}.`, "Add it by hand.");
  }
  const after = readText(read, path, edited);
  // What a line of a requirements file is, depends on how the file is included.
  const key = ({ kind, specifier }: Pick<Requirement, "kind" | "specifier">): string =>
    `${as.kind === "line" ? "" : kind} ${specifier.name} ${formatSpecifierSet(specifier.specifier)}`;
  const rest = after.map(key);
  const at = rest.lastIndexOf(key({ kind: as.as, specifier: parsed.value }));
  if (at === -1 || rest.toSpliced(at, 1).join("\n") !== before.map(key).join("\n")) {
    return refused(`${quoted(added.text)} would not be read where it belongs in ${quoted(path)}.`, "Add it by hand.");
  }
  return { kind: "edited", content: mark + edited };
}

function withAdded(
  text: string,
  { text: requirement, comment }: AddedRequirement,
  { name, clauses }: { readonly name: string; readonly clauses: string },
  as: AddedAs,
  before: readonly Requirement[],
): string | null {
  const line = comment === null ? requirement : `${requirement}  # ${comment}`;
  switch (as.kind) {
    case "array":
      return addToTomlArray(text, as.path, requirement);
    case "entry":
      return addTomlEntry(text, as.table, name, clauses === "" ? "*" : clauses);
    case "line":
      return withLastLine(text, line);
    case "pip-part":
      return withPipLine(text, line, before);
  }
}

/** With the line breaks that the file has; null where its last line goes on in the next one. */
function withLastLine(text: string, line: string): string | null {
  if (/\\(?:\r\n|\n|\r)?$/.test(text)) return null;
  const lineBreak = /\r\n|\n|\r/.exec(text)?.[0] ?? "\n";
  const open = text !== "" && !/[\r\n]$/.test(text);
  return `${text}${open ? lineBreak : ""}${line}${lineBreak}`;
}

/** Behind the last line of the `pip:` part, indented as that is; null where there is none. */
function withPipLine(text: string, line: string, before: readonly Requirement[]): string | null {
  const lines = text.split(/(?<=\n)/);
  const inPip = before.findLast(({ origin }) => {
    const above = lines
      .slice(0, origin.line - 1)
      .findLast((one) => indentOf(one) < indentOf(lines[origin.line - 1] ?? ""));
    return /^\s*- *pip *:/.test(above ?? "");
  });
  const last = inPip === undefined ? null : (lines[inPip.origin.line - 1] ?? null);
  const indent = last === null ? null : /^(\s*-\s+)/.exec(last);
  if (inPip === undefined || last === null || indent === null) return null;
  const lineBreak = /\r?\n$/.exec(last)?.[0] ?? "\n";
  const closed = last.endsWith("\n") ? last : `${last}${lineBreak}`;
  const added = `${indent[1]}${line}${last.endsWith("\n") ? lineBreak : ""}`;
  return [...lines.slice(0, inPip.origin.line - 1), closed, added, ...lines.slice(inPip.origin.line)].join("");
}

const indentOf = (line: string): number => (line.trim() === "" ? Number.POSITIVE_INFINITY : line.search(/\S/));
