/**
 * The text with everything but the spans replaced by blanks, line breaks kept, so that what stands in a span keeps its offset,
 * line and column. Spans may come in any order; overlapping ones count once.
 */
export function onlySpans(text: string, spans: readonly { readonly start: number; readonly end: number }[]): string {
  const parts: string[] = [];
  let from = 0;
  for (const { start, end } of spans.toSorted((left, right) => left.start - right.start)) {
    if (end <= from) continue;
    const begin = Math.max(start, from);
    parts.push(blank(text.slice(from, begin)), text.slice(begin, end));
    from = end;
  }
  parts.push(blank(text.slice(from)));
  return parts.join("");
}

export function blank(text: string): string {
  return text.replace(/[^\r\n]/g, " ");
}
