import satisfies from "semver/functions/satisfies.js";
import manifest from "../package.json" with { type: "json" };

/** Why this program cannot run on a version of Node; null where it can. */
export function nodeProblem(version: string): string | null {
  const { node } = manifest.engines;
  // A nightly build of a newer Node is a newer Node.
  if (satisfies(version, node, { includePrerelease: true })) return null;
  return `Pinwarden needs Node ${node}, and this is ${version}.`;
}
