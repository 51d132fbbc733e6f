import type { Origin } from "../../error.ts";
import { decodeRequirements } from "../decode-text.ts";
import { mergeReadings } from "../merge-readings.ts";
import { quoted } from "../quoted.ts";
import type { Reading } from "../reading.ts";
import { ReadingCollector } from "../reading-collector.ts";
import type { ManifestReading, RequirementKind } from "../requirement.ts";
import { fileOrigin, SourceText } from "../source-text.ts";
import { resolveTreePath } from "../tree-path.ts";
import { compiledHead } from "./compiled-head.ts";
import { reportMissingHashes } from "./hash-checking.ts";
import { type RequirementsLimits, requirementsLimits } from "./limits.ts";
import { type LineContext, originIn, type RequirementsDialect } from "./line-context.ts";
import type { LocalLine, ReadLocalProject } from "./local-line.ts";
import { logicalLines } from "./logical-line.ts";
import { type Include, readLine } from "./read-line.ts";
import { unnamedMessage } from "./requirement-line.ts";

export interface RequirementsOptions {
  /** What a plain line of the first file is: `direct` unless the file is given as constraints or overrides. */
  readonly kind?: RequirementKind;
  readonly dialect?: RequirementsDialect;
  /** Variables that policy allows `${NAME}` to be replaced by. None unless given. */
  readonly environment?: ReadonlyMap<string, string>;
  readonly limits?: RequirementsLimits;
  /** Follows lines that install a project from a folder. They are told and not followed unless it is given. */
  readonly readLocal?: ReadLocalProject;
}

/**
 * Reads a requirements file and every file that it includes with `-r` and `-c`, in pip's order. What cannot be read is
 * a problem of the reading, with its place and the edit that mends it; the rest is still read. Nothing outside the tree
 * is asked for.
 *
 * Format: pip's documentation, "Requirements File Format", as pip's own reader applies it.
 */
export function* readRequirementsFile(path: string, options: RequirementsOptions = {}): Reading<ManifestReading> {
  const reader = new RequirementsReader(options);
  yield* reader.readFile(path, options.kind ?? "direct", []);
  return reader.reading();
}

/**
 * Reads lines that stand in another file, as the `pip:` part of a conda environment does: `source` holds them where they stand
 * and blanks elsewhere. What they include is read as of a requirements file.
 */
export function* readRequirementsText(source: SourceText, options: RequirementsOptions = {}): Reading<ManifestReading> {
  const reader = new RequirementsReader(options);
  reader.collector.files.push(source.file);
  yield* reader.readSource(source, options.kind ?? "direct", []);
  return reader.reading();
}

/** One step of the way from the first file to the one that is read. */
interface Step {
  readonly path: string;
  readonly origin: Origin;
}

class RequirementsReader {
  readonly collector: ReadingCollector;
  readonly #options: RequirementsOptions;
  readonly #limits: RequirementsLimits;
  readonly #done = new Set<string>();
  readonly #local: ManifestReading[] = [];
  #taken: LocalLine | null = null;
  #bytes = 0;

  constructor(options: RequirementsOptions) {
    this.#options = options;
    this.#limits = options.limits ?? requirementsLimits;
    this.collector = new ReadingCollector(this.#limits.requirements);
  }

  /** What was read, and what the projects require that its lines install from folders. */
  reading(): ManifestReading {
    reportMissingHashes(this.collector, this.#options.dialect === "uv" || this.collector.compiled?.tool === "uv");
    const own = this.collector.reading();
    return this.#local.length === 0 ? own : mergeReadings([own, ...this.#local]);
  }

  /** `chain` holds the files on the way here, each with the line that includes the next one. */
  *readFile(path: string, kind: RequirementKind, chain: readonly Step[]): Reading<void> {
    const key = `${kind} ${path}`;
    if (this.#done.has(key)) return;
    this.#done.add(key);
    const named = chain.at(-1)?.origin ?? fileOrigin(path);
    const text = yield* this.#decoded(path, named, chain.length > 0);
    if (text === null) return;
    const source = new SourceText(path, text.text);
    if (text.fault !== null) {
      const { message, hint, offset } = text.fault;
      this.collector.error(source.origin(offset, offset + 1), "requirements/encoding", message, hint);
    }
    yield* this.readSource(source, kind, chain);
  }

  *readSource(source: SourceText, kind: RequirementKind, chain: readonly Step[]): Reading<void> {
    this.#tellTool(source);
    for (const line of logicalLines(source.text, this.#limits.lineLength)) {
      if (this.collector.full) return;
      const context = this.#context(source, line, kind);
      this.#taken = null;
      const include = this.#readLine(context);
      if (this.#taken !== null) yield* this.#followLocal(this.#taken, source.file);
      if (include !== null) yield* this.#follow(include, source.file, kind, chain);
    }
  }

  /** A requirements file is pip's, unless its head says that uv compiled it: then uv is what installs here. */
  #tellTool(source: SourceText): void {
    const { options } = this.collector;
    const head = compiledHead(source);
    this.collector.compiled ??= head;
    const byUv = this.#options.dialect === "uv" || head?.tool === "uv";
    if (byUv) options.indexStrategy = "first-index";
    else options.indexStrategy ??= "best-match";
  }

  #context(source: SourceText, line: LineContext["line"], kind: RequirementKind): LineContext {
    const { dialect = "pip", environment = new Map() } = this.#options;
    const context = { source, line, kind, dialect, environment, collector: this.collector };
    if (this.#options.readLocal === undefined) return context;
    const takeLocal = (taken: LocalLine): void => {
      this.#taken = taken;
    };
    return { ...context, takeLocal };
  }

  /** The project's requirements are installed too; the project itself is built from its folder, and no version of an index. */
  *#followLocal(line: LocalLine, from: string): Reading<void> {
    const { readLocal } = this.#options;
    const project = readLocal === undefined ? null : yield* readLocal(from, line);
    if (project !== null) this.#local.push(...project.readings);
    // A requirement that is named is told with its address.
    if (line.named) return;
    if (project === null) {
      const { message, hint } = unnamedMessage(line.text, "path");
      this.collector.notAssessed(line.origin, "requirements/unnamed", message, hint);
      return;
    }
    const message = `${quoted(line.text)} is built from its folder, and is not assessed itself; what ${project.path} requires is.`;
    this.collector.notAssessed(line.origin, "requirements/local-project", message, null);
  }

  #readLine(context: LineContext): Include | null {
    if (context.line.tooLong) {
      const message = `The line is longer than ${this.#limits.lineLength} characters, the most that is read, so it is left out.`;
      context.collector.error(
        originIn(context, 0, 1),
        "requirements/line-too-long",
        message,
        "Split it, or remove what is no requirement.",
      );
      return null;
    }
    return readLine(context);
  }

  *#decoded(path: string, named: Origin, included: boolean): Reading<ReturnType<typeof decodeRequirements> | null> {
    const { collector } = this;
    if (this.collector.files.length >= this.#limits.files) {
      const message = `\`${path}\` is not read: more than ${this.#limits.files} files are included, the most that is read.`;
      collector.error(named, "requirements/too-many-files", message, "Include fewer files.");
      return null;
    }
    const answer = yield path;
    if (answer.kind === "missing") {
      const code = included ? "requirements/include-missing" : "requirements/missing-file";
      collector.error(named, code, `${quoted(path)} does not exist.`, "Correct the path, or add the file.");
      return null;
    }
    if (answer.kind === "refused") {
      const code = included ? "requirements/include-refused" : "requirements/refused-file";
      collector.error(
        named,
        code,
        `${quoted(path)} is not read: ${answer.reason}.`,
        "Expected a plain, readable file of ordinary size inside the repository.",
      );
      return null;
    }
    this.#bytes += answer.bytes.length;
    const over = this.#overLimit(answer.bytes.length);
    if (over !== null) {
      collector.error(
        named,
        "requirements/file-too-large",
        `${quoted(path)} is not read: ${over}.`,
        "A requirements file of this size is most likely something else.",
      );
      return null;
    }
    collector.files.push(path);
    return decodeRequirements(answer.bytes);
  }

  #overLimit(bytes: number): string | null {
    const { fileBytes, totalBytes } = this.#limits;
    if (bytes > fileBytes) return `it has ${bytes} bytes, and at most ${fileBytes} are read`;
    if (this.#bytes > totalBytes)
      return `with it the files of this model have ${this.#bytes} bytes, and at most ${totalBytes} are read`;
    return null;
  }

  *#follow(include: Include, from: string, kind: RequirementKind, chain: readonly Step[]): Reading<void> {
    const path = this.#includedPath(include, from);
    if (path === null) return;
    const steps = [...chain, { path: from, origin: include.origin }];
    const cycle = steps.findIndex((step) => step.path === path);
    if (cycle !== -1) {
      const shown = steps.slice(cycle).map((step) => `${step.path}:${step.origin.line}`);
      const message = `${quoted(include.written)} includes itself: ${[...shown, path].join(" → ")}.`;
      this.collector.error(
        include.origin,
        "requirements/include-cycle",
        message,
        "Remove this line, or the one that leads here.",
      );
      return;
    }
    if (steps.length > this.#limits.depth) {
      const message = `${quoted(include.written)} is not read: files are included more than ${this.#limits.depth} deep.`;
      this.collector.error(
        include.origin,
        "requirements/include-too-deep",
        message,
        "Include the file from a shallower one.",
      );
      return;
    }
    yield* this.readFile(path, this.#kindOf(include, kind), steps);
  }

  /** pip reads `-r` in a constraints file as requirements, and uv as constraints. */
  #kindOf(include: Include, kind: RequirementKind): RequirementKind {
    if (include.kind === "constraint") return "constraint";
    return kind === "constraint" && this.#options.dialect !== "uv" ? "direct" : kind;
  }

  #includedPath(include: Include, from: string): string | null {
    const { written, origin } = include;
    const resolved = include.lostBackslash
      ? { kind: "outside" as const, reason: "it has a backslash, which pip takes as an escape" }
      : resolveTreePath(from, written);
    if (resolved.kind === "inside") return resolved.path;
    if (resolved.kind === "url") {
      const message = `${quoted(written)} is an address: a file outside the repository is not read, so its lines are not assessed.`;
      this.collector.notAssessed(
        origin,
        "requirements/include-url",
        message,
        "Commit the file and include it by its path.",
      );
      return null;
    }
    const message = `${quoted(written)} is not read: ${resolved.reason}.`;
    const hint = `Name a file inside the repository, relative to the folder of \`${from}\`, with forward slashes.`;
    this.collector.error(origin, "requirements/include-outside-tree", message, hint);
    return null;
  }
}
