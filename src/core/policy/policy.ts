import type { Config, Policy as DeclaredPolicy, FailOn, IgnoreRule, RuleEffect } from "../config/config.ts";

/** What decides: the configuration's policy, with what the command line or the action's inputs say over it. */
export interface Policy {
  readonly failOn: FailOn;
  /** Findings are reported and never fail the check. */
  readonly warnOnly: boolean;
  readonly unknownSeverity: DeclaredPolicy["unknownSeverity"];
  readonly ignore: readonly IgnoreRule[];
  /** Advisory ids that are accepted for every package, without an end. */
  readonly allowed: readonly string[];
  /** What findings of single rules do, by the rule's id. */
  readonly effects: ReadonlyMap<string, RuleEffect>;
}

/** What the command line or the action's inputs may say over the configuration. */
export interface PolicySettings {
  readonly failOn: FailOn | null;
  readonly allowGhsas: readonly string[];
  readonly warnOnly: boolean;
}

/** Inputs add to what is allowed and replace the threshold; `warnOnly` holds if either says so. */
export function policyOf({ policy }: Pick<Config, "policy">, settings: PolicySettings): Policy {
  return {
    failOn: settings.failOn ?? policy.failOn,
    warnOnly: settings.warnOnly || policy.warnOnly,
    unknownSeverity: policy.unknownSeverity,
    ignore: policy.ignore,
    allowed: [...policy.allowGhsas, ...settings.allowGhsas],
    effects: policy.effects,
  };
}
