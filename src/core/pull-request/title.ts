import type { Plan } from "../remediation/plan.ts";
import { counted } from "../report/counted.ts";
import { defuse } from "../report/defuse.ts";
import type { GroupKey } from "./group-key.ts";
import { modelOf } from "./selections.ts";

/** GitHub takes 256 characters; lists of pull requests show about half of that. */
const longestTitle = 120;

/**
 * What the pull request does, in one line: `Upgrade pillow to 10.0.1 in classifier (GHSA-…)`. A title renders no Markdown but code, and
 * makes references of `#1`, so it is defused as running text is.
 */
export function titleOf(key: GroupKey, plans: readonly Plan[]): string {
  const subjects = distinct(plans.flatMap(({ clears }) => clears.map(({ finding }) => finding.package ?? "")));
  const ids = distinct(plans.flatMap(({ clears }) => clears.flatMap(({ finding }) => finding.advisory?.id ?? [])));
  const rules = distinct(
    plans.flatMap(({ clears }) => clears.flatMap(({ finding }) => (finding.advisory === null ? [finding.rule] : []))),
  );
  const what =
    key.kind === "security"
      ? `Clear ${counted(ids.length, "advisory", "advisories")}`
      : subjects.length === 1
        ? moved(subjects[0] ?? "", plans)
        : `Move ${listed(subjects)}`;
  const models = distinct(plans.flatMap(({ places }) => places.map(modelOf)));
  const why = [
    ...(ids.length === 1 ? ids : ids.length === 0 ? [] : [counted(ids.length, "advisory", "advisories")]),
    ...rules,
  ];
  const reason = key.kind === "security" || why.length === 0 ? "" : ` (${listed(why)})`;
  return defuse(`${what} in ${listed(models)}${reason}`, longestTitle);
}

function moved(name: string, plans: readonly Plan[]): string {
  const changes = plans
    .flatMap(({ places }) => places.flatMap((place) => place.changes))
    .filter((one) => one.name === name);
  const to = distinct(changes.flatMap((change) => change.to ?? []));
  if (to.length === 0) return changes.length === 0 ? `Mend ${name}` : `Remove ${name}`;
  const verb = changes.every(({ kind }) => kind === "upgraded") ? "Upgrade" : "Move";
  return to.length === 1 ? `${verb} ${name} to ${to[0]}` : `${verb} ${name}`;
}

/** `a, b and 3 more` */
export function listed(names: readonly string[], most = 2): string {
  if (names.length <= most) return names.join(" and ");
  return `${names.slice(0, most).join(", ")} and ${names.length - most} more`;
}

const distinct = (texts: readonly string[]): readonly string[] => [...new Set(texts)].sort();
