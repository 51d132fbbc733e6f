import { quoted } from "../quoted.ts";
import { findOption, nearestOption, type OptionSpec } from "./option-table.ts";
import { shellWords, type Word } from "./shell-words.ts";

/** One option of a line. Spans count in the line's text. */
export interface GivenOption {
  readonly spec: OptionSpec;
  /** The option's full name, such as `--requirement`, or its short form as written. */
  readonly name: string;
  readonly value: Word | null;
  readonly start: number;
  readonly end: number;
}

/** What is wrong with an option line, and where in it. */
export interface OptionFault {
  readonly code: string;
  readonly message: string;
  readonly hint: string;
  readonly start: number;
  readonly end: number;
}

export interface ParsedOptions {
  readonly options: readonly GivenOption[];
  readonly faults: readonly OptionFault[];
}

/** Reads the options that start at `from` as Python's optparse does: `-rX`, `-r X`, `--long X`, `--long=X`. */
export function parseOptions(text: string, from: number): ParsedOptions {
  const split = shellWords(text, from);
  if (!split.ok) {
    const message = "A quotation is never closed, or a backslash escapes nothing.";
    const hint = "Close the quotation, or remove the mark.";
    return {
      options: [],
      faults: [{ code: "requirements/invalid-option", message, hint, start: split.offset, end: text.length }],
    };
  }
  const options: GivenOption[] = [];
  const faults: OptionFault[] = [];
  for (let index = 0; index < split.words.length; index++) {
    const word = split.words[index] as Word;
    const given = optionOf(word, split.words[index + 1]);
    if ("code" in given) {
      faults.push(given);
      continue;
    }
    options.push(given);
    if (given.value !== null && given.value.start > word.start && given.value.start >= word.end) index++;
  }
  return { options, faults };
}

function optionOf(word: Word, next: Word | undefined): GivenOption | OptionFault {
  if (!word.value.startsWith("-") || word.value === "-") return strayWord(word);
  const { name, attached, offset } = splitOption(word.value);
  const match = findOption(name);
  if (match.kind !== "found") return unknownOption(word, name, match.kind === "ambiguous" ? match.names : []);
  const { spec } = match;
  const base = { spec, name: match.name, start: word.start };
  if (!spec.takesValue) {
    if (attached === null) return { ...base, value: null, end: word.end };
    return fault(word, `\`${match.name}\` takes no value.`, `Write \`${match.name}\` alone.`);
  }
  if (attached !== null) {
    const value = { ...word, value: attached, start: Math.min(word.start + offset, word.end) };
    return { ...base, value, end: word.end };
  }
  if (next === undefined)
    return fault(word, `\`${match.name}\` needs a value.`, `Write \`${match.name}\` with a value, or remove it.`);
  return { ...base, value: next, end: next.end };
}

function splitOption(word: string): { name: string; attached: string | null; offset: number } {
  if (!word.startsWith("--")) {
    const rest = word.slice(2);
    return { name: word.slice(0, 2), attached: rest === "" ? null : rest, offset: 2 };
  }
  const equals = word.indexOf("=");
  if (equals === -1) return { name: word, attached: null, offset: 0 };
  return { name: word.slice(0, equals), attached: word.slice(equals + 1), offset: equals + 1 };
}

function unknownOption(word: Word, name: string, ambiguous: readonly string[]): OptionFault {
  if (ambiguous.length > 0) {
    return fault(word, `${quoted(name)} could be any of ${ambiguous.join(", ")}.`, "Write the option in full.");
  }
  const near = nearestOption(name);
  const hint = near === null ? "Remove it, or pass it to pip on its command line." : `Did you mean \`${near}\`?`;
  return fault(word, `${quoted(name)} is not an option of requirements files.`, hint);
}

function strayWord(word: Word): OptionFault {
  return {
    code: "requirements/unread-text",
    message: `${quoted(word.value)} stands after an option's value, where pip reads nothing.`,
    hint: "Put it on a line of its own, or remove it.",
    start: word.start,
    end: word.end,
  };
}

function fault(word: Word, message: string, hint: string): OptionFault {
  return { code: "requirements/invalid-option", message, hint, start: word.start, end: word.end };
}
