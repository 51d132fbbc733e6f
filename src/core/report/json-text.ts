/** Controls that a terminal obeys and that JSON lets stand: the rest it escapes itself. And what a runner reads as a command. */
const unsafe = /##\[|[\u007f-\u009f\u2028\u2029]/g;

/**
 * A value as the JSON that a command prints. What a terminal or a workflow's runner would take for a command is written with an
 * escape, so that the text means the same and is none.
 */
export function jsonText(value: unknown): string {
  return `${JSON.stringify(value, null, 2).replace(unsafe, escaped)}\n`;
}

function escaped(found: string): string {
  const last = found.charCodeAt(found.length - 1);
  return `${found.slice(0, -1)}\\u${last.toString(16).padStart(4, "0")}`;
}
