import type { NumpyAbiRow } from "../../accelerator/abi-tables.ts";
import { cite } from "../../accelerator/cite.ts";
import { compareVersions, parseVersion } from "../../python/version.ts";
import type { ResolvedPackage } from "../../resolution/resolution.ts";
import { packageFinding } from "../package-finding.ts";
import type { Facts, Rule, RuleAnswer } from "../rule.ts";
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
  check: (facts) => {
    const numpy = installed(facts.resolution).get("numpy");
    if (numpy === undefined || Number(numpy.version.release[0] ?? 0) < 2) return { findings: [], notAssessed: [] };
    const answers: RuleAnswer[] = [];
    for (const pkg of facts.resolution.packages) {
      const row = facts.tables.numpyAbi.get(pkg.name);
      const answer = row === undefined ? byUpload(pkg, numpy) : byTable(facts, pkg, row, numpy);
      if (answer !== nothing) answers.push(answer);
    }
    return {
      findings: answers.flatMap(({ findings }) => findings),
      notAssessed: answers.flatMap(({ notAssessed }) => notAssessed),
    };
  },
};

const nothing: RuleAnswer = { findings: [], notAssessed: [] };

function byTable(facts: Facts, pkg: ResolvedPackage, row: NumpyAbiRow, numpy: ResolvedPackage): RuleAnswer {
  const since = parseVersion(row.since);
  // A source archive is compiled against whatever NumPy its build asks for.
  if (since === null || compareVersions(pkg.version, since) >= 0 || !isWheel(pkg)) return nothing;
  const symptom = row.symptom ?? "_ARRAY_API not found, or numpy.dtype size changed";
  const finding = packageFinding(facts, {
    rule: id,
    severity: "high",
    pkg,
    message: `${labelOf(pkg)} was compiled against NumPy 1, and numpy ${numpy.version.text} would be installed. It shows as \`${symptom}\`.`,
    evidence: cite(facts.tables, row, `wheels of ${pkg.name} are compiled against NumPy 2 from ${row.since} on`),
    fixedIn: [row.since],
  });
  return { findings: [finding], notAssessed: [] };
}

/** Of a package that the table does not have: a compiled extension that asks for numpy, older than NumPy 2's interface. */
function byUpload(pkg: ResolvedPackage, numpy: ResolvedPackage): RuleAnswer {
  const { uploadTime, filename } = pkg.file;
  if (uploadTime === null || uploadTime >= firstStableAbi || !isExtension(filename)) return nothing;
  if (!pkg.requires.some(({ to }) => to === "numpy")) return nothing;
  const why =
    `${filename} was uploaded on ${uploadTime.slice(0, 10)}, before anything could be compiled against NumPy 2. ` +
    "Where it uses NumPy's C interface, its import fails; the compatibility tables do not say whether it does.";
  return { findings: [], notAssessed: [{ what: `${labelOf(pkg)} with numpy ${numpy.version.text}`, why }] };
}

const isWheel = ({ file }: ResolvedPackage): boolean => file.filename.endsWith(".whl");

/** An extension module is tied to an interpreter's binary interface; `none` says that there is none, as with libraries used through ctypes. */
function isExtension(filename: string): boolean {
  const [platform, abi] = filename.endsWith(".whl") ? filename.slice(0, -".whl".length).split("-").reverse() : [];
  return platform !== undefined && platform !== "any" && abi !== undefined && abi !== "none";
}
