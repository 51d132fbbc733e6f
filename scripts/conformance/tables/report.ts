/** Most failing rows printed of one table. */
const mostPrinted = 20;

/** Counts rows and prints one line for each table, after the first rows that fail. */
export class Report {
  passed = 0;
  failed = 0;
  readonly #print: (line: string) => void;

  constructor(print: (line: string) => void) {
    this.#print = print;
  }

  table<Row>(name: string, rows: readonly Row[], check: (row: Row) => Outcome): void {
    let passed = 0;
    let failed = 0;
    const skipped = new Map<string, number>();
    for (const row of rows) {
      const outcome = check(row);
      if (typeof outcome === "string") {
        skipped.set(outcome, (skipped.get(outcome) ?? 0) + 1);
        continue;
      }
      if (same(outcome.actual, outcome.expected)) {
        passed += 1;
        continue;
      }
      failed += 1;
      if (failed > mostPrinted) continue;
      this.#print(`  ${name}: ${show(row)}: expected ${show(outcome.expected)}, got ${show(outcome.actual)}`);
    }
    this.passed += passed;
    this.failed += failed;
    const reasons = [...skipped].map(([reason, count]) => `, ${count} skipped: ${reason}`).join("");
    this.#print(`${name}: ${passed} passed, ${failed} failed${reasons}`);
  }
}

/** What was expected and what came, or the reason why the row cannot be asked. */
export type Outcome = { readonly expected: unknown; readonly actual: unknown } | string;

function same(a: unknown, b: unknown): boolean {
  return show(a, Infinity) === show(b, Infinity);
}

function show(value: unknown, length = 300): string {
  const text = JSON.stringify(value, (_key, part) => (typeof part === "bigint" ? Number(part) : part)) ?? "nothing";
  return text.length > length ? `${text.slice(0, length)}…` : text;
}
