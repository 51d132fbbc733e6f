import { originOf, type PyprojectContext } from "./pyproject-context.ts";
import { tomlAt } from "./toml-document.ts";

/** Tables in which other tools keep requirements, in forms of their own. */
const foreign: readonly { readonly path: readonly string[]; readonly tool: string }[] = [
  { path: ["tool", "pixi", "dependencies"], tool: "Pixi" },
  { path: ["tool", "pixi", "pypi-dependencies"], tool: "Pixi" },
];

/** Reports requirements that are written for another tool and not read, so that their absence is not taken as none. */
export function reportForeignTables(context: PyprojectContext): void {
  for (const { path, tool } of foreign) {
    const table = tomlAt(context.root, ...path);
    if (table === null) continue;
    const message = `\`${path.join(".")}\` holds requirements in ${tool}'s own form, which is not read.`;
    const hint = "State the dependencies under `[project]`, or give the tool's exported requirements file.";
    context.collector.notAssessed(originOf(context, table), "pyproject/foreign-table", message, hint);
  }
}
