import * as z from "zod";
import type { Explanation } from "../explanation.ts";
import type { Agrees, Holds } from "./agreement.ts";
import { change } from "./check-schema.ts";
import { text, texts } from "./common-schema.ts";
import { publish } from "./publish.ts";

const chain = texts.describe("The line of a manifest, then each requirement on the way to the package.");
const changes = z.array(change);

const possible = z.strictObject({
  kind: z.literal("possible"),
  version: text.describe("The version that it could be."),
  changes: changes.describe("What would move with it, the package itself included."),
});

const release = z.strictObject({
  line: text.describe("The line of a manifest that would have to allow newer versions."),
  version: text.describe("The newest that the package then can be."),
  changes: changes.describe("What would move, the package of the line first."),
});

const heldBack = z.strictObject({
  kind: z.literal("held-back"),
  version: text.describe("The newest that the target can load."),
  by: z.array(chain).describe("The chains whose last requirement leaves that version out."),
  proof: text.describe("Why that version cannot be had, as prose."),
  hints: texts.describe("What would make it possible, found by solving."),
  reachable: possible.nullable().describe("A newer version that all requirements together leave; null for none."),
  releases: z.array(release).describe("Lines of which each alone would let the package move."),
});

const newer = z.discriminatedUnion("kind", [
  z.strictObject({
    kind: z.literal("newest"),
    passedOver: texts.describe("Why newer ones that exist are not taken."),
  }),
  possible,
  heldBack,
  z.strictObject({ kind: z.literal("unknown"), why: text.describe("What could not be found out.") }),
]);

const explanation = z.strictObject({
  model: text.describe("Id of the model."),
  target: text.describe("Id of the target."),
  name: text.describe("Normalised name (PEP 503)."),
  version: text,
  file: text.describe("Filename of what the target would install."),
  index: text.describe("Base address of the index that lists the file, without credentials."),
  chains: z.array(chain).describe("Every chain of requirements that leads to it, the shortest first."),
  reason: text.nullable().describe("Why this version and not a newer one; null where it is the newest that fits."),
  newer: newer.describe("What becomes of asking for the newest version that the target can load."),
});

export const explainSchema = z.strictObject({
  explanations: z.array(explanation).describe("One for each model and target that installs the package."),
});

export type ExplanationAgrees = Holds<Agrees<z.infer<typeof explanation>, Explanation>>;

/** The JSON Schema (2020-12) of `explain --format json`. */
export function explainJsonSchema(): Record<string, unknown> {
  return publish(explainSchema, {
    id: "urn:pinwarden:schema:explain:1",
    title: "Pinwarden explanation",
    description: "What `pinwarden explain --format json` prints.",
  });
}
