import { PinwardenError } from "../error.ts";
import { canonicalJson } from "./canonical-json.ts";
import { recordFormat, type ScanRecord } from "./record.ts";
import { recordSchema } from "./record-schema.ts";

/** Most characters of a record: a repository of some hundred models has a tenth of it. */
export const mostRecordLength = 16 * 1024 * 1024;

/** A record as it is kept: one canonical line. Throws `record/too-large`. */
export function recordText(record: ScanRecord): string {
  const text = `${canonicalJson(record)}\n`;
  if (text.length <= mostRecordLength) return text;
  throw new PinwardenError(
    "record/too-large",
    `The record of this scan has ${text.length} characters, and at most ${mostRecordLength} are kept.`,
    { hint: "Scan fewer models at a time: name them with `--model`, each set with a file of its own after `--seen`." },
  );
}

/** SHA-256 of a text, in hexadecimal. */
export type DigestOf = (text: string) => string;

/** A record as it is to be written: in the format of today, with the digest of what it says. */
export function digestedRecord(record: ScanRecord, digestOf: DigestOf): ScanRecord {
  const { digest: _, ...said } = { ...record, format: recordFormat } satisfies ScanRecord;
  return { ...said, digest: digestOf(canonicalJson(said)) };
}

/**
 * Reads a record back. From format 2 on what it says is held against its digest: it is no signature, and tells a record that somebody edited, or that a merge
 * or a broken disk left, from one that Pinwarden wrote.
 *
 * @throws PinwardenError `record/unreadable` where it is none, `record/altered` where it was changed, `record/newer-format` where a later version of
 * Pinwarden wrote it
 */
export function readRecord(text: string, where: string, digestOf: DigestOf): ScanRecord {
  const value = text.length > mostRecordLength ? null : parsed(text);
  const format: unknown = value !== null && typeof value === "object" && "format" in value ? value.format : null;
  if (typeof format === "number" && format > recordFormat) {
    throw new PinwardenError(
      "record/newer-format",
      `The record \`${where}\` has format ${format}, and this version reads ${recordFormat}.`,
      {
        hint: "Run the version of Pinwarden that wrote it, or a later one.",
      },
    );
  }
  const read = recordSchema.safeParse(value);
  if (read.success) {
    const { format: written, digest } = read.data;
    if (written === 1 || digest === digestedRecord(read.data, digestOf).digest) return read.data;
    throw new PinwardenError(
      "record/altered",
      `\`${where}\` is not as Pinwarden wrote it: its digest is of something else.`,
      {
        hint: "Take back what changed it, or remove the whole file or branch to begin anew: what is open would be told as found by a first scan.",
      },
    );
  }
  const issue = read.error.issues[0];
  const at = issue === undefined || issue.path.length === 0 ? "" : ` at \`${issue.path.join(".").slice(0, 200)}\``;
  throw new PinwardenError("record/unreadable", `\`${where}\` is not a record of a scan${at}.`, {
    hint: "Only Pinwarden writes records. Take back what changed it, or remove the whole file or branch to begin anew.",
  });
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
