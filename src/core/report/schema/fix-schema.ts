import * as z from "zod";
import { impossibleReasons } from "../../remediation/impossible-reason.ts";
import type { FixJson } from "../fix-json.ts";
import type { Agrees, Holds } from "./agreement.ts";
import { change } from "./check-schema.ts";
import { count, notAssessedList, text } from "./common-schema.ts";
import { publish } from "./publish.ts";

const subject = z.strictObject({
  where: text.describe("Model and target, such as `classifier on prod`."),
  rule: text.describe("Stable id of the rule."),
  id: text.nullable().describe("Id of the advisory; null for another rule."),
  package: text.nullable().describe("Package that it is about."),
  version: text.nullable().describe("Version at which it was found."),
  severity: text.describe("As in the report of a check."),
});

const edit = z.strictObject({
  file: text.describe("Path in the repository."),
  line: count.describe("Line from 1: of the file as it is, or where an added line stands afterwards."),
  before: text.nullable().describe("The line as it is; null where it is added."),
  after: text.describe("The line as it would be."),
});

const plan = z.strictObject({
  id: text.describe("The same findings cleared by the same edits have the same id."),
  clears: z.array(subject).describe("Findings that are gone once the edits are made."),
  changes: z
    .array(z.strictObject({ name: text, from: text.nullable(), to: text.nullable() }))
    .describe("What is installed otherwise; null where it was not there, or is not any more."),
  edits: z.array(edit).describe("Changed lines."),
  reasons: z
    .array(z.strictObject({ file: text, what: text, why: text }))
    .describe("Why each edit is made: `what` is the requirement as it stood, or what is added."),
  commands: z
    .array(
      z.strictObject({
        file: text,
        command: text,
        state: z.enum(["needed", "ran"]),
        installed: z.boolean().describe("Whether a model is installed from it; else it lies beside what is."),
        why: text.nullable(),
      }),
    )
    .describe(
      "What writes the locks of other tools, in the folder of each: still to be run, or run, read back and checked.",
    ),
  introduces: z.array(subject).describe("Findings that come with it, less severe than the worst that it clears."),
  cautions: z
    .array(z.strictObject({ file: text, line: count, why: text }))
    .describe("What stands in the edited files and would undo the edits later, with what to do about it."),
  notAssessed: notAssessedList.describe(
    "What is assumed or not looked at of what it brings in, beyond what is so already.",
  ),
  trades: z
    .array(
      z.strictObject({
        where: text,
        package: text,
        version: text.describe("The one that comes."),
        kind: z.enum(["cuda", "build", "index"]),
        from: text.describe("`CUDA 12`, `+cu126`, or an index's address."),
        to: text,
      }),
    )
    .describe(
      "What leaves the CUDA major, the build or the index that is installed: nothing that stays on it clears what the plan clears, or that is the finding.",
    ),
  unchecked: z
    .array(z.strictObject({ where: text, files: z.array(text), why: text }))
    .describe(
      "Places that read an edited file and have no resolution as they stand: whether the edits suit them was not checked.",
    ),
  targets: z
    .array(z.strictObject({ id: text, changes: z.array(change) }))
    .describe("Every place that was resolved and checked again with the edited files."),
});

const impossible = z.strictObject({
  finding: subject,
  reason: z.enum(impossibleReasons).describe("Why it cannot be cleared."),
  explanation: text.describe("The proof, or what was passed over, as prose."),
  remedy: text.nullable().describe("What would make it possible; null where nothing is known."),
});

export const fixSchema = z.strictObject({
  plans: z.array(plan).describe("One for each set of models that share manifests and have something to mend."),
  impossible: z.array(impossible).describe("What no plan clears."),
  notAssessed: notAssessedList,
});

export type FixAgrees = Holds<Agrees<z.infer<typeof fixSchema>, FixJson>>;

export const fixJsonSchema = (): Record<string, unknown> =>
  publish(fixSchema, {
    id: "urn:pinwarden:schema:fix:1",
    title: "Pinwarden fix",
    description: "What `pinwarden fix --format json` prints.",
  });
