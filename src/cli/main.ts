import process from "node:process";
import { CommanderError } from "commander";
import { exitCodeOf, exitCodes } from "./exit-code.ts";
import { buildProgram } from "./program.ts";
import { withRecordedWords } from "./replayed-command.ts";
import { createTerminal } from "./terminal.ts";

/** The command line: answers the exit status, and leaves the ending of the process to its caller. */
export async function runCommandLine(parameters: readonly string[]): Promise<number> {
  const terminal = createTerminal();
  let status: number = exitCodes.clean;
  const program = buildProgram(terminal, (code) => {
    status = code;
  });
  try {
    await program.parseAsync([...(await withRecordedWords(parameters))], { from: "user" });
    return status;
  } catch (error) {
    // Commander has printed what is wrong with the arguments; help and version end with 0.
    if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.clean : exitCodes.usage;
    terminal.error(error);
    if (process.env["PINWARDEN_DEBUG"] !== undefined && error instanceof Error) terminal.note(error.stack ?? "");
    return exitCodeOf(error);
  }
}
