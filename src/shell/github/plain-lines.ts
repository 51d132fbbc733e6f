/**
 * Text as plain log lines, none of which the runner reads as a command. It takes `::name::` where a line, without the space
 * before it, begins with it, and the older `##[name]` anywhere in a line. What would be either gets a zero-width space
 * between its characters: it reads the same and commands nothing.
 */
export function plainLines(text: string): string {
  return text
    .split(lineEnds)
    .map((line) => breakCommand(splitLegacy(line)))
    .join("\n");
}

const zeroWidthSpace = "\u200b";

/** Every character that the runner, the terminal or .NET's `Trim` and line reader may take for an end of line. */
const lineEnds = /\r\n|[\n\r\v\f\u0085\u2028\u2029]/;

/** .NET trims what Unicode calls white space; control and format characters may be dropped by the log, so they are passed over too. */
const beforeCommand = /^[\s\p{Cc}\p{Cf}]*::/u;

function breakCommand(line: string): string {
  return beforeCommand.test(line) ? line.replace("::", `:${zeroWidthSpace}:`) : line;
}

/** Breaks the older commands alone: for what the toolkit escapes, which leaves these as they are. */
export function splitLegacy(text: string): string {
  return text.replaceAll("##[", `#${zeroWidthSpace}#[`);
}
