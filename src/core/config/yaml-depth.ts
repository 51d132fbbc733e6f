import type { CST } from "yaml";

/** What a stream of YAML tokens would cost to compose. */
export interface TokenMeasure {
  /** Offset of the first token found that is nested deeper than the limit; null where none is. */
  readonly tooDeepAt: number | null;
  readonly count: number;
}

/**
 * Measures tokens before they are composed: the composer recurses, so a file of ten thousand brackets has to be refused before it.
 * This walk keeps its own stack.
 */
export function measureTokens(tokens: readonly CST.Token[], deepest: number): TokenMeasure {
  const stack: { readonly token: CST.Token; readonly depth: number }[] = tokens.map((token) => ({ token, depth: 0 }));
  let count = 0;
  for (let next = stack.pop(); next !== undefined; next = stack.pop()) {
    const { token, depth } = next;
    count += 1;
    if (depth > deepest) return { tooDeepAt: token.offset, count };
    if (token.type === "document" && token.value !== undefined) stack.push({ token: token.value, depth });
    if (!("items" in token)) continue;
    for (const item of token.items) {
      if (item.key) stack.push({ token: item.key, depth: depth + 1 });
      if (item.value) stack.push({ token: item.value, depth: depth + 1 });
    }
  }
  return { tooDeepAt: null, count };
}
