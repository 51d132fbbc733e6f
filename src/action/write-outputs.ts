import type { Step } from "./step.ts";

/** A job's outputs may have 1 MB in all; each of ours stays well below its share. */
const maxOutputLength = 120_000;

/** Sets outputs. Answers the names that were left empty for their size: an output that is cut would be read as complete. */
export function writeOutputs(step: Pick<Step, "setOutput">, outputs: ReadonlyMap<string, string>): readonly string[] {
  const tooLong: string[] = [];
  for (const [name, value] of outputs) {
    const fits = value.length <= maxOutputLength;
    if (!fits) tooLong.push(name);
    step.setOutput(name, fits ? value : "");
  }
  return tooLong;
}
