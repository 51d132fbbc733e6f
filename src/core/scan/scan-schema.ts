import * as z from "zod";
import type { Agrees, Holds } from "../report/schema/agreement.ts";
import { notAssessedList, text, texts } from "../report/schema/common-schema.ts";
import { publish } from "../report/schema/publish.ts";
import { itemSchema, moveSchema } from "./record-schema.ts";
import type { ScanReport } from "./scan-report.ts";

const verdict = z.enum(["pass", "warn", "fail", "incomplete"]);
const version = text.nullable();
const capabilities = texts.nullable();
const lost = z
  .array(z.strictObject({ computeCapability: text, names: texts }))
  .describe("Capabilities that there is no code for any more, with well-known GPUs of each.");

const reported = itemSchema.extend({
  isNew: z.boolean().describe("Whether this scan is the first that has it."),
});

const place = z.strictObject({
  model: text.describe("Id of the model."),
  target: text.describe("Id of the target."),
  verdict,
  seen: text.nullable().describe("Moment of the scan that saw it last, whole; null where none has."),
  upToDate: z.boolean().describe("False where it is shown, wholly or in part, as an earlier scan saw it."),
  lock: text.nullable().describe("Path of the lock that it is installed from; null where it has none."),
  drift: z.array(reported).describe("What is wrong without a commit having made it so."),
  standing: z
    .array(itemSchema)
    .describe("What is wrong and came with a commit, is accepted, or is merely worth knowing."),
  cleared: z.array(itemSchema).describe("What was drift by the record before and is no longer there."),
  moves: z.array(moveSchema).describe("What is installed otherwise than at the last commit that changed the place."),
  movedSince: z.array(moveSchema).describe("Of these, what moved since the record before."),
  since: z
    .strictObject({ at: text, commit: text.nullable() })
    .nullable()
    .describe("The first scan after that commit, and the commit that it scanned."),
  driverFloor: z
    .strictObject({ committed: version, now: version })
    .describe("NVIDIA driver that the wheels need; null where not known or not needed."),
  gpus: z.strictObject({ committed: capabilities, now: capabilities, lost }).describe("What the wheels hold code for."),
  unpinned: z
    .strictObject({ moves: z.array(moveSchema), driverFloor: version, gpus: capabilities, lost })
    .nullable()
    .describe("What an installation without the lock would get today; null where that is the same, or without a lock."),
  byCommit: z
    .strictObject({ files: texts, target: z.boolean(), resolution: z.boolean(), policy: z.boolean() })
    .nullable()
    .describe("What a commit changed since the record before; null where none did."),
  conflict: text.nullable().describe("Why there is no resolution; null where there is one."),
  notAssessed: notAssessedList,
});

const report = z.strictObject({
  verdict: verdict.describe("Over what is open. `incomplete` is no pass: a source failed."),
  at: text.describe("Moment of the scan, ISO 8601 in UTC."),
  commit: text.nullable().describe("Commit that was scanned; null where the tree was none."),
  previous: z
    .strictObject({ id: text, at: text, commit: text.nullable() })
    .nullable()
    .describe("The record that it is held against; null on the first scan."),
  news: z.boolean().describe("Whether anything is otherwise than the record before has it, without a commit."),
  complete: z.boolean().describe("False where a source failed: what could not be seen is shown as it was seen last."),
  places: z.array(place).describe("Every model on every target."),
  notAssessed: notAssessedList,
  snapshot: z.strictObject({
    excludeNewer: text.nullable().describe("Moment from which on files were left out."),
    advisories: z.strictObject({ source: text.nullable(), asOf: text.nullable() }),
    tables: text.describe("Date of the compatibility tables."),
    version: text.describe("Of Pinwarden."),
  }),
});

export type ScanReportAgrees = Holds<Agrees<z.infer<typeof report>, ScanReport>>;

export function scanJsonSchema(): Record<string, unknown> {
  return publish(report, {
    id: "urn:pinwarden:schema:scan:1",
    title: "Pinwarden scan report",
    description: "What `pinwarden scan --format json` prints.",
  });
}
