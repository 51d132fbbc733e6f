import type { FileAnswer, Reading } from "../../../src/core/manifest/reading.ts";
import type { ManifestReading } from "../../../src/core/manifest/requirement.ts";
import { SourceText } from "../../../src/core/manifest/source-text.ts";

type Files = Readonly<Record<string, string | Uint8Array | { readonly refused: string }>>;

export interface Driven<T> {
  readonly value: T;
  /** Every path that the reader asked for, in order. */
  readonly asked: readonly string[];
}

/** Drives a reader over files that are at hand; what is not there is missing. */
export function drive<T>(files: Files, reading: Reading<T>): Driven<T> {
  const asked: string[] = [];
  let step = reading.next();
  while (step.done !== true) {
    asked.push(step.value);
    step = reading.next(answer(files, step.value));
  }
  return { value: step.value, asked };
}

export function readingFrom<T>(files: Files, reading: Reading<T>): T {
  return drive(files, reading).value;
}

function answer(files: Files, path: string): FileAnswer {
  const content = Object.hasOwn(files, path) ? files[path] : undefined;
  if (content === undefined) return { kind: "missing" };
  if (typeof content === "string") return { kind: "file", bytes: new TextEncoder().encode(content), id: path };
  if (content instanceof Uint8Array) return { kind: "file", bytes: content, id: path };
  return { kind: "refused", reason: content.refused };
}

/** `file:line:column-end severity code` of every problem. */
export function problemsOf(reading: Pick<ManifestReading, "problems">): readonly string[] {
  return reading.problems.map(({ origin, severity, code }) => {
    return `${origin.file}:${origin.line}:${origin.column}-${origin.endColumn} ${severity} ${code}`;
  });
}

/** `kind file:line text` of every requirement. */
export function linesOf(reading: ManifestReading): readonly string[] {
  return reading.requirements.map(({ kind, origin, text }) => `${kind} ${origin.file}:${origin.line} ${text}`);
}

/** What stands at every requirement's origin. */
export function slicesOf(file: string, content: string, reading: ManifestReading): readonly string[] {
  const source = new SourceText(file, content);
  return reading.requirements.map((requirement) => source.slice(requirement.origin));
}

/** The text as ISO 8859-1, one byte a character. */
export function latin1(text: string): Uint8Array {
  return Uint8Array.from({ length: text.length }, (_, index) => text.charCodeAt(index));
}
