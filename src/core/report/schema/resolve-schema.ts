import * as z from "zod";
import type { ProofNode } from "../../resolution/conflict.ts";
import type { PackageJson, ResolutionJson, ResolutionsJson } from "../resolution-json.ts";
import type { Agrees, Holds } from "./agreement.ts";
import { count, notAssessedList, origin, text, texts } from "./common-schema.ts";
import { publish } from "./publish.ts";
import { target } from "./target-schema.ts";

const fact = z.strictObject({
  kind: z.literal("fact").describe("A leaf: something that a manifest or an index says."),
  statement: text.describe("What is said, as one sentence."),
  origin: origin.nullable().describe("Line of the manifest that says it; null where an index or a package says it."),
});

const derived = z.strictObject({
  kind: z.literal("derived").describe("An inner node: it follows from its two causes."),
  statement: text.describe("What follows, as one sentence."),
  get causes(): z.ZodTuple<[typeof proof, typeof proof], null> {
    return z.tuple([proof, proof]).describe("What it follows from.");
  },
});

const proof: z.ZodType<ProofNode> = z.lazy(() => z.discriminatedUnion("kind", [fact, derived])).meta({ id: "proof" });

const conflict = z.strictObject({
  text: text.describe("The proof as prose."),
  tree: proof.describe("The proof as a tree: the root says that there is no resolution."),
  hints: texts.describe("What would make it solvable, found by solving again."),
});

const resolvedPackage = z.strictObject({
  name: text.describe("Normalised name (PEP 503)."),
  version: text.describe("Version with its local part."),
  extras: texts.describe("Extras that are installed."),
  index: text.describe("Base address of the index that lists the file, without credentials."),
  alsoOn: texts.describe("Other indexes that list a project of this name and were asked too; empty for most."),
  file: text.describe("Filename of what the target would install."),
  url: text.describe("Address of the file, without credentials."),
  hashes: z.record(z.string(), z.string()).describe("Hex digests by algorithm, as the index gives them; may be empty."),
  size: count.nullable().describe("Bytes of the file; null where the index does not say."),
  requires: texts.describe("Requirements of its metadata that hold on the target, as it writes them."),
  via: texts.describe("Who asks for it: `requirements.txt:3`, or a package with its version."),
  assumed: z.boolean().describe("True where its requirements were recorded by a build and are not promised here."),
  yanked: text.nullable().describe("Why the release was withdrawn (PEP 592), perhaps empty; null where it was not."),
  reason: text.nullable().describe("Why not a newer version; null where it is the newest that the target can load."),
});

const provided = z.strictObject({
  name: text.describe("Normalised name (PEP 503)."),
  version: text.describe("Version that the target has."),
  via: texts.describe("Who asks for it; nobody where it is there unasked."),
});

const unmet = z.strictObject({
  name: text.describe("Normalised name (PEP 503) of the pin that asks."),
  version: text.describe("Its version."),
  requires: text.describe("What it asks for, as its metadata has it."),
  installed: z.strictObject({ name: text, version: text }).describe("The pin that does not meet it."),
});

export const resolveSchema = z.strictObject({
  satisfiable: z.boolean().nullable().describe("Null where it could not be found out; `notAssessed` then says why."),
  target: target.describe("Where the packages would be installed."),
  packages: z.array(resolvedPackage).describe("What would be installed, sorted by name; empty without a resolution."),
  provided: z
    .array(provided)
    .exactOptional()
    .describe("What the target brings: it is there, and nothing installs it. Absent where it brings nothing."),
  unmet: z
    .array(unmet)
    .exactOptional()
    .describe(
      "What the pins ask of one another and do not have, where `--no-deps` takes them as they are. Absent where they agree.",
    ),
  conflict: conflict.nullable().describe("Why there is no resolution; null where there is one or it is not known."),
  notAssessed: notAssessedList,
});

export const resolutionsSchema = z.strictObject({
  satisfiable: z.boolean().nullable().describe("True where every target has a resolution, false where one has none."),
  resolutions: z.array(resolveSchema).describe("One for each target, in the order in which they were named."),
});

export type ResolutionsAgree = Holds<Agrees<z.infer<typeof resolutionsSchema>, ResolutionsJson>>;
export type PackageAgrees = Holds<Agrees<z.infer<typeof resolvedPackage>, PackageJson>>;
export type ResolveAgrees = Holds<Agrees<z.infer<typeof resolveSchema>, ResolutionJson>>;

/** The JSON Schema (2020-12) of `resolve --format json`. */
export function resolveJsonSchema(): Record<string, unknown> {
  return publish(resolveSchema, {
    id: "urn:pinwarden:schema:resolve:1",
    title: "Pinwarden resolution",
    description: "What `pinwarden resolve --format json` prints.",
  });
}

/** The JSON Schema (2020-12) of `resolve --format json` for several targets. */
export function resolutionsJsonSchema(): Record<string, unknown> {
  return publish(resolutionsSchema, {
    id: "urn:pinwarden:schema:resolve-targets:1",
    title: "Pinwarden resolutions of several targets",
    description: "What `pinwarden resolve --format json` prints where more than one target is named.",
  });
}
