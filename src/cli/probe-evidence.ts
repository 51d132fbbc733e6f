import type { Inputs } from "../check/inputs.ts";
import type { World } from "../check/world.ts";
import { PinwardenError } from "../core/error.ts";
import { readProbeEvidence, withProbeEvidence } from "../core/probe/evidence.ts";
import { namedFile } from "./local-tree.ts";

/**
 * The world with what probes measured of wheels that its tables do not have.
 *
 * @throws PinwardenError `usage/probe-evidence` where a file cannot be read or holds something else
 */
export async function withEvidence(world: World, files: readonly string[], inputs: Inputs): Promise<World> {
  let { tables } = world;
  for (const file of files) {
    const { tree, path } = await namedFile(inputs, file);
    const answer = await tree.read(path);
    if (answer.kind !== "file") throw refused(file, "The file cannot be read.");
    const evidence = readProbeEvidence(new TextDecoder().decode(answer.bytes));
    if (!evidence.ok) throw refused(file, evidence.problem.message);
    tables = withProbeEvidence(tables, evidence.value, world.now.slice(0, 10));
  }
  return tables === world.tables ? world : { ...world, tables };
}

const refused = (file: string, why: string): PinwardenError =>
  new PinwardenError("usage/probe-evidence", `\`--probe-evidence ${file}\`: ${why}`, {
    hint: "Write it with `pinwarden tables probe PACKAGE==VERSION --format json -o FILE`.",
  });
