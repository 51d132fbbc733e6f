import { shellWords, type Word } from "../requirements-txt/shell-words.ts";

/** What one `pip install` command of a `RUN` instruction names. Offsets count in the instruction's text. */
export interface PipInstall {
  readonly files: readonly {
    readonly path: string;
    readonly kind: "requirement" | "constraint";
    readonly start: number;
    readonly end: number;
  }[];
  /** Requirements that stand on the command itself. */
  readonly inline: readonly Word[];
}

/**
 * Finds the `pip install` and `uv pip install` commands of a shell script, as far as they are simple: words and
 * quotations, no substitution. The script is never run, and what is not understood is passed over.
 *
 * `text` must have its line continuations replaced by spaces of the same length.
 */
export function pipInstalls(text: string): readonly PipInstall[] {
  return simpleCommands(text).flatMap((words) => {
    const start = installStart(words);
    return start === -1 ? [] : [readInstall(words.slice(start))];
  });
}

/** Commands are separated by line breaks, `;`, `&` and `|` outside of quotations; a word never holds one of these. */
function simpleCommands(text: string): readonly (readonly Word[])[] {
  const commands: (readonly Word[])[] = [];
  let start = 0;
  let mark: string | null = null;
  for (let index = 0; index <= text.length; index++) {
    const character = text[index];
    if (mark !== null && character !== undefined) {
      if (character === mark) mark = null;
    } else if (character === "'" || character === '"') mark = character;
    else if (character === undefined || "\n;&|()".includes(character)) {
      const words = shellWords(text.slice(start, index), 0);
      if (words.ok)
        commands.push(words.words.map((word) => ({ ...word, start: word.start + start, end: word.end + start })));
      start = index + 1;
    }
  }
  return commands;
}

/** Index of the first word after `install`, or -1 where the command is another one. */
function installStart(words: readonly Word[]): number {
  const names = words.map((word) => word.value.split("/").at(-1) ?? "");
  for (let index = 0; index < names.length - 1; index++) {
    const name = names[index] as string;
    const isPip = /^pip(?:[0-9](?:\.[0-9]+)?)?$/.test(name);
    if (isPip) {
      const install = names.findIndex((candidate, at) => at > index && !candidate.startsWith("-"));
      return names[install] === "install" ? install + 1 : -1;
    }
    const leads =
      name === "uv" ||
      name === "sudo" ||
      name === "-m" ||
      name === "exec" ||
      /^python[0-9.]*$/.test(name) ||
      /^\w+=/.test(name);
    if (!leads) return -1;
  }
  return -1;
}

/** Options of `pip install` whose value is a word of its own. */
const withValue = new Set([
  "-i",
  "--index-url",
  "--extra-index-url",
  "-f",
  "--find-links",
  "-t",
  "--target",
  "--prefix",
  "--root",
  "--platform",
  "--python-version",
  "--no-binary",
  "--only-binary",
  "--trusted-host",
  "--cache-dir",
  "--timeout",
  "--retries",
  "--src",
  "-e",
  "--editable",
  "--progress-bar",
  "--python",
  "-p",
  "--torch-backend",
  "--index",
  "--default-index",
  "--log",
  "--proxy",
  "--upgrade-strategy",
  "--constraint",
  "--requirement",
]);

function readInstall(words: readonly Word[]): PipInstall {
  const files: PipInstall["files"][number][] = [];
  const inline: Word[] = [];
  for (let index = 0; index < words.length; index++) {
    const word = words[index] as Word;
    const match =
      /^(-r|-c|--requirement=|--constraint=|--requirement$|--constraint$|--requirements=|--requirements$)(.*)$/s.exec(
        word.value,
      );
    if (match !== null) {
      const attached = match[2] ?? "";
      const holder = attached === "" ? words[++index] : word;
      const kind = match[1]?.startsWith("-c") || match[1]?.startsWith("--c") ? "constraint" : "requirement";
      if (holder !== undefined)
        files.push({ path: attached === "" ? holder.value : attached, kind, start: holder.start, end: holder.end });
    } else if (withValue.has(word.value)) index++;
    else if (!word.value.startsWith("-") && !/^[<>0-9]*[<>]/.test(word.value)) inline.push(word);
  }
  return { files, inline };
}
