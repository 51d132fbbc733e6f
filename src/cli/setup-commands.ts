import { type Command, Option } from "commander";
import type { Terminal } from "./terminal.ts";

/** The commands by which a repository is set up: what writes a configuration, what shows the one that holds, and what its rules mean. */
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

  const advisories = program.command("advisories").description("Keep advisories for runs without a network.");
  advisories
    .command("refresh")
    .description("Fetch the dump of all advisories of Python packages; a run with --offline reads it.")
    .option("--from <url>", "bucket of OSV's layout (default: the public one, or PINWARDEN_OSV_DUMP_URL)")
    .option("-o, --output <file>", "keep it there instead of in the cache")
    .action(async (options) => {
      const { advisoriesRefreshCommand } = await import("./commands/advisories-refresh.ts");
      setStatus(await advisoriesRefreshCommand(options, terminal));
    });
  for (const command of advisories.commands) command.exitOverride();

  program
    .command("rules")
    .description("List the rules, or say of one what it finds, why, and how to fix it.")
    .argument("[rule]", "rule of a finding, such as accelerator/driver-too-old")
    .option("-o, --output <file>", "write there instead of to stdout")
    .action(async (rule: string | undefined, options) => {
      const { rulesCommand } = await import("./commands/rules.ts");
      setStatus(await rulesCommand(rule ?? null, options, terminal));
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
