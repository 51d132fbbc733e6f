import * as z from "zod";
import type { Agrees, Holds } from "../report/schema/agreement.ts";
import { text, texts } from "../report/schema/common-schema.ts";
import { publish } from "../report/schema/publish.ts";
import { recordFormat, type ScanRecord } from "./record.ts";

/** Their first ten characters are shown, and counted with: what is no moment is no record. */
const moment = z.string().regex(/^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])T\d{2}:\d{2}/);
const severity = z.enum(["low", "moderate", "high", "critical", "info", "unknown"]);
const placeId = { model: text.describe("Id of the model."), target: text.describe("Id of the target.") };
const gpus = texts.nullable().describe("Compute capabilities that the wheels hold code for; null where not known.");
const driverFloor = text.nullable().describe("NVIDIA driver that the wheels need; null where not known or not needed.");

export const moveSchema = z.strictObject({
  name: text.describe("Normalised name of the package."),
  from: text.nullable().describe("Version before; null where it came."),
  to: text.nullable().describe("Version now; null where it went."),
});

export const itemSchema = z.strictObject({
  key: text.describe("What makes it the same one in the next scan; to be compared, not to be read."),
  rule: text.describe("Stable id of the rule, such as `advisory` or `scan/yanked`."),
  severity: severity.describe("`info` never counts; what `unknown` does is the policy's to say."),
  score: z.number().min(0).max(10).nullable().describe("CVSS base score; null without one."),
  package: text.nullable().describe("Package that it is about; null where it is about the target or the model."),
  version: text.nullable().describe("Version with its local part."),
  message: text.describe("One sentence, plain text. It may hold text of others: escape it before it is rendered."),
  advisory: z
    .strictObject({ id: text, aliases: texts, url: text.nullable() })
    .nullable()
    .describe("The advisory that it comes from; null for another rule."),
  fixedIn: texts.describe("Versions that would clear it, nearest first; empty where none is known."),
  where: z
    .enum(["installed", "unpinned"])
    .describe("What it holds for: what is installed, or what it would be without the lock."),
  cause: z
    .enum(["drift", "first-scan", "commit", "tool"])
    .describe("What made it so; `drift`: nothing in the repository did."),
  since: moment.describe("Moment of the scan that saw it first."),
  accepted: text.nullable().describe("Why policy accepts it, so that it does not count; null where it counts."),
});

const place = z.strictObject({
  ...placeId,
  seen: moment.nullable().describe("Moment of the scan that saw it last, whole; null where none has."),
  inputs: z
    .strictObject({
      files: z.record(z.string(), z.string()).describe("SHA-256 of every file that was read for it, by path."),
      target: text.describe("The target's fields as they came out."),
      resolution: text.describe("The indexes that were asked, and what the configuration says of resolving."),
      policy: text.describe("SHA-256 of the policy, which decides what is told and not what is installed."),
    })
    .describe("What a commit can change about the place, and nothing else can."),
  lock: text.nullable().describe("Path of the lock that it is installed from; null where it has none."),
  committed: z
    .strictObject({
      at: moment.describe("Moment of that scan."),
      commit: text.nullable().describe("Commit that it scanned."),
      packages: z.record(z.string(), z.string()).describe("Version by name."),
      driverFloor,
      gpus,
    })
    .describe("As it was at the first scan after the commit that changed its inputs last."),
  packages: z
    .array(
      z.strictObject({
        name: text.describe("Normalised name."),
        version: text.describe("Version with its local part."),
        file: text.describe("File that the target would install, as it was seen first for this version."),
        hash: text.nullable().describe("`sha256:…` of it; null where the index gives none."),
      }),
    )
    .describe("What is installed; where there is no resolution now, what was installed last."),
  satisfiable: z.boolean().describe("False where no set of versions meets all requirements now."),
  driverFloor,
  gpus,
  unpinned: z
    .strictObject({ moves: z.array(moveSchema), driverFloor, gpus })
    .nullable()
    .describe(
      "What an installation without the lock would get instead; null where that is the same, or without a lock.",
    ),
  items: z.array(itemSchema).describe("Everything that is wrong in the place, with since when."),
});

/** The shape of a record, as it is written and as it is read back: a record is somebody else's text by then. */
export const recordSchema = z.strictObject({
  format: z.union([z.literal(1), z.literal(recordFormat)]).describe("Version of this format; 1 had no digest."),
  digest: z
    .string()
    .regex(/^[0-9a-f]{64}$/)
    .exactOptional()
    .describe("SHA-256 of the canonical text of the record without this field. Format 2 always has it."),
  at: moment.describe("Moment of the scan, ISO 8601 in UTC."),
  previous: text.nullable().describe("Id of the record before: SHA-256 of its text; null for the first."),
  commit: text.nullable().describe("Commit that was scanned; null where the tree was none."),
  complete: z.boolean().describe("False where a source failed: what was not seen stands as it was seen last."),
  version: text.describe("Of Pinwarden."),
  tables: text.describe("Date of the compatibility tables."),
  advisories: z
    .strictObject({ source: text.nullable(), asOf: text.nullable() })
    .describe("Where advisories were asked."),
  excludeNewer: text.nullable().describe("Moment from which on files were left out."),
  issue: z.int().min(1).nullable().describe("Number of the drift issue; null where none is known."),
  places: z.array(place).describe("Every model on every target, sorted by model and target."),
  unseen: z.array(z.strictObject(placeId)).describe("Places that no scan has ever seen whole."),
});

export type RecordAgrees = Holds<Agrees<z.infer<typeof recordSchema>, ScanRecord>>;

export function scanRecordJsonSchema(): Record<string, unknown> {
  return publish(recordSchema, {
    id: "urn:pinwarden:schema:scan-record:1",
    title: "Pinwarden scan record",
    description: "What one scan saw, as docs/scan.md describes it: one canonical line of JSON.",
  });
}
