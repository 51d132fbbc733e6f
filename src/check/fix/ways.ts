import type { Config } from "../../core/config/config.ts";
import type { Policy } from "../../core/policy/policy.ts";
import type { PackageName } from "../../core/python/name.ts";
import type { Goal } from "../../core/remediation/search.ts";
import { plainVariant, swapsFor, type Variant } from "../../core/remediation/variant.ts";
import type { Finding } from "../../core/rule/finding.ts";
import type { World } from "../world.ts";
import type { FixRequest } from "./fix-request.ts";

/** What a fix goes by. */
export interface Setting {
  readonly config: Config;
  readonly policy: Policy;
  readonly request: FixRequest;
  readonly world: World;
}

/** One try at a plan: a variant, and the release line that what is mended is to stay on. */
export interface Way {
  readonly variant: Variant;
  readonly line: "minor" | "major" | null;
  /** What comes may be what policy minds, as long as it is less severe than what is to be cleared. */
  readonly relaxed: boolean;
  /** What nobody asked for by name may be older than what is installed: whatever is mended brings the version that it was made with. */
  readonly goesBack: boolean;
  /** What moves keeps the CUDA major, the build and the index that it is on. */
  readonly keepsBuilds: boolean;
  /** It is tried only where there is a build, or a CUDA, that the ways before kept. */
  readonly ifKept: boolean;
}

/** What is planned for already, where goals are taken one package after the other. */
export interface Standpoint {
  readonly goals: readonly Goal[];
  readonly variant: Variant;
  readonly goesBack: boolean;
  /** Keys of the findings that the plan so far brings in. */
  readonly brings: ReadonlySet<string>;
  /** Nothing left its CUDA major, build or index so far. */
  readonly keepsBuilds: boolean;
}

export const nothingYet: Standpoint = {
  goals: [],
  variant: plainVariant,
  goesBack: false,
  brings: new Set(),
  keepsBuilds: true,
};

/** Findings that are about the CUDA, the build or the source of a package: clearing them means to leave it. */
const speaksOfBuilds = ({ rule }: Finding): boolean => /^(?:accelerator|provenance)\//.test(rule);

/** Another CUDA, build or index is taken where none of the ways before works, or where that is what is to be cleared. */
export function waysOf(
  { config, request }: Pick<Setting, "config" | "request">,
  so: Standpoint,
  own: readonly Goal[],
  name: PackageName | null,
): readonly Way[] {
  const { remediation, policy } = config;
  const isFree = !so.keepsBuilds || [...so.goals, ...own].some(({ finding }) => speaksOfBuilds(finding));
  const base = so.variant;
  const { goesBack } = so;
  const plain: Way = { variant: base, line: null, relaxed: false, goesBack, keepsBuilds: !isFree, ifKept: false };
  const back = (ways: readonly Way[]): readonly Way[] =>
    goesBack ? ways : ways.flatMap((way) => [way, { ...way, goesBack: true }]);
  const both = (ways: readonly Way[]): readonly Way[] =>
    isFree ? ways : [...ways, ...ways.map((way) => ({ ...way, keepsBuilds: false, ifKept: true }))];
  const moving = [plain];
  if (remediation.strategy === "backport") moving.unshift({ ...plain, line: "minor" }, { ...plain, line: "major" });
  if (name === null) return both(back(moving));
  if (request.only.length === 0) moving.push({ ...plain, relaxed: true });
  const beyond: Way[] = swapsFor(name, remediation.swaps, policy.packages).map((swap) => ({
    ...plain,
    variant: { ...base, swaps: [...base.swaps, swap] },
  }));
  if (remediation.allowOverrides) beyond.push({ ...plain, variant: { ...base, overrides: [...base.overrides, name] } });
  return [...both(back(moving)), ...beyond.flatMap((way) => both([way]))];
}
