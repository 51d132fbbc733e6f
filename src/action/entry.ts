import process from "node:process";
import { realPorts } from "./real-ports.ts";
import { runAction } from "./run-action.ts";
import { toolkitStep } from "./toolkit.ts";

/** The action as the runner starts it. */
export async function runActionEntry(): Promise<number> {
  return await runAction(toolkitStep, realPorts(process.env));
}
