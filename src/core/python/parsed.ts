/** What a parser of untrusted text answers: a value, or what is wrong and where. It never throws. */
export type Parsed<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly problem: SyntaxProblem };

export interface SyntaxProblem {
  /** What was expected, and what stood there instead. */
  readonly message: string;
  /** Index into the parsed text, in UTF-16 code units from 0. */
  readonly offset: number;
}

export const parsed = <T>(value: T): Parsed<T> => ({ ok: true, value });

export const unparsed = (message: string, offset = 0): Parsed<never> => ({ ok: false, problem: { message, offset } });
