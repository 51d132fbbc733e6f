/**
 * How the version of a requirement is written, so that it can be written anew. Offsets are UTF-16 code units into the
 * decoded text, without a byte order mark; the end is exclusive.
 */
export type EditSite = SpecifierSpan | FixedSite;

/** What stands between `start` and `end` becomes `before`, the new version clauses and `after`. */
export interface SpecifierSpan {
  readonly kind: "span";
  readonly start: number;
  readonly end: number;
  /** Most often empty: where a literal has to be written whole, because it holds escapes, what stands around the clauses. */
  readonly before: string;
  readonly after: string;
  /** What the format writes for "any version": nothing, or `*`. */
  readonly any: string;
  /** The hashes that pin this version; null where there are none. */
  readonly hashes: HashSpan | null;
  /** The unquoted word of a shell that the version is part of: clauses that a shell would not take as such put it in quotation marks. */
  readonly shellWord?: { readonly start: number; readonly end: number };
  /** An exact version stands there without an operator, and another one is written so. */
  readonly bare?: true;
  /** The version stands alone, as YAML's scalar, and means exactly this one: `==5.1.0` is written as `5.1.0`. */
  readonly exact?: "yaml";
}

/** The `--hash` options of a requirement, from the first to the last. */
export interface HashSpan {
  readonly start: number;
  readonly end: number;
  /** What stands between two of them: a space, or a backslash with its line break and indentation. */
  readonly separator: string;
}

/** The version cannot be changed where it stands. */
export interface FixedSite {
  readonly kind: "fixed";
  readonly why: string;
  readonly hint: string;
}
