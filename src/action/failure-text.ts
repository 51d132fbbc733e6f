import { exitCodeOf } from "../cli/exit-code.ts";
import { PinwardenError } from "../core/error.ts";

/** Message and hint of an error, as lines. */
export function describe(error: unknown): string {
  if (error instanceof PinwardenError) return error.hint === null ? error.message : `${error.message}\n${error.hint}`;
  return `An error that was not foreseen: ${error instanceof Error ? error.message : String(error)}`;
}

/** What the summary and the comment say where there is no report. */
export function failureText(error: unknown): string {
  const headline =
    exitCodeOf(error) === 2
      ? "The check could not start: the workflow or the configuration has a mistake."
      : "The check was not completed, so it says nothing of this change.";
  // Indented by four spaces it is code, in which nothing is rendered whatever the message quotes.
  const quoted = describe(error)
    .slice(0, 4000)
    .split(/\r\n|[\n\r\v\f\u0085\u2028\u2029]/)
    .map((line) => `    ${line}`);
  return `### Pinwarden: no verdict\n\n${headline}\n\n${quoted.join("\n")}\n`;
}
