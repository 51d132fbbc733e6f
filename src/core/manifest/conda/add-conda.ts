import type { Origin } from "../../error.ts";
import { parseDependencySpecifier } from "../../python/dependency-specifier.ts";
import type { EditSite } from "../edit/edit-site.ts";
import { quoted } from "../quoted.ts";
import type { ReadingCollector } from "../reading-collector.ts";
import { lookupCondaName } from "./conda-names.ts";
import { condaClauses } from "./conda-version.ts";

/** A package that an environment file or Pixi takes from a channel of conda. */
export interface CondaDependency {
  readonly name: string;
  /** As written; empty for any version. */
  readonly version: string;
  readonly build: string | null;
  /** As written, for reports. */
  readonly text: string;
  readonly origin: Origin;
  readonly site: EditSite;
  /** PEP 508; null where it always holds. */
  readonly marker: string | null;
}

const editByHand: EditSite = {
  kind: "fixed",
  why: "It names a build of conda's, which another version does not have.",
  hint: "Leave the build out, or change both by hand.",
};

/**
 * Adds a conda package as the release of the Python index that it holds, where that is certain; Python itself becomes the wanted
 * Python, and CUDA's packages what the file states of CUDA. Anything else is reported as not assessed. `area` is what codes begin with.
 */
export function addConda(collector: ReadingCollector, area: string, dependency: CondaDependency): void {
  const { name, version, build, text, origin, marker } = dependency;
  if (name === "pip" || name === "setuptools" || name === "wheel") return;
  const known = lookupCondaName(name);
  if (known?.kind === "cuda") {
    const stated = version.replace(/^=+\s*/, "").replace(/\.?\*$/, "");
    if (stated !== "") collector.cuda.push({ version: stated, statedBy: name, role: known.role, origin });
    return;
  }
  if (known === null && name !== "python") {
    const message = `${quoted(name)} is a package of conda for which no package of the Python index is known, so it is not assessed.`;
    const hint = "Take it from the Python index, under `pip:`, where it has a package there.";
    collector.notAssessed(origin, `${area}/conda-package`, message, hint);
    return;
  }
  const constraint = condaClauses(version === "" ? "*" : version, build !== null);
  if (!constraint.ok) {
    const message = `${quoted(text)}: the version cannot be read as one of the Python index: ${constraint.problem.message}.`;
    collector.notAssessed(origin, `${area}/conda-version`, message, "Write it as `=1.2`, `==1.2.3` or `>=1.2,<2`.");
    return;
  }
  const { clauses, exact } = constraint.value;
  if (!exact) {
    const message = `${quoted(text)} leaves a gap that is not applied: it is read as \`${clauses}\`.`;
    collector.notAssessed(origin, `${area}/version-alternatives`, message, "Write the versions as one range.");
  }
  if (known === null) {
    // `python=3.11.4` names one release: there is no other 3.11.4.
    const text = /^==\d+\.\d+\.\d+\.\*$/.test(clauses) ? clauses.slice(0, -2) : clauses;
    if (text !== "") collector.requiresPython ??= { text, origin };
    return;
  }
  const result = parseDependencySpecifier(`${known.name}${clauses}${marker === null ? "" : ` ; ${marker}`}`);
  if (!result.ok) return;
  const site = build === null ? dependency.site : editByHand;
  collector.add({ specifier: result.value, text, kind: "direct", origin, hashes: [], site });
}

/** Said once for a file: what conda installs is its own build. */
export function tellConda(collector: ReadingCollector, area: string, origin: Origin): void {
  const message =
    "Packages of conda are checked as the releases of the same version on the Python index: conda's own builds, and what they require in turn, are not assessed.";
  const hint = "List under `pip:` what has to be checked as it is installed.";
  collector.notAssessed(origin, `${area}/conda-builds`, message, hint);
}
