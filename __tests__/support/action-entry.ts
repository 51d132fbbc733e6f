import process from "node:process";
import { runAction } from "../../src/action/run-action.ts";
import { plainPorts } from "./action-ports.ts";

/** The action with a plain check, as a file that the runner can start. */
process.exitCode = await runAction(
  { variables: process.env, write: (text) => void process.stdout.write(text) },
  plainPorts(process.env),
);
