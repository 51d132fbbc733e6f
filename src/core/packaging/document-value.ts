/** Offsets into the file's text; the end is exclusive. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** A value of a YAML, JSON or text-proto file with the span where it is written. Tables are maps, so no key can reach a prototype. */
export type DocumentValue = DocumentScalar | DocumentList | DocumentTable;

export interface DocumentScalar extends Span {
  readonly kind: "scalar";
  readonly type: "text" | "number" | "boolean" | "null";
  /** The text; of a number or a boolean as it was written: `3.10` is not `3.1`. */
  readonly text: string;
  /** True where the span is the text itself, with no quotation mark, escape or fold in it. */
  readonly plain: boolean;
}

export interface DocumentList extends Span {
  readonly kind: "list";
  readonly items: readonly DocumentValue[];
}

export interface DocumentTable extends Span {
  readonly kind: "table";
  readonly entries: ReadonlyMap<string, DocumentEntry>;
}

export interface DocumentEntry {
  readonly key: Span;
  readonly value: DocumentValue;
}

/** What is wrong with a file as a whole, and where. */
export interface DocumentFault extends Span {
  readonly code: "invalid" | "too-deep" | "too-large" | "too-many-aliases";
  readonly message: string;
  readonly hint: string | null;
}

/** Steps into tables by name and into lists by position. */
type Step = string | number;

/** The value at a path, or null where there is none. */
export function valueAt(value: DocumentValue | null, ...path: readonly Step[]): DocumentValue | null {
  let current = value;
  for (const step of path) {
    if (typeof step === "number") current = current?.kind === "list" ? (current.items[step] ?? null) : null;
    else current = current?.kind === "table" ? (current.entries.get(step)?.value ?? null) : null;
  }
  return current;
}

/** The scalar at a path; null where there is none, it is `null`, or it is a list or a table. */
export function scalarAt(value: DocumentValue | null, ...path: readonly Step[]): DocumentScalar | null {
  const found = valueAt(value, ...path);
  return found?.kind === "scalar" && found.type !== "null" ? found : null;
}

/** The text of the scalar at a path. */
export function textAt(value: DocumentValue | null, ...path: readonly Step[]): string | null {
  return scalarAt(value, ...path)?.text ?? null;
}

/** The items of the list at a path; none where there is no list. */
export function itemsAt(value: DocumentValue | null, ...path: readonly Step[]): readonly DocumentValue[] {
  const found = valueAt(value, ...path);
  return found?.kind === "list" ? found.items : [];
}

/** The entries of the table at a path; none where there is no table. */
export function entriesAt(
  value: DocumentValue | null,
  ...path: readonly Step[]
): readonly (readonly [string, DocumentEntry])[] {
  const found = valueAt(value, ...path);
  return found?.kind === "table" ? [...found.entries] : [];
}

/** `true` and `false` as YAML's core schema, JSON and Python's own loader of YAML 1.1 (`yes`, `on`) write them; null for anything else. */
export function booleanAt(value: DocumentValue | null, ...path: readonly Step[]): boolean | null {
  const text = textAt(value, ...path)?.toLowerCase();
  if (text === "true" || text === "yes" || text === "on") return true;
  return text === "false" || text === "no" || text === "off" ? false : null;
}
