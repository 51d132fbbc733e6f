import * as z from "zod";
import type { Advisory, AdvisoryNote } from "../advisory/advisory.ts";
import type { Exploitation } from "../exploitation/exploitation.ts";
import { digestPattern } from "../image/image-address.ts";
import type { ImageAnswer } from "../image/registry-image.ts";
import { normalizeName } from "../python/name.ts";
import { treeShape } from "./recorded-tree.ts";
import { type RecordedOverrides, recordingVersion } from "./recording.ts";

const severity = z.enum(["low", "moderate", "high", "critical", "info", "unknown"]);

const exploitation = z.object({
  epss: z
    .object({
      cve: z.string(),
      score: z.number(),
      percentile: z.number(),
      date: z.string().nullable(),
      source: z.string(),
    })
    .nullable(),
  kev: z.object({ cve: z.string(), added: z.string(), ransomware: z.boolean(), source: z.string() }).nullable(),
  unknown: z.array(z.string()),
}) satisfies z.ZodType<Exploitation>;

const advisory = z.object({
  id: z.string(),
  aliases: z.array(z.string()),
  summary: z.string().nullable(),
  severity,
  score: z.number().nullable(),
  severitySource: z.string().nullable(),
  fixedIn: z.array(z.string()),
  disagreements: z.array(z.string()),
  malicious: z.boolean(),
  modified: z.string().nullable(),
  detailsUnavailable: z.boolean(),
  exploitation: exploitation.optional(),
}) satisfies z.ZodType<Advisory>;

const note = z.object({ name: z.string().transform(normalizeName), text: z.string() }) satisfies z.ZodType<
  AdvisoryNote,
  unknown
>;

const overrides = z.object({
  indexUrl: z.string().nullable(),
  extraIndexUrls: z.array(z.string()),
  findLinks: z.array(z.string()),
  strategy: z.enum(["first-index", "first-match", "best-match"]).nullable(),
  torch: z.object({ backend: z.string(), index: z.string().nullable() }).optional(),
}) satisfies z.ZodType<RecordedOverrides>;

const texts = z.record(z.string(), z.string()).transform((record) => new Map(Object.entries(record)));

const imageAnswer = z.discriminatedUnion("kind", [
  z.object({
    kind: z.literal("known"),
    image: z.object({
      digest: z.string().regex(digestPattern),
      configuration: z.string().regex(digestPattern),
      os: z.string(),
      architecture: z.string(),
      layers: z.array(z.object({ digest: z.string(), size: z.int().min(0) })),
      environment: texts,
      labels: texts,
      buildArguments: texts,
      distribution: z.string().nullable(),
      asOf: z.string(),
    }),
  }),
  z.object({ kind: z.literal("other-platform"), why: z.string() }),
  z.object({ kind: z.literal("unknown"), why: z.string() }),
]) satisfies z.ZodType<ImageAnswer, unknown>;

/**
 * What a recording must hold. A recording comes from a bug report: it is as untrusted as any other file. What came to the
 * format later has a default, so that a recording without it is read.
 */
export const recordingShape = z.object({
  recording: z.literal(recordingVersion),
  at: z.iso.datetime(),
  version: z.string(),
  tables: z.string(),
  command: z.array(z.string()),
  redacted: z.boolean().default(false),
  overrides: overrides.nullable().default(null),
  trees: z.record(z.string(), treeShape).default({}),
  /** For people: nothing is computed from it, so its inside is not looked at. */
  requests: z.array(z.record(z.string(), z.unknown())).default([]),
  images: z.record(z.string(), imageAnswer).default({}),
  advisories: z
    .object({
      source: z.string().nullable(),
      asOf: z.string().nullable(),
      failure: z.string().nullable(),
      notes: z.array(note),
      answers: z.record(z.string(), z.array(advisory)),
    })
    .nullable(),
  indexes: z.array(z.object({ key: z.string(), universe: z.unknown() })),
});
