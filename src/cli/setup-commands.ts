import { type Command, Option } from "commander";
import type { Terminal } from "./terminal.ts";

/** The commands by which a repository is set up: what writes a configuration, and what shows the one that holds. */
export function addSetupCommands(program: Command, terminal: Terminal, setStatus: (code: number) => void): void {
  program
    .command("init")
    .description("Write .github/pinwarden.yml and the workflow from what is found. Nothing is overwritten.")
    .argument("[path]", "repository", ".")
    .option("--dry-run", "print what would be written")
    .action(async (path: string, options) => {
      const { initCommand } = await import("./commands/init.ts");
      setStatus(await initCommand(path, options, terminal));
    });

  program
    .command("config")
    .description("Print the configuration that holds, each value with where it is written.")
    .argument("[path]", "repository", ".")
    .option("--effective", "with all that is extended and every default (always so)")
    .option("--ref <ref>", "commit to read instead of the working tree")
    .option("--config <file>", "configuration to use instead of .github/pinwarden.yml")
    .addOption(new Option("--format <name>", "what to print").choices(["text", "json"]).default("text"))
    .option("-o, --output <file>", "write there instead of to stdout")
    .action(async (path: string, options) => {
      const { configCommand } = await import("./commands/config.ts");
      setStatus(await configCommand(path, options, terminal));
    });
}
