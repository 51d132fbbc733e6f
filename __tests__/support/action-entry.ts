import process from "node:process";
import { runAction } from "../../src/action/run-action.ts";
import { toolkitStep } from "../../src/action/toolkit.ts";
import { plainPorts } from "./action-ports.ts";

/** The action with a plain check, as a file that the runner can start. */
process.exitCode = await runAction(toolkitStep, plainPorts(process.env));
