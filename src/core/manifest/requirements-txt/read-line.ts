import type { Origin } from "../../error.ts";
import { type DependencySpecifier, parseDependencySpecifier } from "../../python/dependency-specifier.ts";
import { mappedSite } from "../edit/clause-span.ts";
import type { EditSite } from "../edit/edit-site.ts";
import { quoted } from "../quoted.ts";
import { expandVariables } from "./environment-variables.ts";
import { allowHint, applyIndexOption, list } from "./index-options.ts";
import { type LineContext, originIn } from "./line-context.ts";
import { type LocalLine, parseLocalLine } from "./local-line.ts";
import { isSpace, sourceOffset } from "./logical-line.ts";
import { type GivenOption, type OptionFault, parseOptions } from "./parse-options.ts";
import { parseRequirementText, type RequirementText, unnamedMessage } from "./requirement-line.ts";
import type { Word } from "./shell-words.ts";

/** A file that a line includes. */
export interface Include {
  readonly written: string;
  /** A backslash was lost to the quoting rules, so `written` is not what the author sees. */
  readonly lostBackslash: boolean;
  readonly kind: "requirement" | "constraint";
  readonly origin: Origin;
}

/** Reads one line into the collector; answers the file that it includes, or null. */
export function readLine(context: LineContext): Include | null {
  const { text } = context.line;
  const optionsAt = optionsStart(text);
  const { options, faults } = parseOptions(text, optionsAt);
  for (const fault of faults) reportFault(context, fault);
  let end = optionsAt;
  while (end > 0 && isSpace(text.charCodeAt(end - 1))) end--;
  if (end > 0) {
    readRequirement(context, 0, end, options);
    return null;
  }
  return readOptionLine(context, options);
}

/** Where the options start: at the first word that begins with a dash. */
function optionsStart(text: string): number {
  if (text.startsWith("-")) return 0;
  for (let dash = text.indexOf("-"); dash !== -1; dash = text.indexOf("-", dash + 1)) {
    if (isSpace(text.charCodeAt(dash - 1))) return dash;
  }
  return text.length;
}

function reportFault(context: LineContext, fault: OptionFault): void {
  const origin = originIn(context, fault.start, fault.end);
  // pip passes over a stray word in silence, so the rest of the reading is what pip would install.
  const severity = fault.code === "requirements/unread-text" ? "not-assessed" : "error";
  context.collector.report({ origin, code: fault.code, message: fault.message, hint: fault.hint, severity });
}

function readOptionLine(context: LineContext, options: readonly GivenOption[]): Include | null {
  const editable = options.find((option) => option.spec.id === "editable");
  if (editable?.value != null) {
    readRequirement(context, editable.value.start, editable.value.end, [], editable.value);
    return null;
  }
  const including = options.filter((option) => option.spec.id === "requirement" || option.spec.id === "constraint");
  for (const extra of including.slice(1)) {
    const message = `${quoted(extra.value?.value ?? "")} is not read: pip follows the first file of a line alone.`;
    reportMisplaced(context, extra, message, "Put it on a line of its own.");
  }
  for (const option of options) {
    const { id } = option.spec;
    if (id === "removed") reportRemoved(context, option);
    else if (option.spec.place === "requirement") {
      const message = `\`${option.name}\` belongs to a requirement, and this line has none.`;
      reportMisplaced(
        context,
        option,
        message,
        "End the requirement's line with a backslash, so that it goes on here.",
      );
    } else if (id !== "requirement" && id !== "constraint") applyIndexOption(context, option);
  }
  const include = including[0];
  if (include?.value == null) return null;
  return includeOf(context, include.value, include.spec.id === "constraint" ? "constraint" : "requirement");
}

function includeOf(context: LineContext, value: Word, kind: Include["kind"]): Include | null {
  const origin = originIn(context, value.start, value.end);
  const { text, missing } = expandVariables(value.value, context.environment);
  const [variable] = missing;
  if (variable === undefined) return { written: text, lostBackslash: value.lostBackslash, kind, origin };
  const message = `Which file ${quoted(value.value)} is depends on ${list(missing)}, which is not expanded, so it is not read.`;
  context.collector.notAssessed(origin, "requirements/environment-variable", message, allowHint(variable));
  return null;
}

function reportRemoved(context: LineContext, option: GivenOption): void {
  const origin = originIn(context, option.start, option.end);
  const message = `\`${option.name}\` is no longer taken by pip.`;
  context.collector.error(origin, "requirements/removed-option", message, "Remove it.");
}

function reportMisplaced(context: LineContext, option: GivenOption, message: string, hint: string): void {
  context.collector.notAssessed(
    originIn(context, option.start, option.end),
    "requirements/misplaced-option",
    message,
    hint,
  );
}

/** Reads the requirement between `start` and `end`; `word` is set where it is the unquoted value of `--editable`. */
function readRequirement(
  context: LineContext,
  start: number,
  end: number,
  options: readonly GivenOption[],
  word: Word | null = null,
): void {
  const { collector, kind } = context;
  const written = word?.value ?? context.line.text.slice(start, end);
  const origin = originIn(context, start, end);
  const hashes = readRequirementOptions(context, options);
  const expansion = expandVariables(written, context.environment);
  const [variable] = expansion.missing;
  const result = parseRequirementText(expansion.text);
  if (variable !== undefined) {
    const message = `${quoted(written)} depends on ${list(expansion.missing)}, which is not expanded.`;
    collector.notAssessed(origin, "requirements/environment-variable", message, allowHint(variable));
    if (result.kind !== "specifier" || result.specifier.url === null) return;
  }
  if (result.kind === "invalid") {
    const at = expansion.changed || word !== null ? start : Math.min(start + result.offset, end - 1);
    const message = `${quoted(written)} is not a requirement: ${result.message}`;
    collector.error(originIn(context, at, end), "requirements/invalid-line", message, result.hint);
    return;
  }
  const local = kind === "direct" && variable === undefined ? localLineOf(expansion.text, result, origin) : null;
  if (local !== null) context.takeLocal?.(local);
  if (result.kind === "unnamed") {
    if (local !== null && context.takeLocal !== undefined) return;
    const { message, hint } = unnamedMessage(written, result.what);
    collector.notAssessed(origin, "requirements/unnamed", message, hint);
    return;
  }
  if (kind === "constraint") checkConstraint(context, result.specifier, origin);
  const site = word === null && !expansion.changed ? siteOf(context, written, start, options) : null;
  collector.add({
    specifier: result.specifier,
    text: written,
    kind,
    origin,
    hashes,
    ...(site === null ? {} : { site }),
  });
}

function localLineOf(text: string, result: RequirementText, origin: Origin): LocalLine | null {
  if (result.kind === "invalid" || (result.kind === "unnamed" && result.what !== "path")) return null;
  const specifier = result.kind === "specifier" ? result.specifier : null;
  return parseLocalLine(specifier?.url ?? text, origin, specifier);
}

/** Where the line's version stands, and the hashes behind it. A path or an address has none. */
function siteOf(
  context: LineContext,
  written: string,
  start: number,
  options: readonly GivenOption[],
): EditSite | null {
  if (!parseDependencySpecifier(written).ok) return null;
  const { line, source } = context;
  const site = mappedSite(written, (at) => sourceOffset(line, start + at));
  const hashes = options.filter(({ spec }) => spec.id === "hash");
  const [first, second] = hashes;
  const last = hashes.at(-1);
  if (site.kind !== "span" || first === undefined || last === undefined) return site;
  const from = sourceOffset(line, first.start);
  const between =
    second === undefined
      ? source.text.slice(sourceOffset(line, start + written.length - 1) + 1, from)
      : source.text.slice(sourceOffset(line, first.end - 1) + 1, sourceOffset(line, second.start));
  const separator = /^\s*(?:\\(?:\r\n|\n|\r)\s*)?$/.test(between) ? between : " ";
  return { ...site, hashes: { start: from, end: sourceOffset(line, last.end - 1) + 1, separator } };
}

/** pip refuses extras on a constraint; uv passes over them. */
function checkConstraint(context: LineContext, specifier: DependencySpecifier, origin: Origin): void {
  if (specifier.extras.length === 0 || context.dialect === "uv") return;
  const message = `The constraint on \`${specifier.displayName}\` names extras, which a constraint cannot have.`;
  context.collector.error(
    origin,
    "requirements/constraint-with-extras",
    message,
    "Remove the brackets, or move the line to a requirements file.",
  );
}

/** Answers the hashes, and reports options that do not belong to a requirement. */
function readRequirementOptions(context: LineContext, options: readonly GivenOption[]): readonly string[] {
  const hashes: string[] = [];
  for (const option of options) {
    const { id } = option.spec;
    if (id === "removed") reportRemoved(context, option);
    else if (option.spec.place === "file") {
      const message = `\`${option.name}\` after a requirement is passed over by pip and refused by uv.`;
      reportMisplaced(context, option, message, "Put it on a line of its own.");
    } else if (id === "hash" && option.value !== null) {
      const hash = readHash(context, option.value);
      if (hash !== null) hashes.push(hash);
    }
  }
  return hashes;
}

/** Hex digits of each algorithm that pip takes; uv takes more. */
const digestLengths = new Map([
  ["sha256", 64],
  ["sha384", 96],
  ["sha512", 128],
]);
const moreDigestLengths = new Map([
  ["md5", 32],
  ["blake2b", 128],
]);

function readHash(context: LineContext, value: Word): string | null {
  const colon = value.value.indexOf(":");
  const algorithm = value.value.slice(0, Math.max(colon, 0)).toLowerCase();
  const digest = value.value.slice(colon + 1).toLowerCase();
  const length =
    digestLengths.get(algorithm) ?? (context.dialect === "uv" ? moreDigestLengths.get(algorithm) : undefined);
  if (length === digest.length && /^[0-9a-f]+$/.test(digest)) return `${algorithm}:${digest}`;
  const message =
    length === undefined
      ? `${quoted(value.value)} is not a hash: \`sha256:\`, \`sha384:\` or \`sha512:\` and the digest were expected.`
      : `${quoted(value.value)} is not a ${algorithm} hash: ${length} hexadecimal digits were expected.`;
  const origin = originIn(context, value.start, value.end);
  context.collector.error(
    origin,
    "requirements/invalid-hash",
    message,
    "Compile the file again, or copy the hash from the index.",
  );
  return null;
}
