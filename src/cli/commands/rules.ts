import { shorten } from "../../core/config/config-problem.ts";
import { nearestName } from "../../core/config/nearest-name.ts";
import { PinwardenError } from "../../core/error.ts";
import { rulePage } from "../../core/report/rule-page.ts";
import { type RuleSummary, ruleSection, ruleSummaries } from "../../core/report/rule-text.ts";
import { isRuleId, ruleIds } from "../../core/rule/rule-ids.ts";
import { rulePageText } from "../../shell/documentation/rule-pages.ts";
import { type ExitCode, exitCodes } from "../exit-code.ts";
import type { Terminal } from "../terminal.ts";

/**
 * `pinwarden rules [RULE]`: every rule in a line, or the page of one: what it finds, why, how to fix it, and where its facts come from.
 *
 * @throws PinwardenError `usage/unknown-rule` where no finding may have the rule
 */
export async function rulesCommand(
  rule: string | null,
  options: { readonly output?: string },
  terminal: Terminal,
): Promise<ExitCode> {
  const text = rule === null ? listText(ruleSummaries(rulePageText("README.md"))) : pageText(rule);
  await terminal.result(text, options.output ?? null);
  return exitCodes.clean;
}

function pageText(rule: string): string {
  const file = isRuleId(rule) || rule.startsWith("manifest/") ? rulePage(rule) : null;
  if (file !== null) return ruleSection(rulePageText(file), rule);
  const near = nearestName(rule, ruleIds);
  throw new PinwardenError("usage/unknown-rule", `There is no rule \`${shorten(rule)}\`.`, {
    hint:
      near === null ? "`pinwarden rules` lists them." : `Did you mean \`${near}\`? \`pinwarden rules\` lists them all.`,
  });
}

function listText(rows: readonly RuleSummary[]): string {
  const lines = rows.flatMap(({ rules, severity, says }) => rules.map((rule) => ({ rule, severity, says })));
  const width = Math.max(...lines.map(({ rule }) => rule.length));
  return `${lines.map(({ rule, severity, says }) => `${rule.padEnd(width)}  ${says} (${severity})`).join("\n")}\n`;
}
