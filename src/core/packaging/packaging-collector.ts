import type { Origin } from "../error.ts";
import { decodeUtf8 } from "../manifest/decode-text.ts";
import { quoted } from "../manifest/quoted.ts";
import type { Reading } from "../manifest/reading.ts";
import { ReadingCollector } from "../manifest/reading-collector.ts";
import { fileOrigin, SourceText } from "../manifest/source-text.ts";
import { resolveTreePath } from "../manifest/tree-path.ts";
import type { Parsed } from "../python/parsed.ts";
import { nothingStated, type Stated, type StatedTarget } from "../target/stated-target.ts";
import { joinGpus } from "./accelerator-text.ts";
import type { DocumentFault, DocumentScalar, Span } from "./document-value.ts";
import type { NamedManifest, PackagingReading, SavedWith } from "./packaging-reading.ts";

/** Most bytes of a packaging file that are read. The largest known ones embed example inputs and have some hundred kilobytes. */
const mostBytes = 1024 * 1024;

/** Most files that one packaging file may name. */
const mostManifests = 100;

/** `StatedTarget` while it is gathered. */
type OpenTarget = { -readonly [Field in keyof StatedTarget]: StatedTarget[Field] };

/** How sure a field is that a packaging file states, see `FieldSource`. */
type Sureness = "stated" | "follows" | "default";

/** Gathers what the reader of one packaging file finds. */
export class PackagingCollector {
  readonly tool: string;
  /** What the codes of problems begin with, such as `cog`. */
  readonly area: string;
  readonly source: SourceText;
  readonly base: ReadingCollector;
  readonly target: OpenTarget = { ...nothingStated };
  readonly #manifests: NamedManifest[] = [];
  readonly #saved: SavedWith[] = [];
  decides = false;

  constructor(tool: string, area: string, source: SourceText, base: ReadingCollector) {
    this.tool = tool;
    this.area = area;
    this.source = source;
    this.base = base;
  }

  /** The same file as that of another tool, before anything of it is read. */
  named(tool: string, area: string): PackagingCollector {
    return new PackagingCollector(tool, area, this.source, this.base);
  }

  originOf(span: Span): Origin {
    return this.source.origin(span.start, span.end);
  }

  /** Where a field stands, as a report shows it: `cuda in cog.yaml:4`. */
  placeOf(field: string, span: Span): string {
    const { file, line } = this.originOf(span);
    return `\`${field}\` in ${file}:${line}`;
  }

  error(span: Span, code: string, message: string, hint: string | null): void {
    this.base.error(this.originOf(span), `${this.area}/${code}`, message, hint);
  }

  notAssessed(span: Span, code: string, message: string, hint: string | null): void {
    this.base.notAssessed(this.originOf(span), `${this.area}/${code}`, message, hint);
  }

  fault(fault: DocumentFault): void {
    this.error(fault, fault.code, fault.message, fault.hint);
  }

  /** A field that the file states. `follows`: the tool derives it from what is written; `default`: the tool's default for what is not. */
  stated<T>(value: T, field: string, span: Span, sureness: Sureness = "stated"): Stated<T> {
    const place = this.placeOf(field, span);
    const from = sureness === "default" ? `${this.tool}'s default, ${place}` : place;
    const confidence = sureness === "stated" ? "high" : "medium";
    return { value, source: { how: "inferred", from, confidence } };
  }

  /** Reads the text of a field; null, and a problem, where it cannot be read. */
  parse<T>(scalar: DocumentScalar | null, field: string, parser: (text: string) => Parsed<T>): Stated<T> | null {
    if (scalar === null || scalar.text.trim() === "") return null;
    const answer = parser(scalar.text);
    if (answer.ok) return this.stated(answer.value, field, scalar);
    this.notAssessed(scalar, "invalid-field", `\`${field}\` is not read: ${answer.problem.message}`, null);
    return null;
  }

  /** Adds GPUs to those that were named before: what is installed has to run on all of them. */
  addGpus(names: readonly string[], field: string, span: Span): void {
    this.target.gpus = joinGpus(this.target.gpus, this.stated(names, field, span));
  }

  /** Keeps the release that the model was saved with. */
  savedWith(name: string, version: DocumentScalar): void {
    if (/^[\w.!+-]{1,60}$/.test(version.text))
      this.#saved.push({ name, version: version.text, origin: this.originOf(version) });
  }

  /** Adds a file that another packaging file names. */
  take(manifest: NamedManifest): void {
    if (this.#manifests.length < mostManifests) this.#manifests.push(manifest);
  }

  /** Adds a file that is named relative to the folder of this one. */
  manifest(written: string, kind: NamedManifest["kind"], span: Span): void {
    const resolved = resolveTreePath(this.source.file, written.trim());
    if (resolved.kind === "inside") {
      this.take({ path: resolved.path, kind, origin: this.originOf(span) });
      return;
    }
    if (resolved.kind === "url") {
      const message = `${quoted(written)} is an address: a file outside the repository is not read, so its lines are not assessed.`;
      this.notAssessed(span, "manifest-url", message, "Commit the file and name it by its path.");
      return;
    }
    const message = `${quoted(written)} is not read: ${resolved.reason}.`;
    this.error(span, "manifest-outside-tree", message, "Name a file inside the repository.");
  }

  reading(): PackagingReading {
    return {
      ...this.base.reading(),
      tool: this.tool,
      target: { ...this.target },
      manifests: this.#manifests,
      savedWith: this.#saved,
      decides: this.decides,
    };
  }
}

/** Asks for a packaging file and decodes it. What cannot be read is a problem, and the text is then empty. */
export function* openPackaging(path: string, tool: string, area: string): Reading<PackagingCollector> {
  const base = new ReadingCollector();
  const answer = yield path;
  const nothing = (): PackagingCollector => new PackagingCollector(tool, area, new SourceText(path, ""), base);
  if (answer.kind !== "file") {
    const reason = answer.kind === "missing" ? "does not exist" : `is not read: ${answer.reason}`;
    base.error(fileOrigin(path), `${area}/${answer.kind}-file`, `${quoted(path)} ${reason}.`, null);
    return nothing();
  }
  if (answer.bytes.length > mostBytes) {
    const message = `${quoted(path)} is not read: it has ${answer.bytes.length} bytes, and at most ${mostBytes} are read.`;
    base.error(fileOrigin(path), `${area}/file-too-large`, message, "Move what is no setting to a file of its own.");
    return nothing();
  }
  base.files.push(path);
  const { text, fault } = decodeUtf8(answer.bytes);
  const source = new SourceText(path, text);
  if (fault !== null)
    base.error(source.origin(fault.offset, fault.offset + 1), `${area}/encoding`, fault.message, fault.hint);
  return new PackagingCollector(tool, area, source, base);
}
