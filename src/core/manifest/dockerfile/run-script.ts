import type { Instruction } from "dockerfile-ast";
import type { SourceText } from "../source-text.ts";

/** The shell script of a `RUN` instruction. */
export interface RunScript {
  /** Where the text starts in the file; its offsets are those of the file from there on. */
  readonly start: number;
  readonly text: string;
  /** Files that `--mount=type=bind` lays over the image while it runs. */
  readonly mounts: readonly { readonly source: string; readonly target: string }[];
}

/** The instruction's text without its keyword and flags; continued lines are joined by as many blanks as they take. */
export function runScript(source: SourceText, instruction: Instruction, escapeCharacter: string): RunScript {
  const range = instruction.getRange();
  const start = source.offsetAt(range.start.line + 1, range.start.character + 1);
  const end = source.offsetAt(range.end.line + 1, range.end.character + 1);
  const joined = joinLines(source.text.slice(start, end), escapeCharacter);
  const keyword = " ".repeat("RUN".length);
  const rest = joined.slice(keyword.length);
  const flags = /^(?:\s+--[a-z]+(?:=\S*)?)*/.exec(rest)?.[0] ?? "";
  return {
    start,
    text: keyword + " ".repeat(flags.length) + withoutBrackets(rest.slice(flags.length)),
    mounts: bindMounts(flags),
  };
}

function bindMounts(flags: string): RunScript["mounts"] {
  return [...flags.matchAll(/--mount=(\S+)/g)].flatMap(([, value = ""]) => {
    const fields = new Map(
      value.split(",").map((field) => [field.split("=", 1)[0] ?? "", field.slice(field.indexOf("=") + 1)]),
    );
    const target = fields.get("target") ?? fields.get("dst") ?? fields.get("destination");
    const bind = (fields.get("type") ?? "bind") === "bind" && !fields.has("from");
    return bind && target !== undefined ? [{ source: fields.get("source") ?? fields.get("src") ?? ".", target }] : [];
  });
}

/** Replaces continuations, and comment lines between them, by spaces of the same length. */
function joinLines(text: string, escapeCharacter: string): string {
  const lines = text.split("\n");
  let continued = false;
  return lines
    .map((line, index) => {
      if (continued && line.trimStart().startsWith("#"))
        return `${" ".repeat(line.length)}${index < lines.length - 1 ? " " : ""}`;
      // An empty line between continued ones is passed over too, as builders still do.
      if (continued && line.trim() === "") return `${" ".repeat(line.length)}${index < lines.length - 1 ? " " : ""}`;
      const bare = line.trimEnd();
      continued = bare.endsWith(escapeCharacter);
      const end = index < lines.length - 1 ? (continued ? " " : "\n") : "";
      return `${continued ? `${bare.slice(0, -1)}${" ".repeat(line.length - bare.length + 1)}` : line}${end}`;
    })
    .join("");
}

/** Blanks the brackets and commas of the JSON form: its strings are words in quotation marks. */
function withoutBrackets(text: string): string {
  if (!text.trimStart().startsWith("[")) return text;
  return text
    .replace(/"\s*,\s*"/g, (comma) => `"${" ".repeat(comma.length - 2)}"`)
    .replace(/^(\s*)\[/, "$1 ")
    .replace(/\](\s*)$/, " $1");
}
