import type { Instruction } from "dockerfile-ast";
import { quoted } from "../quoted.ts";
import type { ReadingCollector } from "../reading-collector.ts";
import type { SourceText } from "../source-text.ts";
import { CopiedFiles } from "./copied-files.ts";
import type { NamedRequirements } from "./dockerfile-reading.ts";
import { pipInstalls } from "./pip-install.ts";
import { StageVariables } from "./stage-variables.ts";
import type { Variables } from "./variables.ts";

/** A stage after its instructions, on which another one may rest. */
export interface BuiltStage {
  readonly variables: StageVariables;
  readonly copied: CopiedFiles;
  readonly requirementsFiles: readonly NamedRequirements[];
}

/** Walks the instructions of a stage in order. */
export class StageBuilder {
  readonly #source: SourceText;
  readonly #collector: ReadingCollector;
  readonly #escape: string;
  readonly #given: ReadonlyMap<string, string>;
  readonly #global: Variables;

  constructor(
    source: SourceText,
    collector: ReadingCollector,
    escapeCharacter: string,
    given: ReadonlyMap<string, string>,
    global: Variables,
  ) {
    this.#source = source;
    this.#collector = collector;
    this.#escape = escapeCharacter;
    this.#given = given;
    this.#global = global;
  }

  build(instructions: readonly Instruction[], below: BuiltStage | null): BuiltStage {
    const inherited = below?.variables.environment ?? new Map();
    const variables = new StageVariables(this.#source.file, this.#escape, this.#given, this.#global, inherited);
    const copied = new CopiedFiles(below?.copied ?? null);
    const requirementsFiles: NamedRequirements[] = [...(below?.requirementsFiles ?? [])];
    for (const instruction of instructions) {
      variables.apply(instruction);
      copied.apply(instruction);
      if (instruction.getKeyword() === "RUN") requirementsFiles.push(...this.#installs(instruction, copied));
    }
    return { variables, copied, requirementsFiles };
  }

  #installs(instruction: Instruction, copied: CopiedFiles): readonly NamedRequirements[] {
    const [start, text] = this.#script(instruction);
    const files: NamedRequirements[] = [];
    for (const install of pipInstalls(text)) {
      for (const { path, kind, start: from, end } of install.files) {
        const origin = this.#source.origin(start + from, start + end);
        files.push({ written: path, contextPath: copied.contextPath(path), kind, origin });
      }
      const inline = install.inline.filter((word) => !/^[./$]/.test(word.value));
      const [first] = inline;
      if (first === undefined) continue;
      const origin = this.#source.origin(start + first.start, start + first.end);
      const others = inline.length === 1 ? "" : ` and ${inline.length - 1} more`;
      const message = `${quoted(first.value)}${others} is installed by a command of the Dockerfile, which is not read.`;
      this.#collector.notAssessed(
        origin,
        "dockerfile/inline-install",
        message,
        "List it in a requirements file of the model.",
      );
    }
    return files;
  }

  /** The instruction's text and where it starts; continued lines are joined by as many spaces as they take. */
  #script(instruction: Instruction): readonly [start: number, text: string] {
    const range = instruction.getRange();
    const from = this.#source.offsetAt(range.start.line + 1, range.start.character + 1);
    const to = this.#source.offsetAt(range.end.line + 1, range.end.character + 1);
    const text = this.#source.text.slice(from, to);
    const joined = joinLines(text, this.#escape);
    return [from, ` ${" ".repeat(2)}${withoutFlags(joined.slice(3))}`];
  }
}

/** Replaces continuations, and comment lines between them, by spaces of the same length. */
function joinLines(text: string, escapeCharacter: string): string {
  const lines = text.split("\n");
  let continued = false;
  return lines
    .map((line, index) => {
      if (continued && line.trimStart().startsWith("#"))
        return `${" ".repeat(line.length)}${index < lines.length - 1 ? " " : ""}`;
      const bare = line.trimEnd();
      continued = bare.endsWith(escapeCharacter);
      const end = index < lines.length - 1 ? (continued ? " " : "\n") : "";
      return `${continued ? `${bare.slice(0, -1)}${" ".repeat(line.length - bare.length + 1)}` : line}${end}`;
    })
    .join("");
}

/** Blanks the `--mount=…` flags of the instruction, and the brackets and commas of its JSON form. */
function withoutFlags(text: string): string {
  const flags = /^(?:\s+--[a-z]+(?:=\S*)?)*/.exec(text)?.[0] ?? "";
  const rest = text.slice(flags.length);
  const json = rest.trimStart().startsWith("[");
  return (
    " ".repeat(flags.length) +
    (json ? rest.replace(/"\s*,\s*"/g, (comma) => `"${" ".repeat(comma.length - 2)}"`).replace(/[[\]]/g, " ") : rest)
  );
}
