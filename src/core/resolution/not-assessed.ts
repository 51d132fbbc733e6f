import { formatDependencySpecifier } from "../python/dependency-specifier.ts";
import type { Chosen } from "./assemble.ts";
import type { Catalog } from "./catalog.ts";
import { describeLine } from "./reason.ts";
import { providesExtra } from "./requires.ts";
import type { NotAssessed } from "./resolution.ts";

/** Everything that the resolution takes on trust or leaves open, by name. */
export function notAssessedOf(catalog: Catalog, chosen: readonly Chosen[]): NotAssessed[] {
  const found: NotAssessed[] = [];
  for (const requirement of catalog.demands.placed.values()) {
    found.push({
      what: requirement.specifier.name,
      why: `${describeLine(requirement)} comes from a URL: what it is and what it requires was not looked at`,
    });
  }
  for (const entry of [...chosen].sort((a, b) => (a.name < b.name ? -1 : 1))) found.push(...ofPackage(catalog, entry));
  return found;
}

function ofPackage(catalog: Catalog, { name, version, extras, project, candidate, answer }: Chosen): NotAssessed[] {
  const found: NotAssessed[] = [];
  const what = `${name} ${version.text}`;
  if (project.withoutTime > 0) {
    const files =
      project.withoutTime === 1
        ? "1 file without an upload time was"
        : `${project.withoutTime} files without an upload time were`;
    found.push({ what: name, why: `${files} left out by the cut-off ${catalog.request.options.excludeNewer}` });
  }
  const { assessment } = candidate;
  if (assessment.kind === "usable" && assessment.cappedPython !== null) {
    const { python } = catalog.assessor;
    found.push({
      what,
      why: `its \`Requires-Python: ${assessment.cappedPython}\` has an upper bound below Python ${python.text}: uv ignores that, pip refuses the file`,
    });
  }
  if (answer.kind !== "read") {
    found.push({ what, why: `what it requires is not known: ${answer.reason}` });
    return found;
  }
  if (answer.source.startsWith("assumed-")) {
    const from = answer.source === "assumed-empty" ? "its archive names none" : "a build recorded them in its archive";
    found.push({ what, why: `only a source archive fits the target: its requirements are assumed, since ${from}` });
  }
  for (const extra of extras) {
    if (!providesExtra(answer.metadata, extra))
      found.push({ what, why: `it has no extra \`${extra}\`, which is asked for` });
  }
  const needs = [null, ...extras].flatMap((extra) => catalog.needs(answer.metadata, extra).unchecked);
  for (const { specifier } of needs) {
    const text = formatDependencySpecifier(specifier);
    found.push({
      what,
      why:
        specifier.url === null
          ? `whether its \`${text}\` holds is not known: ${specifier.name} comes from a URL`
          : `its \`${text}\` comes from a URL, and was not looked at`,
    });
  }
  return found;
}
