import manifest from "../package.json" with { type: "json" };

/** The oldest major version that `engines` admits, which is written `>=24`: nothing else needs a library to be read at every start. */
const oldest = Number(/^>=(\d+)$/.exec(manifest.engines.node)?.[1]);

/** Why this program cannot run on a version of Node; null where it can. */
export function nodeProblem(version: string): string | null {
  // A nightly build of a newer Node is a newer Node.
  if (Number.parseInt(version, 10) >= oldest) return null;
  return `Pinwarden needs Node ${manifest.engines.node}, and this is ${version}.`;
}
