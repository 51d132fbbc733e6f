import { type Command, InvalidArgumentError, Option } from "commander";
import { parseTorchBackend } from "../core/accelerator/torch-backend.ts";
import { parseUploadBound } from "../core/calendar.ts";
import { acceleratorRules, indexStrategyNames } from "../core/resolution/options.ts";

/** Options that say where a model is served: each overrides that field of the configuration's target. */
export interface TargetOptions {
  readonly python?: string;
  readonly platform?: string;
  readonly glibc?: string;
  readonly musl?: string;
  readonly driver?: string;
  readonly gpu?: readonly string[];
  readonly image?: string;
  readonly provides?: readonly string[];
}

/** Options that say where packages come from, and how they are asked for. */
export interface IndexOptions {
  readonly indexUrl?: string;
  readonly extraIndexUrl: readonly string[];
  readonly findLinks: readonly string[];
  readonly indexStrategy?: (typeof indexStrategyNames)[number];
  readonly excludeNewer?: string;
  readonly onlyBinary: readonly string[];
  readonly noBinary: readonly string[];
  readonly probeEvidence?: readonly string[];
  readonly torchBackend?: string;
  readonly torchIndex?: string;
  readonly accelerator?: (typeof acceleratorRules)[number];
  readonly prerelease?: "disallow" | "allow" | "if-necessary" | "explicit" | "if-necessary-or-explicit";
  /** Commander's spelling of `--no-cache`. */
  readonly cache: boolean;
  readonly offline?: boolean;
  readonly record?: string;
  readonly redact?: boolean;
  readonly replay?: string;
}

/** Commander hands over nothing the first time where an option has no default: left out is not the same as empty. */
const collect = (value: string, before: readonly string[] = []): string[] => [...before, value];

/** `a,b` and repeated options are the same list. */
const collectNames = (value: string, before: readonly string[]): string[] => [
  ...before,
  ...value.split(",").filter((one) => one !== ""),
];

export function addTargetOptions(command: Command): Command {
  return addMachineOptions(
    command
      .option("--python <version>", "Python that serves the model, such as 3.11 or 3.11.4")
      .option("--platform <name>", "platform, such as linux/amd64 or x86_64-manylinux_2_28"),
  );
}

/** As `addTargetOptions`, for a command that takes several targets: every Python on every platform. */
export function addSeveralTargetOptions(command: Command): Command {
  return addMachineOptions(
    command
      .option("--python <version>", "Python that serves the model, such as 3.11 or 3.11.4 (repeatable)", collect, [])
      .option("--platform <name>", "platform, such as linux/amd64 or x86_64-manylinux_2_28 (repeatable)", collect, []),
  );
}

function addMachineOptions(command: Command): Command {
  return command
    .option("--glibc <version>", "glibc of the serving image, such as 2.31")
    .option("--musl <version>", "musl of the serving image, such as 1.2")
    .option("--driver <version>", "NVIDIA driver of the fleet, such as 535.183.01")
    .option("--gpu <name>", "GPU or compute capability, such as T4 or sm_75 (repeatable)", collect)
    .option("--image <reference>", "container image that the model is served in")
    .option(
      "--provides <pin>",
      "package that is there before anything is installed, such as boto3==1.34.42 (repeatable)",
      collect,
    );
}

export function addIndexOptions(command: Command): Command {
  return command
    .option("--index-url <url>", "package index (default: the public one, UV_INDEX_URL or PIP_INDEX_URL)")
    .option("--extra-index-url <url>", "further index (repeatable)", collect, [])
    .option("--find-links <url>", "page or folder of files (repeatable)", collect, [])
    .addOption(
      new Option(
        "--index-strategy <name>",
        "the first index that has a package answers for it, or all do (default: as the repository's tool does)",
      ).choices(indexStrategyNames),
    )
    .option(
      "--exclude-newer <time>",
      "ignore files uploaded at or after this moment (RFC 3339), or after this day (YYYY-MM-DD)",
      moment,
    )
    .addOption(
      new Option("--prerelease <rule>", "when a pre-release may be chosen").choices([
        "disallow",
        "allow",
        "if-necessary",
        "explicit",
        "if-necessary-or-explicit",
      ]),
    )
    .option(
      "--probe-evidence <file>",
      "what tables probe --format json measured of a wheel that the tables do not have (repeatable)",
      collect,
    )
    .option(
      "--torch-backend <name>",
      "builds of torch and its family: auto for the newest variant that the target runs, or cpu, cu126 …",
      torchBackend,
    )
    .option("--torch-index <url>", "address with a folder for each of torch's variants (default: PyTorch's)")
    .addOption(
      new Option(
        "--accelerator <rule>",
        "keep what the driver, the GPUs or the glibc cannot run out of the solve, or find it afterwards (default: check)",
      ).choices(acceleratorRules),
    )
    .option("--only-binary <names>", "take only wheels of these packages, or :all:", collectNames, [])
    .addOption(noBinary())
    .option("--no-cache", "neither read nor write the cache on disk")
    .option("--offline", "ask no network: only the cache, or a recording")
    .option("--record <file>", "keep every answer of this run, so that it can be replayed")
    .option("--redact", "with --record: write no name of a private host, no folder of this machine and no credential")
    .option("--replay <file>", "answer from a recording, with no network");
}

/** Commander takes `--no-…` for the opposite of a flag; pip's option of that name has a value. */
function noBinary(): Option {
  const option = new Option("--no-binary <names>", "take no wheels of these packages, or :all:")
    .argParser(collectNames)
    .default([]);
  option.negate = false;
  return option;
}

function torchBackend(text: string): string {
  const backend = parseTorchBackend(text);
  if (backend.ok) return backend.value;
  throw new InvalidArgumentError(backend.problem.message);
}

function moment(text: string): string {
  const bound = parseUploadBound(text);
  if (bound.ok) return bound.value;
  throw new InvalidArgumentError(bound.problem.message);
}
