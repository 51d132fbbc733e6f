/** One row of the table of docs/rules/README.md. */
export interface RuleSummary {
  /** More than one where rules share a row: `policy/package-range`, `policy/frozen-moved`. */
  readonly rules: readonly string[];
  readonly severity: string;
  readonly says: string;
}

/** The rows of the table of rules, in its order. The page is our own, so that a row that is none is passed over. */
export function ruleSummaries(readme: string): readonly RuleSummary[] {
  return readme.split("\n").flatMap((line): readonly RuleSummary[] => {
    const cells = line.split("|").map((cell) => cell.trim());
    const [before, link = "", severity = "", says = "", after] = cells;
    if (before !== "" || after !== "" || !link.startsWith("[`")) return [];
    const named = link.slice(1, link.indexOf("]"));
    return [{ rules: named.split(",").map((name) => name.trim().replaceAll("`", "")), severity, says }];
  });
}

/** What a page says of one rule: its own section where the page is about several, else all of it. */
export function ruleSection(page: string, rule: string): string {
  const lines = page.split("\n");
  const start = lines.findIndex((line) => /^## /.test(line) && line.slice(3).replaceAll("`", "").trim() === rule);
  if (start === -1) return page;
  const length = lines.slice(start + 1).findIndex((line) => /^## /.test(line));
  const section = lines.slice(start, length === -1 ? undefined : start + 1 + length);
  return `${section.join("\n").slice(1).trimEnd()}\n`;
}
