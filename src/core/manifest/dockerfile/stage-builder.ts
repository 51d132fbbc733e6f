import type { Copy, Instruction } from "dockerfile-ast";
import type { SourceText } from "../source-text.ts";
import { CopiedFiles } from "./copied-files.ts";
import type { DockerInstall } from "./docker-install.ts";
import { RunInstalls } from "./run-installs.ts";
import { StageVariables } from "./stage-variables.ts";
import type { Variables } from "./variables.ts";

/** A stage after its instructions, on which another one may rest. */
export interface BuiltStage {
  readonly variables: StageVariables;
  readonly copied: CopiedFiles;
  /** In the order of the build, with those of the stages that it rests on or takes an environment from. */
  readonly installs: readonly DockerInstall[];
}

/** Folders that hold what was installed: a stage that copies one from another stage has what that one installed. */
const environmentFolder =
  /(?:^|\/)(?:\.?v?envs?|\.venv|site-packages|dist-packages|\.local|usr\/local|[\w-]*conda\d?|mambaforge|miniforge\d?|install|opt|wheels|\.pixi)(?:\/|$)/;

/** Walks the instructions of a stage in order. */
export class StageBuilder {
  readonly #source: SourceText;
  readonly #escape: string;
  readonly #given: ReadonlyMap<string, string>;
  readonly #global: Variables;
  readonly #installsOf: (stage: string) => readonly DockerInstall[];

  /** `installsOf` answers what an earlier stage installs, by its name or its number. */
  constructor(
    source: SourceText,
    escapeCharacter: string,
    given: ReadonlyMap<string, string>,
    global: Variables,
    installsOf: (stage: string) => readonly DockerInstall[],
  ) {
    this.#source = source;
    this.#escape = escapeCharacter;
    this.#given = given;
    this.#global = global;
    this.#installsOf = installsOf;
  }

  build(instructions: readonly Instruction[], below: BuiltStage | null): BuiltStage {
    const inherited = below?.variables.environment ?? new Map();
    const variables = new StageVariables(this.#source.file, this.#escape, this.#given, this.#global, inherited);
    const copied = new CopiedFiles(below?.copied ?? null);
    const installs = new Set<DockerInstall>(below?.installs ?? []);
    const taken = new Set<string>();
    for (const instruction of instructions) {
      variables.apply(instruction);
      copied.apply(instruction);
      const from = copiedEnvironment(instruction);
      if (from !== null && !taken.has(from)) {
        taken.add(from);
        for (const install of this.#installsOf(from)) installs.add(install);
      }
      if (instruction.getKeyword() !== "RUN") continue;
      const run = new RunInstalls(this.#source, instruction, this.#escape, variables, copied);
      for (const install of run.read()) installs.add(install);
    }
    return { variables, copied, installs: [...installs] };
  }
}

/** The stage from which `COPY --from` takes a folder of installed packages; null where the instruction does not. */
function copiedEnvironment(instruction: Instruction): string | null {
  if (instruction.getKeyword() !== "COPY") return null;
  const copy = instruction as Copy;
  const from = copy
    .getFlags()
    .find((flag) => flag.getName() === "from")
    ?.getValue();
  if (from === undefined || from === null) return null;
  const sources = copy.getArguments().slice(0, -1);
  return sources.some((source) => environmentFolder.test(source.getValue())) ? from.toLowerCase() : null;
}
