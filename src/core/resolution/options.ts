/**
 * How an answer source deals with several indexes. `first-index`: the first that knows a project answers for it, as in
 * uv; `best-match`: all that know it do, and the best version of all is chosen, as in pip; `first-match`: all do, and a
 * version of an earlier index is chosen before any of a later one, as with uv's `unsafe-first-match`.
 */
export type IndexStrategy = "first-index" | "first-match" | "best-match";

/** As users write it: uv's names, and pip's way by its own. */
export const indexStrategyNames = ["first-index", "best-match", "unsafe-best-match", "unsafe-first-match"] as const;

/** Whether what the target cannot run is kept out of the solve, or found afterwards. */
export const acceleratorRules = ["constrain", "check"] as const;

export function indexStrategyOf(name: (typeof indexStrategyNames)[number]): IndexStrategy {
  if (name === "unsafe-best-match") return "best-match";
  return name === "unsafe-first-match" ? "first-match" : name;
}
