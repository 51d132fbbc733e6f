import type { CheckReport } from "../core/comparison/comparison.ts";
import { renderPullBody } from "../core/pull-request/body.ts";
import type { DigestedProposal } from "../core/pull-request/decide-pulls.ts";
import { modelOf } from "../core/pull-request/selections.ts";
import type { Work } from "./work.ts";

type Described =
  | { readonly kind: "body"; readonly body: (unfinished: boolean) => string }
  | { readonly kind: "refused"; readonly why: string };

/** Checks the edited files against the base once more, for the body: what does not hold there is not proposed. */
export async function describePull(proposal: DigestedProposal, work: Work): Promise<Described> {
  const { files, plans } = proposal;
  const models = [...new Set(plans.flatMap(({ places }) => places.map(modelOf)))].sort();
  const report = await work.ground.compare(files, models);
  const wrong = wrongIn(report, proposal);
  if (wrong !== null) return { kind: "refused", why: wrong };
  const { identity, base } = work.question;
  const body = (unfinished: boolean) =>
    renderPullBody({
      proposal,
      report,
      impossible: work.impossible,
      base,
      commit: work.commit,
      strategy: work.ground.strategy,
      workflowToken: identity.login.toLowerCase().replace("[bot]", "") === "github-actions",
      unfinished,
    });
  return { kind: "body", body };
}

/** Why the edited files are not what the plan says; null where they are. */
function wrongIn(report: CheckReport, { plans }: DigestedProposal): string | null {
  const targets = report.models.flatMap((model) => model.targets);
  if (targets.some(({ verdict }) => verdict === "incomplete"))
    return "The edited files could not be checked completely, so they are not proposed.";
  if (targets.some(({ conflict }) => conflict !== null))
    return "The edited files have no resolution, so they are not proposed.";
  const known = new Set(plans.flatMap(({ introduces }) => introduces.map(({ finding }) => finding.key)));
  const news = targets
    .filter(({ verdict }) => verdict === "fail")
    .flatMap(({ findings }) => findings)
    .filter(
      ({ status, accepted, severity }) => status === "introduced" && accepted === undefined && severity !== "info",
    )
    .find(({ key }) => !known.has(key));
  if (news === undefined) return null;
  return `The edited files bring in something that the plan does not have, so they are not proposed: ${news.message}`;
}
