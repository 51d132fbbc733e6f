/** Where an annotation points: a file of the repository and its lines, counted from 1. */
export interface AnnotationPlace {
  readonly title?: string;
  readonly file?: string;
  readonly line?: number;
  readonly endLine?: number;
  readonly col?: number;
  readonly endColumn?: number;
}

export type AnnotationLevel = "error" | "warning" | "notice" | "debug";

/** A command to the runner as one line without its end, every value escaped as the runner unescapes it. */
export function workflowCommand(
  name: AnnotationLevel | "add-mask" | "group" | "endgroup",
  message: string,
  place: AnnotationPlace = {},
): string {
  const properties = Object.entries(place)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => `${key}=${escapeProperty(String(value))}`)
    .join(",");
  // A secret is masked as it is, or it is not masked.
  const data = name === "add-mask" ? message : splitLegacy(message);
  return `::${name}${properties === "" ? "" : ` ${properties}`}::${escapeData(data)}`;
}

function escapeData(text: string): string {
  return text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
}

function escapeProperty(text: string): string {
  return escapeData(splitLegacy(text)).replaceAll(":", "%3A").replaceAll(",", "%2C");
}

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

function splitLegacy(text: string): string {
  return text.replaceAll("##[", `#${zeroWidthSpace}#[`);
}
