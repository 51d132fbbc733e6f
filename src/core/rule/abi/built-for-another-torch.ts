import { accelerated } from "../../accelerator/accelerated.ts";
import { cite } from "../../accelerator/cite.ts";
import { formatCuda } from "../../accelerator/cuda-version.ts";
import { partsOf } from "../../accelerator/resolution-parts.ts";
import { releaseText } from "../../accelerator/torch-release.ts";
import { variantOfLocal } from "../../accelerator/variant.ts";
import type { Version } from "../../python/version.ts";
import type { ResolvedPackage } from "../../resolution/resolution.ts";
import type { Finding } from "../finding.ts";
import { packageFinding } from "../package-finding.ts";
import { type Facts, nothing, type Rule } from "../rule.ts";
import { installed, labelOf } from "./installed.ts";

const id = "abi/built-for-another-torch";

/**
 * An extension whose local version says for which torch it was compiled, as `2.8.3+cu12torch2.8cxx11abiTRUE` and `2.1.2+pt25cu121` do,
 * beside another torch: its import ends with an undefined symbol.
 */
export const builtForAnotherTorch: Rule = {
  id,
  check: (facts) => {
    const torch = installed(facts.resolution).get("torch");
    if (torch === undefined) return nothing;
    const findings = partsOf(facts.resolution, facts.tables).local.flatMap((pkg): Finding[] => {
      const said = pkg === torch ? null : saidOf(pkg.version);
      const why = said === null ? null : contradiction(facts, torch, said);
      if (why === null) return [];
      const row = facts.tables.torchReleases.get(releaseText(torch.version));
      return [
        packageFinding(facts, {
          rule: id,
          severity: "high",
          pkg,
          message: `${labelOf(pkg)} was compiled for ${why}.`,
          evidence: [
            { fact: `the version ${pkg.version.text} says what it was compiled for`, source: pkg.file.url, date: null },
            { fact: `torch ${torch.version.text} is resolved`, source: torch.file.url, date: null },
            ...(row === undefined
              ? []
              : cite(facts.tables, row, `torch ${row.torch} uses the ${abiName(row.cxx11Abi)} C++ ABI`)),
          ],
          fixedIn: [],
        }),
      ];
    });
    return { findings, notAssessed: [] };
  },
};

/** What a local version says of the torch that it was compiled for. */
interface Said {
  /** `2.8` */
  readonly torch: string | null;
  readonly cudaMajor: number | null;
  readonly cxx11Abi: boolean | null;
}

/** Local versions are lower case and their separators are dots (PEP 440), so `torch2.8` is two segments. */
function saidOf(version: Version): Said | null {
  if (version.local === null) return null;
  const local = version.local.map(String).join(".");
  const named = /torch(\d{1,2})\.(\d{1,2})/.exec(local) ?? /(?:^|\.)pt(\d)(\d{1,2})(?=cu|cpu|rocm|\.|$)/.exec(local);
  if (named === null) return null;
  const variant = variantOfLocal(version);
  const abi = /cxx11abi(true|false)/.exec(local)?.[1];
  return {
    torch: `${named[1]}.${named[2]}`,
    cudaMajor: variant?.kind === "cuda" ? variant.cuda.major : null,
    cxx11Abi: abi === undefined ? null : abi === "true",
  };
}

function contradiction(facts: Facts, torch: ResolvedPackage, said: Said): string | null {
  const minor = torch.version.release.slice(0, 2).map(String).join(".");
  if (said.torch !== null && said.torch !== minor)
    return `torch ${said.torch}, and torch ${torch.version.text} would be installed`;
  const carrier = accelerated(facts).carriers.find(({ pkg }) => pkg === torch);
  if (said.cudaMajor !== null && carrier !== undefined && carrier.cuda.major !== said.cudaMajor)
    return `CUDA ${said.cudaMajor}, and torch ${torch.version.text} carries CUDA ${formatCuda(carrier.cuda)}`;
  const row = facts.tables.torchReleases.get(releaseText(torch.version));
  // The table speaks of the public index; PyTorch's own served both for a while.
  if (said.cxx11Abi === null || row === undefined || torch.version.local !== null) return null;
  return row.cxx11Abi === said.cxx11Abi
    ? null
    : `the ${abiName(said.cxx11Abi)} C++ ABI, and torch ${torch.version.text} of the public index uses the ${abiName(row.cxx11Abi)} one`;
}

const abiName = (cxx11: boolean): string => (cxx11 ? "new" : "old");
