import { explainIncompatibility } from "../python/incompatibility.ts";
import type { Version } from "../python/version.ts";
import type { Target } from "../target/target.ts";
import type { Unusable } from "./unusable.ts";

/** Why versions cannot be selected, as the end of a sentence whose subject is the versions: `needs glibc 2.28 …`. */
export function describeUnusable(why: Unusable, target: Target, python: Version): string {
  switch (why.kind) {
    case "yanked":
      return why.reason.trim() === "" ? "was yanked" : `was yanked (${shortened(why.reason)})`;
    case "python":
      return describePythonProblem(why, python);
    case "no-fitting-wheel":
      return `${explainIncompatibility(why.wheels, target)}${why.sdist ? " (its source archive is passed over by policy)" : ""}`;
    case "only-sdist":
      return "has only a source archive, which policy passes over";
    case "only-wheels":
      return "has no source archive, which policy asks for";
    case "prerelease":
      return "is a pre-release, which policy passes over";
    case "avoided":
      return why.why;
    case "too-new":
      return "was not published before the cut-off";
    case "hash":
      return "has no file with a hash that the manifest allows";
    case "unreadable":
      return `has no file that can be read: ${shortened(why.reason)}`;
  }
}

/** `needs Python >=3.10, and the target has 3.9.0` */
export function describePythonProblem(why: Unusable, python: Version): string {
  if (why.kind !== "python") return "";
  if (why.invalid) return `has a \`Requires-Python\` that is no version specifier: \`${shortened(why.requires)}\``;
  return `needs Python ${shortened(why.requires)}, and the target has ${python.text}`;
}

/** What an index says is of any length and in any number of lines. */
export function shortened(text: string): string {
  const line = text.replace(/\s+/g, " ").trim();
  return line.length > 160 ? `${line.slice(0, 159)}…` : line;
}
