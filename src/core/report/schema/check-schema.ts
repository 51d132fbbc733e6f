import * as z from "zod";
import type { CheckReport, ModelReport, Snapshot, TargetReport } from "../../comparison/comparison.ts";
import type { Agrees, Holds } from "./agreement.ts";
import { count, notAssessed, notAssessedList, origin, text, texts } from "./common-schema.ts";
import { evidence, finding } from "./finding-schema.ts";
import { publish } from "./publish.ts";

const verdict = z.enum(["pass", "warn", "fail", "incomplete"]);

const swap = z.strictObject({
  from: text.describe("Where the same version came from."),
  to: text.describe("Where it comes from now."),
});

export const change = z.strictObject({
  kind: z
    .enum(["added", "removed", "upgraded", "downgraded", "swapped"])
    .describe("`swapped`: the same version from another index, source or local version."),
  name: text.describe("Normalised name of the package."),
  from: text.nullable().describe("Version of the base; null where it is added."),
  to: text.nullable().describe("Version of the head; null where it is removed."),
  via: texts.describe("Chain of requirements that pulled it in, outermost first."),
  location: origin.nullable().describe("Manifest line that the chain begins with; null where there is none."),
  swap: swap.exactOptional().describe("Where the same version came from and comes from, where that is what changed."),
  licence: z
    .strictObject({
      from: text.nullable().describe("Of the base; null where its metadata does not tell."),
      to: text.nullable().describe("Of the head; null where its metadata does not tell."),
    })
    .exactOptional()
    .describe("SPDX expression, or the metadata's own words; absent where neither end tells."),
  pairedWith: text.exactOptional().describe("Counterpart under another name of a package that is added or removed."),
});

const compatibility = z.strictObject({
  subject: text.describe("What was asked, such as `torch 2.11.0 (CUDA 13.0) on driver 535.183.01`."),
  question: z.enum(["driver", "gpu", "driver-supports-gpu", "glibc", "cuda-majors"]).describe("Kind of question."),
  verdict: z.enum(["ok", "limited", "fail", "unknown"]).describe("The answer; `unknown` is no pass."),
  detail: text.describe("Why, as one sentence."),
});

const driverFloor = z.strictObject({
  base: text.nullable().describe("Least driver of the base; null where not known or not needed."),
  head: text.nullable().describe("Least driver of the head; null where not known or not needed."),
});

const image = z.strictObject({
  base: text.nullable().describe("Image of the base; null where not known."),
  head: text.nullable().describe("Image of the head; null where not known."),
  startsFrom: z
    .strictObject({ base: count.nullable(), head: count.nullable() })
    .describe("NVIDIA driver branch that brings the image's CUDA; null where the image asks for none."),
  size: z
    .strictObject({
      base: count.nullable().describe("Of the base; null where not known."),
      head: count.nullable().describe("Of the head; null where not known."),
      new: count
        .nullable()
        .describe("Of the head's, those of layers that the base does not have; null where not known."),
      unknown: z.array(notAssessed).describe("Why a size is not known, by image."),
    })
    .exactOptional()
    .describe("Bytes of the compressed layers for the target's platform; absent where the image does not move."),
  facts: z
    .strictObject({
      base: z.array(evidence).describe("Of the base's image."),
      head: z.array(evidence).describe("Of the head's image."),
    })
    .exactOptional()
    .describe("What the image's own configuration says; absent where no registry told."),
});

const download = z.strictObject({
  base: count.nullable().describe("Bytes of all files of the base; null where the index does not give each size."),
  head: count.nullable().describe("Bytes of all files of the head; null where the index does not give each size."),
});

const lostGpu = z.strictObject({
  computeCapability: text.describe("Such as `7.0`."),
  names: texts.describe("Well-known GPUs of it."),
});

const gpus = z.strictObject({
  base: texts.nullable().describe("Of the base; null where not known or not needed."),
  head: texts.nullable().describe("Of the head; null where not known or not needed."),
  lost: z.array(lostGpu).describe("Capabilities of the base that the head has no code for."),
});

const targetReport = z.strictObject({
  id: text.describe("Name of the target."),
  changes: z.array(change).describe("What is installed otherwise than before; empty without a base."),
  findings: z.array(finding).describe("What is wrong, what was wrong already, and what is mended."),
  notAssessed: notAssessedList,
  driverFloor: driverFloor.describe("NVIDIA driver that the resolved wheels need."),
  gpus: gpus.describe("Compute capabilities that the resolved wheels hold code for."),
  image: image.exactOptional().describe("Serving image, where there is one."),
  download: download.exactOptional().describe("What an installation downloads, where a change is reported."),
  compatibility: z.array(compatibility).describe("What was asked of driver, GPUs and C library, and the answers."),
  packages: count.nullable().describe("Number of packages of the head; null where it has no resolution."),
  verdict: verdict.describe("Of this model on this target."),
  conflict: text.nullable().describe("Why the head has no resolution, as prose; null where it has one."),
});

const modelReport = z.strictObject({
  id: text.describe("Name of the model."),
  path: text.describe("Its folder, from the root of the repository."),
  targets: z.array(targetReport).describe("One for each place where it is served."),
});

const advisories = z.strictObject({
  source: text.nullable().describe("Address or file of the advisories; null where none was asked."),
  asOf: text.nullable().describe("Newest moment that the source speaks of, ISO 8601; null where it does not say."),
});

const snapshot = z.strictObject({
  at: text.describe("Moment of the check, ISO 8601 in UTC."),
  base: text.nullable().describe("Commit that the head is measured against; null without one."),
  head: text.describe("Commit that was checked, or the folder of a working tree."),
  indexes: texts.describe("Base addresses of the package indexes, without credentials."),
  excludeNewer: text.nullable().describe("Files uploaded from this moment on were left out; null for no limit."),
  advisories: advisories.describe("Where the advisories came from."),
  tables: text.describe("Date of the compatibility tables, `YYYY-MM-DD`."),
  version: text.describe("Version of Pinwarden."),
});

export const checkSchema = z.strictObject({
  verdict: verdict.describe("The worst of all: `fail`, then `incomplete` where an answer is missing, `warn`, `pass`."),
  models: z.array(modelReport).describe("One for each model that was checked."),
  snapshot: snapshot.describe("What the answers are worth: when, and from where."),
  notAssessed: notAssessedList,
});

export type TargetReportAgrees = Holds<Agrees<z.infer<typeof targetReport>, TargetReport>>;
export type ModelReportAgrees = Holds<Agrees<z.infer<typeof modelReport>, ModelReport>>;
export type SnapshotAgrees = Holds<Agrees<z.infer<typeof snapshot>, Snapshot>>;
export type CheckAgrees = Holds<Agrees<z.infer<typeof checkSchema>, CheckReport>>;

/** The JSON Schema (2020-12) of `check --format json`. */
export function checkJsonSchema(): Record<string, unknown> {
  return publish(checkSchema, {
    id: "urn:pinwarden:schema:check:1",
    title: "Pinwarden check",
    description: "What `pinwarden check --format json` prints.",
  });
}
