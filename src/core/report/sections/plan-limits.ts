import type { Plan } from "../../remediation/plan.ts";
import { tradeText } from "../../remediation/trade.ts";
import { code, type Inline, words } from "../markdown.ts";

/** What plans leave of the CUDA, the build or the index that is installed, and the places that they could not be checked for, a line each. */
export function planLimits(plans: readonly Plan[], most: number): Inline[][] {
  const trades = new Set(plans.flatMap(({ trades: own }) => own.map(({ trade }) => tradeText(trade))));
  const unchecked = plans.flatMap(({ unchecked: own = [] }) => own);
  return [
    ...[...trades].map((text) => [
      words("Left the CUDA, the build or the index that is installed: "),
      code(text, 300),
      words("."),
    ]),
    ...unchecked.map(({ place, files, why }) => [
      words("Not checked for "),
      code(place, 200),
      words(", which reads "),
      code(files.join(", "), 300),
      words(`: ${why}`),
    ]),
  ].slice(0, most);
}
