/**
 * Reads a setuptools `requires.txt` as `Requires-Dist` texts: lines are requirements, and a section `[extra:marker]` says for
 * which extra and under which marker its lines hold (setuptools, "egg-info", and `pkg_resources.split_sections`).
 */
export function parseEggRequires(text: string): {
  readonly requiresDist: readonly string[];
  readonly providesExtra: readonly string[];
} {
  const requiresDist: string[] = [];
  const providesExtra = new Set<string>();
  let condition = "";
  for (const raw of text.split(/\r\n|[\r\n]/)) {
    const line = raw.trim();
    if (line === "" || line.startsWith("#")) continue;
    if (line.startsWith("[") && line.endsWith("]")) {
      const colon = line.indexOf(":");
      const extra = line.slice(1, colon < 0 ? -1 : colon).trim();
      const marker = colon < 0 ? "" : line.slice(colon + 1, -1).trim();
      if (extra !== "") providesExtra.add(extra);
      condition = both(marker, extra === "" ? "" : `extra == "${extra.replaceAll('"', "")}"`);
    } else requiresDist.push(withMarker(line, condition));
  }
  return { requiresDist, providesExtra: [...providesExtra] };
}

/** Adds a condition to a requirement that may have a marker already. */
export function withMarker(requirement: string, condition: string): string {
  if (condition === "") return requirement;
  // A URL requirement may hold `;` in its address, and its marker then follows ` ;` (PEP 508).
  const semicolon =
    requirement.includes("@") && requirement.includes("://") ? requirement.indexOf(" ;") : requirement.indexOf(";");
  if (semicolon < 0)
    return requirement.includes("://") ? `${requirement} ; ${condition}` : `${requirement}; ${condition}`;
  const start = requirement[semicolon] === " " ? semicolon + 2 : semicolon + 1;
  return `${requirement.slice(0, start)} ${both(requirement.slice(start).trim(), condition)}`;
}

function both(first: string, second: string): string {
  if (first === "" || second === "") return first + second;
  return `(${first}) and ${second}`;
}
