import { type Dockerfile, DockerfileParser, type From, type Instruction } from "dockerfile-ast";
import { decodeUtf8 } from "../decode-text.ts";
import { quoted } from "../quoted.ts";
import type { Reading } from "../reading.ts";
import { ReadingCollector } from "../reading-collector.ts";
import { fileOrigin, SourceText } from "../source-text.ts";
import type { DockerfileReading, DockerfileStage } from "./dockerfile-reading.ts";
import { originOfRange } from "./range-origin.ts";
import { type BuiltStage, StageBuilder } from "./stage-builder.ts";
import { globalVariables, type ImageVariable } from "./stage-variables.ts";
import { substitute, type Variables } from "./variables.ts";

export interface DockerfileOptions {
  /** Name of the stage that is served; the last one unless given. */
  readonly target?: string;
  /** What the build passes with `--build-arg`. Arguments have their defaults unless given. */
  readonly buildArguments?: ReadonlyMap<string, string>;
}

/** Most bytes and instructions of a Dockerfile that are read. */
const mostBytes = 256 * 1024;
const mostInstructions = 5000;

/**
 * Reads what a Dockerfile says of the image in which a model is served: the base image of its final stage, its
 * variables that bear on Python and CUDA, and the requirements files that it installs. Nothing is built or run; what
 * only a build would know is null and, where it matters, a problem.
 */
export function* readDockerfile(path: string, options: DockerfileOptions = {}): Reading<DockerfileReading> {
  const collector = new ReadingCollector();
  const answer = yield path;
  if (answer.kind !== "file") {
    const reason = answer.kind === "missing" ? "does not exist" : `is not read: ${answer.reason}`;
    collector.error(
      fileOrigin(path),
      `dockerfile/${answer.kind}-file`,
      `${quoted(path)} ${reason}.`,
      "Correct the path, or add the file.",
    );
    return nothingRead(collector);
  }
  if (answer.bytes.length > mostBytes) {
    const message = `${quoted(path)} is not read: it has ${answer.bytes.length} bytes, and at most ${mostBytes} are read.`;
    collector.error(fileOrigin(path), "dockerfile/file-too-large", message, "Shorten the file.");
    return nothingRead(collector);
  }
  collector.files.push(path);
  const { text, fault } = decodeUtf8(answer.bytes);
  const source = new SourceText(path, text);
  if (fault !== null)
    collector.error(source.origin(fault.offset, fault.offset + 1), "dockerfile/encoding", fault.message, fault.hint);
  return new DockerfileReader(source, collector, options).read();
}

class DockerfileReader {
  readonly #source: SourceText;
  readonly #collector: ReadingCollector;
  readonly #options: DockerfileOptions;
  readonly #dockerfile: Dockerfile;
  readonly #escape: string;

  constructor(source: SourceText, collector: ReadingCollector, options: DockerfileOptions) {
    this.#source = source;
    this.#collector = collector;
    this.#options = options;
    // The parser looks for directives again from each character of a comment that no line break ends.
    this.#dockerfile = DockerfileParser.parse(`${source.text}\n`);
    this.#escape = this.#dockerfile.getEscapeCharacter();
  }

  read(): DockerfileReading {
    const instructions = this.#dockerfile.getInstructions();
    const excess = instructions[mostInstructions];
    if (excess !== undefined) {
      const message = `There are more than ${mostInstructions} instructions, the most that is read, so the file is left out.`;
      this.#collector.error(
        originOfRange(this.#source.file, excess.getRange()),
        "dockerfile/too-many-instructions",
        message,
        "Shorten the file.",
      );
      return nothingRead(this.#collector);
    }
    const given = this.#options.buildArguments ?? new Map<string, string>();
    const global = globalVariables(this.#dockerfile.getInitialARGs(), given, this.#escape);
    const groups = groupByStage(instructions);
    const stages = this.#stages(
      groups.map((group) => group[0]),
      global,
    );
    const final = this.#finalStage(stages);
    if (final === null) return nothingRead(this.#collector);
    const chain = chainOf(stages, final);
    return this.#reading(stages, chain, global, this.#built(groups, stages, given, global, final));
  }

  /** Builds the final stage; the stages that it needs are built once, and each needs earlier ones alone. */
  #built(
    groups: readonly (readonly Instruction[])[],
    stages: readonly DockerfileStage[],
    given: ReadonlyMap<string, string>,
    global: Variables,
    final: number,
  ): BuiltStage {
    const done = new Map<number, BuiltStage>();
    for (let index = 0; index <= final; index++) {
      const installsOf = (name: string): BuiltStage["installs"] => {
        const number = /^[0-9]+$/.test(name)
          ? Number(name)
          : stages.findLastIndex((stage, at) => at < index && stage.name === name);
        return number < index ? (done.get(number)?.installs ?? []) : [];
      };
      const builder = new StageBuilder(this.#source, this.#escape, given, global, installsOf);
      const parent = stages[index]?.parent ?? null;
      const below = parent === null ? null : (done.get(parent) ?? null);
      done.set(index, builder.build(groups[index] ?? [], below));
    }
    return done.get(final) as BuiltStage;
  }

  #stages(froms: readonly From[], global: Variables): readonly DockerfileStage[] {
    const byName = new Map<string, number>();
    return froms.map((from, index) => {
      const range = from.getImageRange() ?? from.getRange();
      const written = from.getImage() ?? "";
      const image = substitute(written, global, this.#escape);
      const platform = substitute(from.getPlatformFlag()?.getValue() ?? "", global, this.#escape);
      const name = from.getBuildStage()?.toLowerCase() ?? null;
      const text = image.kind === "known" && image.text !== "" ? image.text : null;
      const parent = text === null ? null : (byName.get(text.toLowerCase()) ?? null);
      if (name !== null) byName.set(name, index);
      const located = { text: written, origin: originOfRange(this.#source.file, range) };
      return {
        name,
        from: located,
        image: text,
        parent,
        platform: platform.kind === "known" && platform.text !== "" ? platform.text : null,
      };
    });
  }

  #finalStage(stages: readonly DockerfileStage[]): number | null {
    const origin = fileOrigin(this.#source.file);
    if (stages.length === 0) {
      this.#collector.error(
        origin,
        "dockerfile/no-from",
        "The file has no `FROM`, so it names no image.",
        "Start it with `FROM IMAGE`.",
      );
      return null;
    }
    const { target } = this.#options;
    if (target === undefined) return stages.length - 1;
    const found = stages.findLastIndex((stage) => stage.name === target.toLowerCase());
    if (found !== -1) return found;
    const names = stages.flatMap((stage) => (stage.name === null ? [] : [quoted(stage.name)]));
    const hint =
      names.length === 0 ? "No stage of the file has a name." : `The file has ${names.slice(0, 20).join(", ")}.`;
    this.#collector.error(origin, "dockerfile/unknown-target", `${quoted(target)} is not a stage of the file.`, hint);
    return null;
  }

  #reading(
    stages: readonly DockerfileStage[],
    chain: readonly number[],
    global: Variables,
    built: BuiltStage,
  ): DockerfileReading {
    const base = stages[chain[0] ?? 0];
    const image = base === undefined ? null : substitute(base.from.text, global, this.#escape);
    if (base !== undefined && base.image === null) {
      const reason = image?.kind === "unknown" ? image.reason : "it is empty";
      const message = `The base image ${quoted(base.from.text)} cannot be known: ${reason}.`;
      const hint = "Give the `ARG` a default value, or declare `image:` on the target.";
      this.#collector.notAssessed(base.from.origin, "dockerfile/unknown-base-image", message, hint);
    }
    return {
      ...nothingRead(this.#collector),
      baseImage: base === undefined || base.image === null ? null : { text: base.image, origin: base.from.origin },
      assumedArguments: image?.kind === "known" ? image.assumed : [],
      platform: chain.map((index) => stages[index]?.platform ?? null).findLast((platform) => platform !== null) ?? null,
      stages,
      environment: this.#environment(built.variables.environment),
      installs: built.installs,
    };
  }

  /** Variables that bear on Python, CUDA and the driver; of these, one that cannot be known is reported. */
  #environment(variables: ReadonlyMap<string, ImageVariable>): DockerfileReading["environment"] {
    const known = new Map<string, { text: string; origin: ImageVariable["origin"] }>();
    for (const [name, { value, reason, origin }] of variables) {
      if (!/^(?:NVIDIA_|CUDA_|CUDNN_|NV_CUDA|PYTHON_VERSION$|PYTHON_SHA|TORCH_CUDA_ARCH_LIST$)/.test(name)) continue;
      if (value !== null && value.text !== null) known.set(name, { text: value.text, origin });
      else {
        const message = `The value of \`${name}\` cannot be known: ${reason ?? "it is not set"}.`;
        this.#collector.notAssessed(
          origin,
          "dockerfile/unknown-variable",
          message,
          "Write the value itself, or give the `ARG` a default.",
        );
      }
    }
    return known;
  }
}

/** Each `FROM` with what follows it. What stands before the first one belongs to no stage. */
function groupByStage(instructions: readonly Instruction[]): readonly [From, ...Instruction[]][] {
  const groups: [From, ...Instruction[]][] = [];
  for (const instruction of instructions) {
    if (instruction.getKeyword() === "FROM") groups.push([instruction as From]);
    else groups.at(-1)?.push(instruction);
  }
  return groups;
}

/** The stages that the final one rests on, the lowest first. A stage rests on an earlier one only, so this ends. */
function chainOf(stages: readonly DockerfileStage[], final: number): readonly number[] {
  const chain: number[] = [];
  for (let index: number | null = final; index !== null; index = stages[index]?.parent ?? null) chain.unshift(index);
  return chain;
}

function nothingRead(collector: ReadingCollector): DockerfileReading {
  return {
    baseImage: null,
    assumedArguments: [],
    platform: null,
    stages: [],
    environment: new Map(),
    installs: [],
    problems: collector.problems,
    files: collector.files,
  };
}
