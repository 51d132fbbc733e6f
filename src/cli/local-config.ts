import type { Inputs } from "../check/inputs.ts";
import type { ConfigChoice } from "../check/request.ts";
import { PinwardenError } from "../core/error.ts";
import { plainFile } from "./local-tree.ts";

/**
 * The configuration that `--config` names; null where it is not given.
 *
 * @throws PinwardenError `usage/no-such-file`
 */
export async function configChoice(inputs: Inputs, file: string | undefined): Promise<ConfigChoice | null> {
  if (file === undefined) return null;
  const text = await plainFile(inputs, file);
  if (text !== null) return { kind: "text", path: file, text };
  throw new PinwardenError("usage/no-such-file", `The configuration \`${file}\` cannot be read.`, {
    hint: "Name an existing file after `--config`.",
  });
}
