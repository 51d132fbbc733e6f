/** The YAML between the `---` lines at the head of a Markdown file, with where it starts; null where there is none. */
export function frontMatter(text: string): { readonly yaml: string; readonly start: number } | null {
  const open = /^---[ \t]*\r?\n/.exec(text);
  if (open === null) return null;
  const start = open[0].length;
  for (let at = start; at < text.length; ) {
    const newline = text.indexOf("\n", at);
    const end = newline < 0 ? text.length : newline;
    if (text.slice(at, end).trimEnd() === "---") return { yaml: text.slice(start, at), start };
    at = end + 1;
  }
  return null;
}
