import { Command, Option } from "commander";
import { version } from "../version.ts";
import { addTablesCommands } from "./commands/tables.ts";
import { addIndexOptions, addSeveralTargetOptions, addTargetOptions } from "./options.ts";
import { addSetupCommands } from "./setup-commands.ts";
import type { Terminal } from "./terminal.ts";

/** Commands are loaded when they are called, so that help and a wrong argument cost nothing. */
export function buildProgram(terminal: Terminal, setStatus: (code: number) => void): Command {
  const program = new Command("pinwarden")
    .description("Guards the Python and CUDA dependency graph of machine-learning models.")
    .version(version, "-V, --version")
    .exitOverride()
    // What is wrong with an argument repeats it, and it may come from a branch's name.
    .configureOutput({ writeErr: (text) => terminal.note(text.trimEnd()) })
    .showHelpAfterError("(--help lists what is accepted)")
    .helpCommand(false)
    .addHelpText(
      "after",
      `
Exit status: 0 clean, 1 findings at or above the threshold or no resolution, 2 the request or the configuration is
wrong, 3 the work could not be completed (never read it as clean).

Environment: UV_INDEX_URL or PIP_INDEX_URL, PINWARDEN_OSV_URL (base address of the advisory service), PINWARDEN_OSV_DB
(folder, zip or JSONL of OSV records), PINWARDEN_EPSS and PINWARDEN_KEV (addresses or files), PINWARDEN_CACHE_DIR, HTTPS_PROXY, NO_PROXY, NETRC, NO_COLOR.`,
    );

  addIndexOptions(addSeveralTargetOptions(program.command("resolve")))
    .description("Resolve requirements for the place where they are served, and print what would be installed.")
    .argument("[requirement...]", "requirements such as torch or 'numpy<2'")
    .option("-r, --requirement <file>", "requirements file or pyproject.toml (repeatable)", collect, [])
    .option("-c, --constraint <file>", "constraints file (repeatable)", collect, [])
    .option(
      "--override <file>",
      "file of requirements that replace all others of the same package (repeatable)",
      collect,
      [],
    )
    .addOption(
      new Option("--resolution <rule>", "which of the fitting versions")
        .choices(["highest", "lowest", "lowest-direct"])
        .default("highest"),
    )
    .option("--prefer <file>", "requirements or lock file whose pins are kept where they fit (repeatable)", collect, [])
    .option("-U, --upgrade", "keep no pin, neither of --prefer nor of the file that -o names")
    .option(
      "-P, --upgrade-package <requirement>",
      "keep no pin of this package; may say which versions, as in torch==2.6.0 (repeatable)",
      collect,
      [],
    )
    .option("--no-deps", "take the requirements as the whole graph")
    .option("--generate-hashes", "list the hashes of every file")
    .addOption(
      new Option("--format <name>", "what to print")
        .choices(["requirements", "json", "pylock"])
        .default("requirements"),
    )
    .option("-o, --output <file>", "write there instead of to stdout; pins that the file has are kept where they fit")
    .action(async (requirements: string[], options) => {
      const { resolveCommand } = await import("./commands/resolve.ts");
      setStatus(await resolveCommand(requirements, options, terminal));
    });

  addIndexOptions(addTargetOptions(program.command("check")))
    .description("Check the models of a repository: what changes between two refs, and what breaks where it is served.")
    .argument("[path]", "repository", ".")
    .option("--base <ref>", "what the change is measured against")
    .option("--head <ref>", "what would be merged (default with --base: HEAD; without: the working tree)")
    .option("--config <file>", "configuration to use instead of .github/pinwarden.yml of the base")
    .option("--model <id>", "check only this model (repeatable)", collect, [])
    .option("--no-deps", "take the pins as the whole graph")
    .option("--prefer-base", "keep in the head the versions that the base resolves to, where they fit")
    .option("--fail-on-severity <level>", "low, moderate, high, critical, or a CVSS score")
    .addOption(new Option("--format <name>", "what to print").choices(["markdown", "json"]).default("markdown"))
    .option("-o, --output <file>", "write there instead of to stdout")
    .action(async (path: string, options) => {
      const { checkCommand } = await import("./commands/check.ts");
      setStatus(await checkCommand(path, options, terminal));
    });

  addIndexOptions(addTargetOptions(program.command("scan")))
    .description(
      "Look at every model as it is locked and as it would be resolved today, and tell what changed without a commit.",
    )
    .argument("[path]", "repository", ".")
    .option("--seen <file>", "what was seen last: read, and appended to; without it nothing is kept")
    .option("--head <ref>", "commit to scan instead of the working tree")
    .option("--config <file>", "configuration to use instead of .github/pinwarden.yml")
    .option(
      "--model <id>",
      "look only at this model; the others stand as they were seen last (repeatable)",
      collect,
      [],
    )
    .option("--fail-on-severity <level>", "low, moderate, high, critical, or a CVSS score")
    .addOption(new Option("--format <name>", "what to print").choices(["text", "markdown", "json"]).default("text"))
    .option("-o, --output <file>", "write there instead of to stdout")
    .action(async (path: string, options) => {
      const { scanCommand } = await import("./commands/scan.ts");
      setStatus(await scanCommand(path, options, terminal));
    });

  addIndexOptions(addTargetOptions(program.command("fix")))
    .description("Look for the smallest edits that clear what is wrong, solved and checked again on every target.")
    .argument("[path]", "repository", ".")
    .option("--config <file>", "configuration to use instead of .github/pinwarden.yml")
    .option("--model <id>", "only this model (repeatable)", collect, [])
    .option("--only <id>", "clear only this advisory or rule (repeatable)", collect, [])
    .addOption(new Option("--write", "write the edited files").conflicts("patch"))
    .option("--patch", "print nothing but a patch that git apply takes")
    .option("--run-tools", "have uv, Poetry and PDM write their locks anew, as `remediation.run-tools` does")
    .addOption(new Option("--format <name>", "what to print").choices(["text", "markdown", "json"]).default("text"))
    .option("-o, --output <file>", "write there instead of to stdout")
    .action(async (path: string, options) => {
      const { fixCommand } = await import("./commands/fix.ts");
      setStatus(await fixCommand(path, options, terminal));
    });

  addIndexOptions(addTargetOptions(program.command("explain")))
    .description("Say why a package is there, why this version, and what holds it back from the newest.")
    .argument("<package>", "package to explain")
    .argument("[path]", "repository", ".")
    .option("--config <file>", "configuration to use instead of .github/pinwarden.yml")
    .option("--model <id>", "only this model (repeatable)", collect, [])
    .addOption(new Option("--format <name>", "what to print").choices(["text", "json"]).default("text"))
    .option("-o, --output <file>", "write there instead of to stdout")
    .action(async (name: string, path: string, options) => {
      const { explainCommand } = await import("./commands/explain.ts");
      setStatus(await explainCommand(name, path, options, terminal));
    });

  for (const [name, description] of [
    ["models", "List the models of a repository: where each was found, and why."],
    ["targets", "List where the models are served: each field with where it came from."],
  ] as const) {
    const command = addTargetOptions(program.command(name));
    if (name === "targets") command.option("--offline", "ask no registry of images: only the cache");
    command
      .description(description)
      .argument("[path]", "repository", ".")
      .option("--ref <ref>", "commit to read instead of the working tree")
      .option("--config <file>", "configuration to use instead of .github/pinwarden.yml")
      .addOption(new Option("--format <name>", "what to print").choices(["text", "json"]).default("text"))
      .option("-o, --output <file>", "write there instead of to stdout")
      .action(async (path: string, options) => {
        const { listCommand } = await import("./commands/list.ts");
        setStatus(await listCommand(name, path, options, terminal));
      });
  }
  addSetupCommands(program, terminal, setStatus);
  addTablesCommands(program, terminal, setStatus);
  for (const command of program.commands) command.exitOverride();
  return program;
}

const collect = (value: string, before: readonly string[]): string[] => [...before, value];
