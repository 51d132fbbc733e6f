// The README's test command: installs what it needs, Node 24 included, then runs every check of the project.
import process from "node:process";
import { installDependencies, run, toolchainEnvironment } from "./toolchain.mjs";

const environment = toolchainEnvironment();
installDependencies(environment);
process.exit(run("node", ["scripts/verify.ts", ...process.argv.slice(2)], environment));
