import * as z from "zod";
import type { ComparedFinding } from "../../rule/finding.ts";
import type { Agrees, Holds } from "./agreement.ts";
import { origin, text, texts } from "./common-schema.ts";

export const evidence = z.strictObject({
  fact: text.describe("What the finding rests on."),
  source: text.describe("Where it can be looked up: an address, or a document's name."),
  date: text.nullable().describe("When the source said so or was read, ISO 8601; null where it is not dated."),
});

const exploitation = z.strictObject({
  epss: z
    .strictObject({
      score: z.number().min(0).max(1).describe("Probability of an exploitation within 30 days."),
      percentile: z.number().min(0).max(1).describe("Share of all vulnerabilities with the same or a lower one."),
      date: text.nullable().describe("Day of the model's run; null where the source does not say."),
    })
    .nullable()
    .describe("FIRST's EPSS; null without a score."),
  known: z
    .strictObject({
      since: text.describe("Day on which CISA listed it."),
      ransomware: z.boolean().describe("Known to be used by ransomware."),
    })
    .nullable()
    .describe("CISA's catalogue of known exploited vulnerabilities; null where it is not listed."),
});

const advisory = z.strictObject({
  id: text.describe("Id that the group of aliases is known by, such as a GHSA."),
  aliases: texts.describe("Other ids of the same thing, such as its CVE."),
  url: text.nullable().describe("Where it can be read; null where none is known."),
  exploitation: exploitation
    .exactOptional()
    .describe("How it is exploited; absent where no source is configured, or nothing is known."),
});

/** One thing that is wrong, and what the change does to it. */
export const finding = z.strictObject({
  rule: text.describe("Stable id of the rule, such as `advisory` or `accelerator/driver-too-old`."),
  severity: z
    .enum(["low", "moderate", "high", "critical", "info", "unknown"])
    .describe("`info` never counts; what `unknown` does is the policy's to say."),
  score: z.number().min(0).max(10).nullable().exactOptional().describe("CVSS base score; null or absent without one."),
  package: text.nullable().describe("Package that it is about; null where it is about the target or the model."),
  version: text.nullable().describe("Version with its local part, as it is pinned."),
  message: text.describe("One sentence, plain text. It may hold text of others: escape it before it is rendered."),
  advisory: advisory.nullable().describe("The advisory that it comes from; null for another rule."),
  fixedIn: texts.describe("Versions that would clear it, nearest first; empty where none is known."),
  location: origin.nullable().describe("Manifest line that brings it in; null where there is none."),
  evidence: z.array(evidence).describe("What it rests on, each with its source."),
  via: texts.describe("Chain from the manifest's requirement to the package, by name."),
  key: text.describe("What makes two findings the same one across refs; to be compared, not to be read."),
  warns: z
    .literal(true)
    .exactOptional()
    .describe(
      "It warns whatever its severity, unless `policy.rules` says otherwise; absent where the severity decides.",
    ),
  status: z
    .enum(["introduced", "existing", "fixed"])
    .describe("What the change does to it. Without a base everything is `introduced`."),
  accepted: text
    .exactOptional()
    .describe("Why the policy accepts it, so that it does not count; absent where it counts."),
});

export type FindingAgrees = Holds<Agrees<z.infer<typeof finding>, ComparedFinding>>;
