import type { Impossible } from "../../core/remediation/impossible-reason.ts";
import type { FixingPlace } from "./fixing-place.ts";
import type { FixPlan, MadePlan } from "./make-plan.ts";

const remedies: Partial<Record<Impossible["reason"], string>> = {
  "no-lock-to-edit":
    "Give the model a constraints file, a lock or a compiled list: then there is a line that says which version is installed.",
  "not-editable": "Change the line by hand, or write its version where it can be read without running anything.",
};

/** A set of versions was found, and no edit of the manifests brings it about. */
export function whyUnwritable({ reason, why }: Extract<MadePlan, { kind: "unwritable" }>): Impossible {
  const explanation = `Versions that clear it were found, and no edit of the manifests brings them about. ${why}`;
  const remedy = remedies[reason];
  return { reason, explanation, ...(remedy === undefined ? {} : { remedy }) };
}

export const unknownFault: Impossible = {
  reason: "conflicting-requirements",
  explanation: "Versions that clear it were found, and no edit of the manifests brings them about.",
};

/** One model could be mended without the others that share its files. */
export function sharedManifest(
  model: string,
  { plan, files }: FixPlan,
  culprits: readonly string[],
  { explanation }: Impossible,
  places: readonly FixingPlace[],
): Impossible {
  const shared = files.map(({ path }) => `\`${path}\``).join(" and ");
  const moves = new Set(
    plan.places.flatMap(({ changes }) =>
      changes.map(({ name, from, to }) => `${name} ${from ?? "(new)"} → ${to ?? "(gone)"}`),
    ),
  );
  const who = culprits.length === 0 ? "the other models together" : culprits.map((one) => `\`${one}\``).join(" and ");
  const where = culprits.length === 0 ? "" : ` (${places.map(({ standing }) => standing.place).join(", ")})`;
  return {
    reason: "shared-manifest",
    explanation: `\`${model}\` alone could be mended: ${[...moves].sort().join(", ")}. It shares ${shared} with ${who}${where}, in whose way that would be: ${explanation}`,
    remedy: `Give ${culprits.length === 0 ? `\`${model}\`` : who} a file of its own in place of ${shared}: then the rest can move.`,
  };
}
