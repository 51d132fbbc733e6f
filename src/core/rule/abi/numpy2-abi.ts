import { cite } from "../../accelerator/cite.ts";
import { partsOf } from "../../accelerator/resolution-parts.ts";
import { compareVersions, parseVersion } from "../../python/version.ts";
import type { NotAssessed, ResolvedPackage } from "../../resolution/resolution.ts";
import type { Finding } from "../finding.ts";
import { forEveryTarget, type TargetlessFacts } from "../for-every-target.ts";
import { packageFinding } from "../package-finding.ts";
import { nothing, type Rule } from "../rule.ts";
import { installed, labelOf } from "./installed.ts";

const id = "abi/numpy2-abi";

/**
 * The day of NumPy 2.0.0rc1, the first release whose binary interface was final: a wheel that was uploaded before it cannot have been compiled
 * against NumPy 2 (NumPy's guide for downstream package authors, "NumPy 2.0-specific advice").
 */
const firstStableAbi = "2024-04-01";

/**
 * A wheel that was compiled against NumPy 1 beside NumPy 2: its import fails, or the first call that hands over an array. The reverse
 * is fine: what was compiled against NumPy 2 runs with NumPy 1 too.
 */
export const numpy2Abi: Rule = {
  id,
  check: forEveryTarget((facts) => {
    const numpy = installed(facts.resolution).get("numpy");
    if (numpy === undefined || Number(numpy.version.release[0] ?? 0) < 2) return nothing;
    const { resolution, tables } = facts;
    const findings = partsOf(resolution, tables).inTable.numpyAbi.flatMap((pkg) => byTable(facts, pkg, numpy));
    const notAssessed: NotAssessed[] = [];
    for (const pkg of resolution.packages)
      if (isOld(pkg) && !tables.numpyAbi.has(pkg.name)) notAssessed.push(...byUpload(pkg, numpy));
    return { findings, notAssessed };
  }),
};

function byTable(facts: TargetlessFacts, pkg: ResolvedPackage, numpy: ResolvedPackage): readonly Finding[] {
  const row = facts.tables.numpyAbi.get(pkg.name);
  if (row === undefined) return [];
  const since = parseVersion(row.since);
  // A source archive is compiled against whatever NumPy its build asks for.
  if (since === null || compareVersions(pkg.version, since) >= 0 || !isWheel(pkg)) return [];
  const symptom = row.symptom ?? "_ARRAY_API not found, or numpy.dtype size changed";
  const finding = packageFinding(facts, {
    rule: id,
    severity: "high",
    pkg,
    message: `${labelOf(pkg)} was compiled against NumPy 1, and numpy ${numpy.version.text} would be installed. It shows as \`${symptom}\`.`,
    evidence: cite(facts.tables, row, `wheels of ${pkg.name} are compiled against NumPy 2 from ${row.since} on`),
    fixedIn: [row.since],
  });
  return [finding];
}

const isOld = ({ file: { uploadTime } }: ResolvedPackage): boolean =>
  uploadTime !== null && uploadTime < firstStableAbi;

/** Of a package that the table does not have: a compiled extension that asks for numpy, older than NumPy 2's interface. */
function byUpload(pkg: ResolvedPackage, numpy: ResolvedPackage): readonly NotAssessed[] {
  const { uploadTime, filename } = pkg.file;
  if (uploadTime === null || !isExtension(filename) || !pkg.requires.some(({ to }) => to === "numpy")) return [];
  const why =
    `${filename} was uploaded on ${uploadTime.slice(0, 10)}, before anything could be compiled against NumPy 2. ` +
    "Where it uses NumPy's C interface, its import fails; the compatibility tables do not say whether it does.";
  return [{ what: `${labelOf(pkg)} with numpy ${numpy.version.text}`, why }];
}

const isWheel = ({ file }: ResolvedPackage): boolean => file.filename.endsWith(".whl");

/** An extension module is tied to an interpreter's binary interface; `none` says that there is none, as with libraries used through ctypes. */
function isExtension(filename: string): boolean {
  const [platform, abi] = filename.endsWith(".whl") ? filename.slice(0, -".whl".length).split("-").reverse() : [];
  return platform !== undefined && platform !== "any" && abi !== undefined && abi !== "none";
}
