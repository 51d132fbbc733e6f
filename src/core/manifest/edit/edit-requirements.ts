import { normalizeName, type PackageName } from "../../python/name.ts";
import { formatSpecifierSet, parseSpecifierSet } from "../../python/specifier.ts";
import { quoted } from "../quoted.ts";
import type { Reading } from "../reading.ts";
import type { ManifestReading, Requirement } from "../requirement.ts";
import { SourceText } from "../source-text.ts";
import type { HashSpan, SpecifierSpan } from "./edit-site.ts";
import { type EditResult, refused, type SpecifierEdit } from "./specifier-edit.ts";

/** A reader of one format, with everything that a choice of extras and groups could leave out. */
export type WholeReader = (path: string) => Reading<ManifestReading>;

const byteOrderMark = "\uFEFF";

interface Replacement {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/**
 * Writes other versions into a manifest: content in, content out, and nothing but the versions changes. The content is
 * read again, so that an edit meant for another content is refused, and the result is read too: an edit whose result
 * would not say exactly what was asked for is refused. A byte order mark is kept.
 */
export function editRequirements(read: WholeReader, content: string, edits: readonly SpecifierEdit[]): EditResult {
  const [first] = edits;
  if (first === undefined) return { kind: "edited", content };
  const path = first.requirement.origin.file;
  const mark = content.startsWith(byteOrderMark) ? byteOrderMark : "";
  const text = content.slice(mark.length);
  const present = readText(read, path, text);
  const places = new Map<string, Place[]>();
  for (const [index, requirement] of present.entries()) {
    const key = placeKey(requirement);
    const same = places.get(key);
    if (same === undefined) places.set(key, [{ index, requirement }]);
    else same.push({ index, requirement });
  }

  const replacements = new Map<number, Replacement>();
  const wanted = new Map<number, Wanted>();
  for (const edit of edits) {
    const found = places.get(placeKey(edit.requirement)) ?? [];
    const [place] = found;
    if (place === undefined) return notThere(edit);
    const change = replacementsOf(place.requirement, edit, text);
    if (!Array.isArray(change)) return change as EditResult;
    for (const replacement of change as readonly Replacement[]) {
      const other = replacements.get(replacement.start);
      if (other !== undefined && other.text !== replacement.text) {
        return refused(
          `${quoted(edit.requirement.text)} is to get two versions at once.`,
          "Give one edit for each requirement.",
        );
      }
      replacements.set(replacement.start, replacement);
    }
    for (const { index } of found)
      wanted.set(index, { specifier: normalised(edit.specifier), name: edit.name ?? null });
  }
  const edited = applied(text, [...replacements.values()]);
  const fault = firstDifference(present, readText(read, path, edited), wanted);
  return fault ?? { kind: "edited", content: mark + edited };
}

/** What a requirement is to say afterwards; `name` is null where it stays. */
interface Wanted {
  readonly specifier: string;
  readonly name: PackageName | null;
}

interface Place {
  readonly index: number;
  readonly requirement: Requirement;
}

/** Requirements of the file itself; files that it includes are edited as files of their own. */
export function readText(read: WholeReader, path: string, text: string): readonly Requirement[] {
  const reading = read(path);
  // With the mark, every reader takes the bytes for UTF-8, whatever a coding line says of the file on disk.
  const bytes = new TextEncoder().encode(byteOrderMark + text);
  let step = reading.next();
  while (step.done !== true) {
    step = reading.next(step.value === path ? { kind: "file", bytes, id: path } : { kind: "missing" });
  }
  return step.value.requirements.filter(({ origin }) => origin.file === path);
}

function placeKey({ origin, text }: Requirement): string {
  return `${origin.line}:${origin.column} ${text}`;
}

function notThere({ requirement }: SpecifierEdit): EditResult {
  const { file, line } = requirement.origin;
  return refused(
    `${quoted(requirement.text)} does not stand in line ${line} of \`${file}\`: the content is not the one that was read.`,
    "Read the file again, and make the edit from that reading.",
  );
}

function replacementsOf(
  requirement: Requirement,
  edit: SpecifierEdit,
  text: string,
): readonly Replacement[] | EditResult {
  const { site } = requirement;
  if (site === undefined) {
    return refused(`Where ${quoted(requirement.text)} states its version is not known.`, "Change it by hand.");
  }
  if (site.kind === "fixed") return refused(`${quoted(requirement.text)}: ${site.why}`, site.hint);
  const parsed = parseSpecifierSet(edit.specifier);
  if (!parsed.ok) {
    return refused(
      `${quoted(edit.specifier)} is not a set of version clauses: ${parsed.problem.message}.`,
      "Give PEP 440 clauses, such as `>=2.4,<3`.",
    );
  }
  const clauses = edit.specifier.trim();
  if (site.exact !== undefined && !oneVersion.test(clauses)) {
    return refused(
      `${quoted(requirement.text)} names its version without an operator, so ${quoted(clauses)} cannot be said there.`,
      "Give one exact version, such as `==5.1.0`.",
    );
  }
  const version = versionReplacement(site, clauses, text);
  const versions = [version];
  if (edit.name !== undefined) {
    const name = nameReplacement(requirement, edit.name, text);
    if (name === null)
      return refused(`${quoted(requirement.text)} does not begin with its name.`, "Change it by hand.");
    versions.push(name);
  }
  if (site.hashes === null) {
    return edit.hashes === undefined || edit.hashes.length === 0
      ? versions
      : refused(`${quoted(requirement.text)} has no hashes to replace.`, "Leave the hashes out.");
  }
  if (edit.hashes === undefined || edit.hashes.length === 0) {
    return refused(
      `${quoted(requirement.text)} is pinned by hashes, which another version does not have.`,
      "Give the hashes of the new version's files, or compile the file again.",
    );
  }
  const fault = edit.hashes.find((hash) => !/^[a-z0-9]+:[0-9a-f]+$/.test(hash));
  if (fault !== undefined) return refused(`${quoted(fault)} is not a hash.`, "Give it as `sha256:` and the digest.");
  return [...versions, hashReplacement(site.hashes, edit.hashes)];
}

/** The name, with which every requirement begins; null where it is written otherwise than it reads. */
function nameReplacement({ origin, specifier }: Requirement, name: PackageName, text: string): Replacement | null {
  const start = new SourceText(origin.file, text).offsetAt(origin.line, origin.column);
  const written = /^["']?([A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?)/.exec(text.slice(start, start + 300));
  if (written?.[1] === undefined || normalizeName(written[1]) !== specifier.name) return null;
  const from = start + written[0].length - written[1].length;
  return { start: from, end: from + written[1].length, text: name };
}

/** Clauses that say one exact version. */
const oneVersion = /^==\s*[^\s,*]+$/;

function versionReplacement(site: SpecifierSpan, clauses: string, text: string): Replacement {
  const { start, end, before, after, any, shellWord } = site;
  if (site.exact !== undefined) return { start, end, text: yamlVersion(clauses.slice(2).trim(), text[start - 1]) };
  if (shellWord !== undefined && /[^\w.=+,~-]/.test(clauses)) {
    const word = text.slice(shellWord.start, start) + clauses + text.slice(end, shellWord.end);
    return { ...shellWord, text: `"${word}"` };
  }
  if (site.bare === true && oneVersion.test(clauses)) return { start, end, text: clauses.slice(2).trim() };
  // An insertion right behind a name that ends a word needs nothing between; clauses begin with an operator.
  const written = before + (clauses === "" ? any : clauses) + after;
  return { start, end, text: written === text.slice(start, end) ? text.slice(start, end) : written };
}

/** YAML would take `5.10` for the number 5.1 where no quotation mark stands around it. */
function yamlVersion(version: string, before: string | undefined): string {
  return /^\d+(?:\.\d*)?$/.test(version) && before !== '"' && before !== "'" ? `"${version}"` : version;
}

function hashReplacement({ start, end, separator }: HashSpan, hashes: readonly string[]): Replacement {
  return { start, end, text: hashes.map((hash) => `--hash=${hash}`).join(separator) };
}

function applied(text: string, replacements: readonly Replacement[]): string {
  const parts: string[] = [];
  let from = 0;
  for (const { start, end, text: written } of replacements.toSorted((left, right) => left.start - right.start)) {
    parts.push(text.slice(from, start), written);
    from = end;
  }
  return parts.join("") + text.slice(from);
}

function normalised(specifier: string): string {
  const parsed = parseSpecifierSet(specifier);
  return parsed.ok ? formatSpecifierSet(parsed.value) : specifier;
}

/** Every requirement has to be what it was, but for the versions that were asked for. */
function firstDifference(
  before: readonly Requirement[],
  after: readonly Requirement[],
  wanted: ReadonlyMap<number, Wanted>,
): EditResult | null {
  for (const [index, requirement] of before.entries()) {
    const now = after[index];
    const expected = wanted.get(index)?.specifier ?? formatSpecifierSet(requirement.specifier.specifier);
    const name = wanted.get(index)?.name ?? requirement.specifier.name;
    const same =
      now !== undefined &&
      now.specifier.name === name &&
      now.specifier.extras.join() === requirement.specifier.extras.join() &&
      now.specifier.url === requirement.specifier.url &&
      formatSpecifierSet(now.specifier.specifier) === expected;
    if (!same) {
      return refused(
        `With this version, ${quoted(requirement.text)} would not read as it should: its format cannot say it there.`,
        "Change it by hand.",
      );
    }
  }
  return before.length === after.length
    ? null
    : refused("The edit would add or remove requirements.", "Change it by hand.");
}
