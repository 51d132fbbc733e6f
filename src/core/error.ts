/** The detail that helps somebody act on an error. */
export interface ErrorDetail {
  /** The edit or the action that would make it go away, as one sentence. */
  readonly hint?: string;
  /** Where in the user's files the cause stands. */
  readonly origin?: Origin;
  readonly cause?: unknown;
}

/** A place in a file of the examined repository. Lines and columns count from 1; the end column is exclusive. */
export interface Origin {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly endColumn: number;
}

/**
 * A broken promise of the outside world, or misuse. Everything that is expected to happen is a value instead.
 *
 * `code` is stable and reads `area/what`; the area decides the exit status: see `exitCodeOf`.
 */
export class PinwardenError extends Error {
  override readonly name = "PinwardenError";
  readonly code: string;
  readonly hint: string | null;
  readonly origin: Origin | null;

  constructor(code: string, message: string, detail: ErrorDetail = {}) {
    super(message, detail.cause === undefined ? undefined : { cause: detail.cause });
    this.code = code;
    this.hint = detail.hint ?? null;
    this.origin = detail.origin ?? null;
  }
}
