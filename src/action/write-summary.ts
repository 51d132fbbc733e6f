import type { Step } from "./step.ts";

/** The runner takes 1 MiB of a step's summary and drops one that is longer as a whole. */
const maxSummaryBytes = 1024 * 1024;

const cutNote =
  "\n\n_The report is longer than a job summary may be and was cut here. The file named by the output `report-path` has all of it._\n";

/** Writes the job summary, cut to what the runner takes. */
export async function writeSummary(step: Pick<Step, "addSummary">, markdown: string): Promise<void> {
  await step.addSummary(withinBytes(markdown, maxSummaryBytes));
}

/** Cuts at a line's end and says so. */
function withinBytes(text: string, limit: number): string {
  const bytes = Buffer.from(`${text.trimEnd()}\n`);
  if (bytes.length <= limit) return bytes.toString("utf8");
  const room = limit - Buffer.byteLength(cutNote);
  const lineEnd = bytes.lastIndexOf("\n", room);
  // A line feed is never part of another character in UTF-8; in one endless line the cut may split a character, which is dropped.
  const kept = lineEnd > 0 ? bytes.subarray(0, lineEnd) : bytes.subarray(0, room - 4);
  return kept.toString("utf8").replace(/\ufffd$/, "") + cutNote;
}
