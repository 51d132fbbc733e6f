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
  let plain = "";
  for (const character of text.length > 60 ? `${text.slice(0, 60)}…` : text)
    plain += isPlain(character) ? character : " ";
  return plain;
}

/** False for what could move a terminal's cursor, end a line of a log or close the quotes around it. */
function isPlain(character: string): boolean {
  const code = character.codePointAt(0) ?? 0;
  const isControl = code < 0x20 || (code >= 0x7f && code <= 0x9f) || code === 0x2028 || code === 0x2029;
  const reorders = (code >= 0x202a && code <= 0x202e) || (code >= 0x2066 && code <= 0x2069);
  return !isControl && !reorders && character !== "`";
}
