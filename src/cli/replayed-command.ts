import { redactText } from "../shell/http/redact-url.ts";

/** Options with a value that say where a run writes or reads it from: no part of what was asked. */
const placeOptions = ["--record", "--replay", "-o", "--output"];
const places = new Set(placeOptions);

/** What was asked, of the words of a command line: without the files that it writes, and without credentials. */
export function recordedWords(words: readonly string[]): string[] {
  return words
    .filter((word, at) => !isPlace(word) && !places.has(words[at - 1] ?? "") && word !== "--redact")
    .map(redactText);
}

const isPlace = (word: string): boolean =>
  places.has(word) || placeOptions.some((option) => option.startsWith("--") && word.startsWith(`${option}=`));

/** The file that `-o` names; null where the result goes to the terminal. */
export function outputWord(words: readonly string[]): string | null {
  const at = words.findLastIndex((word) => word === "-o" || word === "--output");
  const inline = words.findLast((word) => word.startsWith("--output="));
  return (at === -1 ? inline?.slice("--output=".length) : words[at + 1]) ?? null;
}

/** What may stand beside `--replay` when the rest is to be as it was recorded. */
const shown = new Set(["--replay", "-o", "--output", "--format"]);

/**
 * `pinwarden resolve --replay FILE` alone asks what was asked when the file was recorded: its words are put in. A command line
 * that says more is taken as it is.
 *
 * @throws PinwardenError `usage/replay`
 */
export async function withRecordedWords(words: readonly string[]): Promise<readonly string[]> {
  const [command, ...rest] = words;
  const file = replayedFile(rest);
  if (command === undefined || file === null) return words;
  // Recordings have schemas, and schemas take long to build: only a replay pays for them.
  const { readRecordedCommand } = await import("../check/replay.ts");
  const [recorded, ...asked] = await readRecordedCommand(file);
  return recorded === command ? [command, ...asked, ...rest] : words;
}

/** The recording, where nothing but it and the form of the output is named. */
function replayedFile(rest: readonly string[]): string | null {
  let file: string | null = null;
  for (let at = 0; at < rest.length; at += 1) {
    const word = rest[at] ?? "";
    const [option, inline] = word.startsWith("--") ? splitOnce(word) : [word];
    if (!shown.has(option)) return null;
    const value = inline ?? rest[at + 1];
    if (inline === undefined) at += 1;
    if (value === undefined) return null;
    if (option === "--replay") file = value;
  }
  return file;
}

function splitOnce(word: string): readonly [string, string?] {
  const equals = word.indexOf("=");
  return equals === -1 ? [word] : [word.slice(0, equals), word.slice(equals + 1)];
}
