/**
 * Untrusted text on its way into Markdown that GitHub renders. The serialiser escapes Markdown and HTML; what is left is
 * what GitHub adds on top: mentions, issue and commit references, and characters that hide or reorder what is read.
 */

/** Control and format characters (zero-width, bidirectional, tags), line and paragraph separators, variation selectors. */
const invisible = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]|\p{Variation_Selector}/gu;

const zeroWidthSpace = "\u200b";

/**
 * One line without anything invisible, at most `longest` characters. For code spans, where GitHub adds no references.
 * A report is printed in workflows too, so what a runner would take for a command (`::set-output`, `##[error]`) is broken.
 */
export function plainLine(text: string, longest = 300): string {
  // The cut comes first, so that a summary of 10 MB costs nothing; the margin is for what is taken out.
  const line = text
    .slice(0, longest * 4)
    .replace(invisible, " ")
    .replace(/ {2,}/g, " ")
    .trim();
  return withoutCommands(cutTo(line, longest));
}

/** As `plainLine`, for a line of a file in a code block: its spaces stay as they are. */
export function fileLine(text: string, longest = 1000): string {
  const line = text
    .slice(0, longest * 4)
    .replace(/\t/g, "    ")
    .replace(/\r$/, "")
    .replace(invisible, " ");
  return withoutCommands(cutTo(line, longest));
}

function cutTo(line: string, longest: number): string {
  const characters = Array.from(line);
  return characters.length <= longest ? line : `${characters.slice(0, longest - 1).join("")}…`;
}

const withoutCommands = (line: string): string =>
  line.replace(/:(?=:)/g, `:${zeroWidthSpace}`).replace(/##(?=\[)/g, `##${zeroWidthSpace}`);

/** As `plainLine`, for running text: mentions, references and bare addresses lose their effect and keep their look. */
export function defuse(text: string, longest = 300): string {
  return withoutReferences(plainLine(text, longest));
}

/** Breaks what GitHub would make a mention, a reference or a link, in a line that is plain already. */
export function withoutReferences(line: string): string {
  return line
    .replace(/@(?=[A-Za-z0-9_-])/g, `@${zeroWidthSpace}`)
    .replace(/#(?=\d)/g, `#${zeroWidthSpace}`)
    .replace(/\b(GH-)(?=\d)/gi, `$1${zeroWidthSpace}`)
    .replace(/:\/\//g, `:${zeroWidthSpace}//`)
    .replace(/\bwww\./gi, (found) => `${found.slice(0, 3)}${zeroWidthSpace}.`)
    .replace(/\b([0-9a-f]{7})(?=[0-9a-f]{0,33}\b)/gi, `$1${zeroWidthSpace}`);
}
