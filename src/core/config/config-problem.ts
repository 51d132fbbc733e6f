import type { Origin } from "../error.ts";

/** Something in the configuration that is wrong, or that has no effect. */
export interface ConfigProblem {
  /** `config/unknown-key`, `config/wrong-type` … Stable. */
  readonly code: string;
  /** The key it is about, such as `targets.prod.glibc`; empty where it is about the file. */
  readonly key: string;
  /** What was expected, and what stood there instead. */
  readonly message: string;
  /** The edit that would mend it; null where the message says it all. */
  readonly hint: string | null;
  readonly origin: Origin;
}

/** As a terminal or a log shows it: `.github/pinwarden.yml:7:5: message` and the hint below. */
export function formatConfigProblem(problem: ConfigProblem): string {
  const { file, line, column } = problem.origin;
  const head = `${file}:${line}:${column}: ${problem.message}`;
  return problem.hint === null ? head : `${head}\n  ${problem.hint}`;
}

/** A key as people write it: `models[2].targets[0]`. A part that is no plain word is quoted. */
export function formatKey(path: readonly PropertyKey[]): string {
  let text = "";
  for (const part of path) {
    if (typeof part === "number") text += `[${part}]`;
    else if (/^[\w@-]+$/.test(String(part))) text += text === "" ? String(part) : `.${String(part)}`;
    else text += `[${JSON.stringify(shorten(String(part)))}]`;
  }
  return text;
}

/** Untrusted text in a message: short, on one line, and with no backtick that would end its quotes. */
export function shorten(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must not reach a terminal or a log.
  const plain = text.replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029`]/g, " ");
  return plain.length > 60 ? `${plain.slice(0, 60)}…` : plain;
}
