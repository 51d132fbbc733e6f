import { randomUUID } from "node:crypto";
import { appendFile } from "node:fs/promises";

/** A job's outputs may have 1 MB in all; each of ours stays well below its share. */
const maxOutputLength = 120_000;

/**
 * Writes outputs to the file that the runner reads after the step (`GITHUB_OUTPUT`). Each value stands between two lines with a
 * fresh random word, so that no value can end its own block and begin another output. Answers the names that were left out
 * for their size: an output that is cut would be read as complete.
 */
export async function writeOutputs(
  path: string | undefined,
  outputs: ReadonlyMap<string, string>,
): Promise<readonly string[]> {
  const tooLong: string[] = [];
  let text = "";
  for (const [name, value] of outputs) {
    const fits = value.length <= maxOutputLength;
    if (!fits) tooLong.push(name);
    const delimiter = `pinwarden_${randomUUID()}`;
    text += `${name}<<${delimiter}\n${fits ? value : ""}\n${delimiter}\n`;
  }
  if (path !== undefined && path !== "") await appendFile(path, text, "utf8");
  return tooLong;
}
