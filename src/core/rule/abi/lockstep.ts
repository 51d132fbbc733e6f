import type { LockstepRow } from "../../accelerator/abi-tables.ts";
import { variantOfPackage } from "../../accelerator/build-row.ts";
import { cite } from "../../accelerator/cite.ts";
import { oncePer } from "../../accelerator/once.ts";
import { inRange } from "../../accelerator/release-range.ts";
import { partsOf } from "../../accelerator/resolution-parts.ts";
import type { Tables, TorchReleaseRow } from "../../accelerator/tables.ts";
import { releaseText } from "../../accelerator/torch-release.ts";
import { parseSpecifierSet, type SpecifierSet } from "../../python/specifier.ts";
import { specifierSetContains } from "../../python/specifier-match.ts";
import type { Version } from "../../python/version.ts";
import type { ResolvedPackage } from "../../resolution/resolution.ts";
import type { Evidence, Finding } from "../finding.ts";
import { forEveryTarget, type TargetlessFacts } from "../for-every-target.ts";
import { packageFinding } from "../package-finding.ts";
import type { Rule } from "../rule.ts";
import { installed, labelOf } from "./installed.ts";

const id = "abi/lockstep";

/**
 * Packages that are built for one release of another one, resolved to releases that do not belong together. Their metadata often pins
 * it; an override, a lock by hand, `--no-deps` and an image that brings one of them get around that, and some say nothing at all.
 */
export const lockstep: Rule = {
  id,
  check: forEveryTarget((facts) => {
    const present = installed(facts.resolution);
    const torch = present.get("torch");
    const ofTorch = torch === undefined ? [] : torchCompanions(facts, torch, present);
    const others: Finding[] = [];
    for (const pkg of partsOf(facts.resolution, facts.tables).inTable.lockstep)
      for (const row of facts.tables.lockstep.get(pkg.name) ?? nothing) others.push(...ofRow(facts, pkg, row, present));
    return { findings: [...ofTorch, ...others], notAssessed: [] };
  }),
};

const nothing: readonly LockstepRow[] = [];

/** First releases that are not bound to one torch any more: their metadata says `torch>=2.14.0`, and nothing at all. */
const unbound = {
  torchvision: { from: "0.29.2", through: "999" },
  torchaudio: { from: "2.11.0", through: "999" },
} as const;

/** torchvision and torchaudio by the table of torch releases, as far as each still comes in pairs. */
function torchCompanions(
  facts: TargetlessFacts,
  torch: ResolvedPackage,
  present: ReadonlyMap<string, ResolvedPackage>,
): readonly Finding[] {
  const row = facts.tables.torchReleases.get(releaseText(torch.version));
  return (["torchvision", "torchaudio"] as const).flatMap((name): Finding[] => {
    const pkg = present.get(name);
    if (pkg === undefined) return [];
    const variant = otherVariant(facts, torch, pkg);
    if (variant !== null) return [variant];
    const paired = row?.[name] ?? null;
    const release = releaseText(pkg.version);
    const madeFor = pairsOf(facts.tables, name).get(release);
    if (inRange(pkg.version, unbound[name])) return [];
    const [only, more] = madeFor ?? [];
    if (only === undefined || more !== undefined || only.torch === releaseText(torch.version)) return [];
    const ofThisTorch =
      row === undefined || paired === null
        ? []
        : cite(facts.tables, row, `${name} ${paired} belongs to torch ${row.torch}`);
    return [
      finding(facts, pkg, torch, {
        message: `${labelOf(pkg)} is built for torch ${only.torch}, and torch ${torch.version.text} would be installed.`,
        evidence: [...cite(facts.tables, only, `${name} ${release} belongs to torch ${only.torch}`), ...ofThisTorch],
        fixedIn: paired === null ? [] : [paired],
      }),
    ];
  });
}

/** Rows by the companion's release: more than one where a release serves several torch releases. */
function pairsOf(tables: Tables, name: "torchvision" | "torchaudio"): ReadonlyMap<string, readonly TorchReleaseRow[]> {
  return pairTables(tables)[name];
}

const pairTables = oncePer((tables: Tables) => {
  const by = (name: "torchvision" | "torchaudio"): ReadonlyMap<string, readonly TorchReleaseRow[]> => {
    const pairs = new Map<string, TorchReleaseRow[]>();
    for (const row of tables.torchReleases.values()) {
      const release = row[name];
      if (release === null) continue;
      pairs.set(release, [...(pairs.get(release) ?? []), row]);
    }
    return pairs;
  };
  return { torchvision: by("torchvision"), torchaudio: by("torchaudio") };
});

/** `torch==2.5.1+cpu` beside `torchvision==0.20.1+cu121`: each looks for libraries that the other does not bring. */
function otherVariant(facts: TargetlessFacts, torch: ResolvedPackage, pkg: ResolvedPackage): Finding | null {
  const left = variantOfPackage(torch);
  const right = variantOfPackage(pkg);
  if (left === null || right === null || left.name === right.name) return null;
  if (left.kind === "cuda" && right.kind === "cuda" && left.cuda.major === right.cuda.major) return null;
  const evidence = [torch, pkg].map((member) => ({
    fact: `${labelOf(member)} comes from ${member.file.index}`,
    source: member.file.url,
    date: null,
  }));
  return finding(facts, pkg, torch, {
    message: `${labelOf(pkg)} is built for ${right.name}, and torch ${torch.version.text} for ${left.name}: the two do not load together.`,
    evidence,
    fixedIn: [],
  });
}

interface CompiledRow {
  readonly releases: SpecifierSet;
  readonly accepts: SpecifierSet | null;
}

/** The specifiers of the table, parsed once a row. */
const compiled = oncePer((row: LockstepRow): CompiledRow => {
  const read = (text: string): SpecifierSet => {
    const parsed = parseSpecifierSet(text);
    if (!parsed.ok) throw new Error(`The table of releases that belong together has \`${text}\`, which is no range.`);
    return parsed.value;
  };
  return { releases: read(row.releases), accepts: row.accepts === "same" ? null : read(row.accepts) };
});

function ofRow(
  facts: TargetlessFacts,
  pkg: ResolvedPackage,
  row: LockstepRow,
  present: ReadonlyMap<string, ResolvedPackage>,
): readonly Finding[] {
  const other = present.get(row.with);
  const { releases, accepts } = compiled(row);
  if (other === undefined || !specifierSetContains(releases, pkg.version, { prereleases: true })) return [];
  const parts = row.parts ?? 4;
  const fits =
    accepts === null
      ? sameRelease(pkg.version, other.version, parts)
      : specifierSetContains(accepts, other.version, { prereleases: true });
  if (fits) return [];
  const wanted = accepts === null ? `the same release of ${row.with}` : `${row.with}${row.accepts}`;
  const symptom = row.symptom == null ? "" : ` It shows as \`${row.symptom}\`.`;
  return [
    finding(facts, pkg, other, {
      message: `${labelOf(pkg)} runs with ${wanted}, and ${labelOf(other)} would be installed.${symptom}`,
      evidence: cite(facts.tables, row, `${row.package} ${row.releases} runs with ${wanted}`),
      fixedIn: accepts === null ? [other.version.text] : [],
    }),
  ];
}

function sameRelease(left: Version, right: Version, parts: number): boolean {
  for (let at = 0; at < parts; at += 1)
    if (Number(left.release[at] ?? 0) !== Number(right.release[at] ?? 0)) return false;
  return true;
}

function finding(
  facts: TargetlessFacts,
  pkg: ResolvedPackage,
  other: ResolvedPackage,
  found: { readonly message: string; readonly evidence: readonly Evidence[]; readonly fixedIn: readonly string[] },
): Finding {
  return packageFinding(facts, { rule: id, severity: "high", pkg, ...found, subject: other.name });
}
