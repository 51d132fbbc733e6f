import type { Bindings } from "./python-literal.ts";
import type { PythonToken } from "./python-tokens.ts";

/**
 * Names of a module that have one value while it runs, as far as that can be seen: assigned once, at its outermost level, and neither
 * changed in place nor bound in another way anywhere. Each has the index of the first token of its value.
 */
export function moduleBindings(tokens: readonly PythonToken[]): Bindings {
  const bindings = new Map<string, number>();
  const spoilt = new Set<string>();
  let lineStart = true;
  for (let index = 0; index < tokens.length; index++) {
    const token = tokens[index] as PythonToken;
    const starts = lineStart;
    lineStart = token.kind === "newline" || (token.kind === "sign" && token.text === ";");
    if (token.kind !== "name") continue;
    const next = tokens[index + 1];
    const before = tokens[index - 1];
    if (starts && isSign(next, "=")) {
      if (bindings.has(token.text) || token.indent > 0) spoilt.add(token.text);
      else bindings.set(token.text, index + 2);
    } else if (starts && isSign(next, ":")) {
      // `name: list[str] = [...]`, but not `else:`.
      const value = annotated(tokens, index + 2);
      if (value !== null && token.indent === 0 && !bindings.has(token.text)) bindings.set(token.text, value);
      else spoilt.add(token.text);
    } else if (
      changes(tokens, index) ||
      /^(?:for|as|import|del|global|def|class)$/.test(before?.kind === "name" ? before.text : "")
    ) {
      spoilt.add(token.text);
    }
  }
  for (const name of spoilt) bindings.delete(name);
  return bindings;
}

/** The value behind an annotation; null where none is given. */
function annotated(tokens: readonly PythonToken[], from: number): number | null {
  for (let index = from; index < tokens.length; index++) {
    const token = tokens[index] as PythonToken;
    if (token.kind === "newline" || token.kind === "end") return null;
    if (isSign(token, "=")) return index + 1;
  }
  return null;
}

/** `name.append(…)`, `name[…] = …`, `name += …`, `name := …`. A method that only reads, such as `.items()`, spoils it too. */
function changes(tokens: readonly PythonToken[], index: number): boolean {
  const next = tokens[index + 1];
  if (next?.kind !== "sign") return false;
  if (isSign(tokens[index - 1], ".")) return false;
  return next.text === "." || next.text === "[" || (/=$/.test(next.text) && !/^(?:=|==|!=|<=|>=)$/.test(next.text));
}

function isSign(token: PythonToken | undefined, sign: string): boolean {
  return token?.kind === "sign" && token.text === sign;
}
