import type { Plan, PlannedEdit } from "../remediation/plan.ts";

/** One edit of a plan, and why it is made. */
export interface EditReason {
  readonly file: string;
  /** What is edited: a requirement as it stands, or what is added and taken out. */
  readonly what: string;
  readonly why: string;
}

/** Why each edit of a plan is made: for what it clears itself, or for what it makes way. */
export function editReasons(plan: Plan): readonly EditReason[] {
  return plan.edits.map((edit) => reasonOf(edit, plan));
}

function reasonOf(edit: PlannedEdit, plan: Plan): EditReason {
  switch (edit.kind) {
    case "clauses": {
      const { requirement, name, why } = edit;
      const file = requirement.origin.file;
      const what = requirement.text;
      if (name !== undefined) return { file, what, why };
      const cleared = clearedOf(requirement.specifier.name, plan);
      return { file, what, why: cleared.length > 0 ? `clears ${listed(cleared)}` : why };
    }
    case "compiled": {
      const added = edit.added.map(({ name, version }) => `${name}==${version}`);
      const parts = [
        ...(added.length === 0 ? [] : [`comes with what moved: ${added.join(", ")}`]),
        ...(edit.removed.length === 0 ? [] : [`nothing asks for ${edit.removed.join(", ")} any more`]),
      ];
      return { file: edit.file, what: "the compiled list", why: parts.join("; ") };
    }
    case "constraint":
      return { file: edit.file, what: edit.text, why: edit.why };
  }
}

function clearedOf(name: string, { clears }: Plan): readonly string[] {
  const own = clears.filter(({ finding }) => finding.package === name);
  return [...new Set(own.map(({ finding }) => finding.advisory?.id ?? finding.rule))];
}

const shownAtMost = 4;

const listed = (words: readonly string[]): string =>
  words.length <= shownAtMost
    ? words.join(", ")
    : `${words.slice(0, shownAtMost).join(", ")} and ${words.length - shownAtMost} more`;
