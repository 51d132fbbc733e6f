import type { Demand } from "../resolution/resolution.ts";

/** Who asks for a package, in the words of a `# via` comment: `requirements.txt:3` or `mlflow 3.1.0`. */
export function demandText(demand: Demand): string {
  if (demand.kind === "package") return `${demand.name} ${demand.version.text}`;
  const { origin, text } = demand.requirement;
  return origin.line === 0 ? text : `${origin.file}:${origin.line}`;
}
