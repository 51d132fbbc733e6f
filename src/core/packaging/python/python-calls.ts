import type { DocumentValue, Span } from "../document-value.ts";
import { PythonLiterals } from "./python-literals.ts";

/** One call of a Python file, as it is written. Nothing is evaluated. */
export interface PythonCall extends Span {
  /** Dotted name before the bracket: `bentoml.images.Image`; of a chained call its own part: `.python_packages`. */
  readonly name: string;
  readonly positional: readonly PythonArgument[];
  readonly keyword: ReadonlyMap<string, PythonArgument>;
}

/** A literal with its place, or null where it has to be worked out: a variable, a call, an f-string. */
export interface PythonArgument extends Span {
  readonly value: DocumentValue | null;
  /** True where the value, or something inside it, has to be worked out. */
  readonly computed: boolean;
}

const limits = { characters: 512 * 1024, calls: 5000 } as const;

/**
 * The calls of a Python file whose last name is one of those wanted, in order. Names of the module's top level that are given one
 * literal are followed, since `PACKAGES = [...]` above a call is how people write it. A scanner and no parser: what it does not
 * understand it passes over.
 */
export function pythonCalls(text: string, wanted: ReadonlySet<string>): readonly PythonCall[] {
  if (text.length > limits.characters) return [];
  const literals = new PythonLiterals(text);
  const calls: PythonCall[] = [];
  for (let at = 0; at < text.length && calls.length < limits.calls; ) {
    const skipped = literals.skipQuiet(at);
    if (skipped > at) {
      at = skipped;
      continue;
    }
    const name = nameAt(text, at);
    if (name === null) {
      at += 1;
      continue;
    }
    at += name.length;
    const last = name.slice(name.lastIndexOf(".") + 1);
    const open = literals.skipBlanks(at);
    if (text[open] !== "(" || !wanted.has(last)) continue;
    const call = literals.argumentsAt(open);
    calls.push({ name, start: at - name.length, end: call.end, positional: call.positional, keyword: call.keyword });
    // Inside of the brackets there may be calls too, so only the bracket itself is passed.
    at = open + 1;
  }
  return calls;
}

/** A dotted name, or `.name` of a chained call, that starts here; null inside of a word. */
function nameAt(text: string, at: number): string | null {
  const before = at === 0 ? " " : (text[at - 1] as string);
  if (/[\w.]/.test(before)) return null;
  const pattern = /\.?[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*/y;
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0] ?? null;
}
