// The one entry of the bundle. The runner of GitHub Actions starts it without arguments and with the inputs in the
// environment; everybody else starts it with a command.
import process from "node:process";
import { exitCodes } from "./cli/exit-code.ts";
import { createTerminal } from "./cli/terminal.ts";
import { nodeProblem } from "./node-version.ts";

const isAction =
  process.argv.length <= 2 && process.env["GITHUB_ACTIONS"] === "true" && process.env["INPUT_REPO-TOKEN"] !== undefined;

/** What breaks outside of every handler, in a library or in Node, has found out nothing: it must not end with the status of a finding. */
function failClosed(error: unknown): never {
  createTerminal().error(error);
  process.exit(exitCodes.incomplete);
}

async function main(): Promise<number> {
  const problem = nodeProblem(process.versions.node);
  if (problem !== null) {
    process.stderr.write(`${problem}\n`);
    return exitCodes.usage;
  }
  process.on("uncaughtException", failClosed);
  if (isAction) {
    const { runActionEntry } = await import("./action/entry.ts");
    return await runActionEntry();
  }
  const { runCommandLine } = await import("./cli/main.ts");
  return await runCommandLine(process.argv.slice(2));
}

process.exitCode = await main();
