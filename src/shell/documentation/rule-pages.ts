import { readFileSync } from "node:fs";

/**
 * The text of a file of docs/rules. The bundle has them inside: `scripts/build.ts` puts the pages in the place of this module, so that the
 * program says what its own version finds, without a network and wherever it lies.
 */
export function rulePageText(file: string): string {
  return readFileSync(new URL(`../../../docs/rules/${file}`, import.meta.url), "utf8");
}
