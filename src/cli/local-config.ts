import { readFile } from "node:fs/promises";
import type { ConfigChoice } from "../check/request.ts";
import { PinwardenError } from "../core/error.ts";

/**
 * The configuration that `--config` names; null where it is not given.
 *
 * @throws PinwardenError `usage/no-such-file`
 */
export async function configChoice(file: string | undefined): Promise<ConfigChoice | null> {
  if (file === undefined) return null;
  try {
    return { kind: "text", path: file, text: await readFile(file, "utf8") };
  } catch (cause) {
    throw new PinwardenError("usage/no-such-file", `The configuration \`${file}\` cannot be read.`, {
      cause,
      hint: "Name an existing file after `--config`.",
    });
  }
}
