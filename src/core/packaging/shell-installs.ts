import { type InstallCommand, installCommand } from "../manifest/dockerfile/install-command.ts";
import { applyInstallOption } from "../manifest/dockerfile/install-options.ts";
import { type ShellWord, shellCommands } from "../manifest/dockerfile/shell-commands.ts";
import { quoted } from "../manifest/quoted.ts";
import type { DocumentScalar, Span } from "./document-value.ts";
import type { PackagingCollector } from "./packaging-collector.ts";
import { addRequirementText } from "./requirement-items.ts";

/**
 * Reads the commands of a build step that install, such as an item of Cog's `run`. The command is text and is never run; what a shell would
 * have to work out, and what is installed otherwise than by pip, is not assessed.
 */
export function addShellInstalls(collector: PackagingCollector, command: DocumentScalar): void {
  const text = command.text.replace(/\\\r?\n/g, (found) => " ".repeat(found.length));
  const places = new WordPlaces(collector.source.text, command);
  for (const shell of shellCommands(text)) {
    const install = installCommand(shell);
    if (install !== null) addInstall(collector, install, places);
    else tellScript(collector, shell.words, places);
  }
}

function addInstall(collector: PackagingCollector, install: InstallCommand, places: WordPlaces): void {
  if (install.tool === "apt") return;
  const named = [...install.options, ...install.items].flatMap(({ word }) => (word === null ? [] : [word]));
  places.lookFor(named);
  for (const { name, word } of install.options) {
    const span = places.of(word);
    if (isComputed(word)) tellComputed(collector, span);
    else {
      const uv = install.tool === "uv";
      const origin = collector.originOf(span);
      applyInstallOption(collector.base, { kind: "option", name, value: word.value, uv, own: true, origin });
    }
  }
  for (const item of install.items) {
    const { word } = item;
    if (item.kind === "file" && item.role !== "override" && !isComputed(item.word)) {
      collector.manifest(item.word.value, item.role, places.of(item.word));
    } else if (item.kind === "requirement") addRequirement(collector, item.word, places);
    else if (word !== null) tellOther(collector, word, places.of(word));
  }
}

function addRequirement(collector: PackagingCollector, word: ShellWord, places: WordPlaces): void {
  // `.` and `./package`: the model's own code, which is not on an index.
  if (word.value === "." || word.value.startsWith("./") || word.value.startsWith("/")) return;
  const span = places.of(word);
  if (isComputed(word)) tellComputed(collector, span);
  else {
    const plain = collector.source.text.slice(span.start, span.end) === word.value;
    addRequirementText(collector, { kind: "scalar", type: "text", text: word.value, plain, ...span });
  }
}

/** `sh install.sh`, `./install.sh` and `… | bash` run what is not looked for. */
function tellScript(collector: PackagingCollector, words: readonly ShellWord[], places: WordPlaces): void {
  const [name, first] = words;
  if (name === undefined) return;
  const shell = /^(?:\/(?:usr\/)?bin\/)?(?:ba|da|z)?sh$/.test(name.value);
  const script = shell ? (first ?? name) : name;
  if (!(shell && first === undefined) && !/\.(?:sh|bash)$/.test(script.value)) return;
  const message = `${quoted(script.value)} is a script that a build step runs, so what it installs is not assessed.`;
  collector.notAssessed(places.of(script), "script", message, "Install what is served by `pip install`.");
}

function tellComputed(collector: PackagingCollector, span: Span): void {
  const message = "A build step installs what only its shell would know, so it is not assessed.";
  collector.notAssessed(span, "computed-install", message, "Write the requirement out.");
}

function tellOther(collector: PackagingCollector, word: ShellWord, span: Span): void {
  const message = `A build step installs ${quoted(word.value)} otherwise than by pip, so it is not assessed.`;
  collector.notAssessed(span, "other-install", message, "Install what is served by `pip install`.");
}

const isComputed = ({ value }: ShellWord): boolean => /[$`]/.test(value);

/** Words that stand nowhere as they are after which no more are looked for: a block may hold very many. */
const mostMissed = 50;

/** Where the words of a command stand in the file. */
class WordPlaces {
  readonly #text: string;
  readonly #command: DocumentScalar;
  readonly #found = new Map<ShellWord, Span>();
  #from: number;
  #missed = 0;

  constructor(text: string, command: DocumentScalar) {
    this.#text = text;
    this.#command = command;
    this.#from = command.start;
  }

  of(word: ShellWord): Span {
    const { start, end, quote } = word;
    const command = this.#command;
    const inside = quote === null ? 0 : 1;
    if (command.plain) return { start: command.start + start + inside, end: command.start + end - inside };
    return this.#found.get(word) ?? this.#next(word.value);
  }

  /** Looks for words of a block, whose lines are indented: in the order in which they stand, each behind the one before. */
  lookFor(words: readonly ShellWord[]): void {
    if (this.#command.plain) return;
    const inOrder = words.toSorted((left, right) => left.start - right.start);
    for (const word of inOrder) this.#found.set(word, this.#next(word.value));
  }

  #next(value: string): Span {
    const { start, end } = this.#command;
    const found = this.#missed < mostMissed ? this.#text.indexOf(value, this.#from) : -1;
    if (found === -1 || found + value.length > end) {
      this.#missed += 1;
      return { start, end };
    }
    this.#from = found + value.length;
    return { start: found, end: this.#from };
  }
}
