import { isValidName, normalizeName } from "../../python/name.ts";
import { quoted, stripCredentials } from "../quoted.ts";
import type { LocatedText } from "../requirement.ts";
import { expandVariables } from "./environment-variables.ts";
import { type LineContext, originIn } from "./line-context.ts";
import type { GivenOption } from "./parse-options.ts";
import type { Word } from "./shell-words.ts";

/** Takes an option that changes where and how packages are found. */
export function applyIndexOption(context: LineContext, option: GivenOption): void {
  const { options } = context.collector;
  const { id } = option.spec;
  if (id === "no-index") options.noIndex = true;
  else if (id === "require-hashes") options.requireHashes = true;
  // uv takes this option on its command line alone and passes over it in a file.
  else if (id === "pre") options.prereleases ||= context.dialect === "pip";
  else if (option.value !== null) applyValue(context, option, option.value);
}

function applyValue(context: LineContext, option: GivenOption, value: Word): void {
  const { options } = context.collector;
  const { id } = option.spec;
  if (id === "no-binary") options.noBinary.push(...names(context, value));
  else if (id === "only-binary") options.onlyBinary.push(...names(context, value));
  else if (id === "index-url") options.indexUrl = indexAddress(context, option.name, value) ?? options.indexUrl;
  else if (id === "extra-index-url") options.extraIndexUrls.push(...some(indexAddress(context, option.name, value)));
  else if (id === "find-links") options.findLinks.push(...some(indexAddress(context, option.name, value)));
}

function some<T>(value: T | null): readonly T[] {
  return value === null ? [] : [value];
}

/** `:all:`, `:none:` or names, separated by commas. */
function names(context: LineContext, value: Word): readonly string[] {
  return value.value.split(",").flatMap((part) => {
    const text = part.trim();
    if (text === ":all:" || text === ":none:") return [text];
    if (isValidName(text)) return [normalizeName(text)];
    const origin = originIn(context, value.start, value.end);
    const hint = "Give package names separated by commas, or `:all:` or `:none:`.";
    context.collector.error(origin, "requirements/invalid-option", `${quoted(text)} is not a package name.`, hint);
    return [];
  });
}

/**
 * An index's address. Variables that stand in its user information alone do not hide which index it is, so it is kept
 * without them; any other variable does.
 */
function indexAddress(context: LineContext, option: string, value: Word): LocatedText | null {
  const { collector, environment } = context;
  const origin = originIn(context, value.start, value.end);
  const expansion = expandVariables(value.value, environment);
  const [variable] = expansion.missing;
  if (variable === undefined) return address(context, option, expansion.text, origin);
  const bare = expandVariables(stripCredentials(value.value), environment);
  if (bare.missing.length === 0) {
    const message = `The credentials of ${quoted(bare.text)} are in ${list(expansion.missing)}, which is not expanded: the index is asked without them.`;
    collector.notAssessed(origin, "requirements/environment-variable", message, allowHint(variable));
    return address(context, option, bare.text, origin);
  }
  const message = `${quoted(value.value)} depends on ${list(bare.missing)}, which is not expanded: this index is not asked, so packages from it may be missing or differ.`;
  collector.notAssessed(origin, "requirements/environment-variable", message, allowHint(variable));
  return null;
}

function address(
  context: LineContext,
  option: string,
  text: string,
  origin: LocatedText["origin"],
): LocatedText | null {
  const { collector } = context;
  if (/^https?:\/\//i.test(text) && URL.canParse(text)) return { text, origin };
  if (/^https?:/i.test(text)) {
    const message = `${quoted(text)} is not an address that \`${option}\` can take.`;
    collector.error(origin, "requirements/invalid-option", message, "Give an `https://` address.");
    return null;
  }
  const message = `${quoted(text)} is a local folder or no web address, so what \`${option}\` would find there is not assessed.`;
  collector.notAssessed(
    origin,
    "requirements/local-index",
    message,
    "Packages found there alone are not known; publish them to an index.",
  );
  return null;
}

export function allowHint(variable: string): string {
  return `Write the value in place of \`\${${variable}}\`, or allow the variable to be expanded.`;
}

export function list(names_: readonly string[]): string {
  return names_.map((name) => `\`${name}\``).join(", ");
}
