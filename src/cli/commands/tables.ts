import { type Command, Option } from "commander";
import { addTargetOptions } from "../options.ts";
import type { Terminal } from "../terminal.ts";

/** `pinwarden tables …`: what is known of wheels, drivers and GPUs, looked up and measured. Each part is loaded when it is called. */
export function addTablesCommands(program: Command, terminal: Terminal, setStatus: (code: number) => void): void {
  const tables = program
    .command("tables")
    .description("Look up what is known of wheels, drivers, GPUs and images, and measure what is not.");
  tables
    .command("probe")
    .description("Read a published wheel by ranges, and hold it against the tables.")
    .argument("<pin>", "package with its version, such as torch==2.11.0")
    .option("--index-url <url>", "package index (default: the public one, UV_INDEX_URL or PIP_INDEX_URL)")
    .option("--platform <words>", "platform part of the wheel's name", "manylinux_x86_64")
    .option("--python <version>", "Python that the wheel is for, such as 3.12")
    .addOption(format("text", "json"))
    .option("-o, --output <file>", "write there instead of to stdout")
    .action(async (pin: string, options) => {
      const { tablesProbeCommand } = await import("./tables-probe.ts");
      setStatus(await tablesProbeCommand(pin, options, terminal));
    });
  addTargetOptions(tables.command("explain"))
    .description(
      "Say whether a release runs on a driver, a GPU and an image, or an image starts, question by question, with sources.",
    )
    .argument(
      "<pin>",
      "package with its version, such as torch==2.11.0+cu126, or an image, such as nvidia/cuda:13.0.1-base-ubuntu22.04",
    )
    .option("--offline", "ask no registry of an image that the tables do not have: only the cache")
    .addOption(format("text", "json"))
    .option("-o, --output <file>", "write there instead of to stdout")
    .action(async (pin: string, options) => {
      const { tablesExplainCommand } = await import("./tables-explain.ts");
      setStatus(await tablesExplainCommand(pin, options, terminal));
    });
  addTargetOptions(tables.command("matrix"))
    .description("Print which releases run on which GPUs, on one driver.")
    .argument("[package]", "package of the tables", "torch")
    .option("--variants", "with what other indexes serve, such as cu126")
    .addOption(format("markdown", "html", "json"))
    .option("-o, --output <file>", "write there instead of to stdout")
    .action(async (name: string, options) => {
      const { tablesMatrixCommand } = await import("./tables-explain.ts");
      setStatus(await tablesMatrixCommand(name, options, terminal));
    });
  for (const command of tables.commands) command.exitOverride();
}

const format = (...choices: readonly [string, ...string[]]): Option =>
  new Option("--format <name>", "what to print").choices(choices).default(choices[0]);
