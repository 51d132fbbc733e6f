import { writeFile } from "node:fs/promises";
import process from "node:process";
import { styleText } from "node:util";
import { PinwardenError } from "../core/error.ts";

/** Where results and messages go. Results to stdout or a file, everything else to stderr. */
export interface Terminal {
  /** Writes a command's result: to `file`, or to stdout where it is null. */
  result(text: string, file: string | null): Promise<void>;
  note(line: string): void;
  error(error: unknown): void;
  /** Shows what is going on while `work` runs, on stderr, once it has lasted a second. */
  during<T>(what: string, work: Promise<T>): Promise<T>;
}

/** Characters that would move the cursor, colour or retitle a terminal, in text that comes from outside. A patch has line breaks of both kinds. */
const control = /(?!\r?\n|\t)\p{Cc}/gu;

/** In a workflow every line of stdout and stderr is read for commands: this breaks those that text of others would form. */
function forWorkflow(text: string): string {
  if (process.env["GITHUB_ACTIONS"] !== "true") return text;
  return text.replace(/^([^\S\n\r\u2028\u2029]*):(?=:)/gm, "$1:\u200b").replace(/##(?=\[)/g, "##\u200b");
}

const printable = (text: string): string => forWorkflow(text.replace(control, ""));

export function createTerminal(): Terminal {
  const note = (line: string): void => {
    process.stderr.write(`${printable(line)}\n`);
  };
  return {
    note,
    async result(text, file) {
      if (file !== null && file !== "-") {
        await writeFile(file, text).catch((cause: unknown) => {
          throw new PinwardenError("usage/output", `\`${file}\` could not be written.`, {
            cause,
            hint: "Name a file in a folder that exists and is writable.",
          });
        });
        return;
      }
      // A reader such as `head` may have gone: that is not an error of the command.
      await new Promise<void>((done) => {
        process.stdout.once("error", () => done());
        process.stdout.write(printable(text), () => done());
      });
    },
    error(error) {
      for (const line of errorLines(error)) note(line);
    },
    async during(what, work) {
      const started = performance.now();
      const shown = (): boolean => process.stderr.isTTY === true;
      let drawn = false;
      const timer = setInterval(() => {
        const seconds = Math.round((performance.now() - started) / 1000);
        if (shown()) process.stderr.write(`\r${dim(`${what} … ${seconds} s`)}\u001b[K`);
        else if (!drawn) note(`${what} …`);
        drawn = true;
      }, 1000);
      try {
        return await work;
      } finally {
        clearInterval(timer);
        if (drawn && shown()) process.stderr.write("\r\u001b[K");
      }
    },
  };
}

function errorLines(error: unknown): string[] {
  if (!(error instanceof PinwardenError)) {
    const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
    return [red("error: something that Pinwarden did not foresee; please report it with what follows"), text];
  }
  const place = error.origin === null ? "" : `${error.origin.file}:${error.origin.line}:${error.origin.column}: `;
  return [
    `${red("error")} ${dim(`[${error.code}]`)} ${place}${error.message}`,
    ...(error.hint === null ? [] : [`${bold("hint")}  ${error.hint}`]),
  ];
}

// `styleText` respects NO_COLOR, FORCE_COLOR and a stream that is no terminal.
const red = (text: string): string => styleText("red", text, { stream: process.stderr });
const bold = (text: string): string => styleText("bold", text, { stream: process.stderr });
const dim = (text: string): string => styleText("dim", text, { stream: process.stderr });
