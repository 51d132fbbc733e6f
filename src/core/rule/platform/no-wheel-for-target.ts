import { partsOf } from "../../accelerator/resolution-parts.ts";
import { supportedTags } from "../../python/supported-tags.ts";
import { parseWheelFilename } from "../../python/wheel-filename.ts";
import type { ResolvedPackage } from "../../resolution/resolution.ts";
import type { Target } from "../../target/target.ts";
import type { Finding } from "../finding.ts";
import { packageFinding } from "../package-finding.ts";
import type { Rule } from "../rule.ts";
import { targetEvidence } from "../target-finding.ts";
import { describeTarget, tagsOf } from "./wheel-tags.ts";

const id = "platform/no-wheel-for-target";

/**
 * The release has wheels, none of them is for the target, and an installer takes the source archive instead without a word: it needs a
 * compiler that a serving image rarely has, and what comes out is not what others run. A release without any wheel is another matter.
 */
export const noWheelForTarget: Rule = {
  id,
  check: (facts) => ({
    // What a lock has for the target is for `lock/incomplete` to tell.
    findings: (facts.lock === undefined ? partsOf(facts.resolution, facts.tables).archives : []).flatMap(
      (pkg): Finding[] => {
        const wheels = wheelsElsewhere(pkg);
        // With a newer glibc one might fit, and the target's is not declared: the resolver's choice rests on an assumption.
        if (wheels.length === 0 || fitsButForLibc(facts.target, wheels)) return [];
        const where = describeTarget(facts.target);
        return [
          packageFinding(facts, {
            rule: id,
            severity: "moderate",
            pkg,
            message: `${pkg.name} ${pkg.version.text} has ${count(wheels.length)}, and none for ${where}: ${pkg.file.filename} would be compiled there.`,
            evidence: [
              { fact: `its wheels are for ${tagsOf(wheels)}`, source: pkg.file.index, date: null },
              targetEvidence(facts, "platform", `the target is ${where}`),
            ],
            fixedIn: [],
          }),
        ];
      },
    ),
    notAssessed: [],
  }),
};

/** The wheels of a release whose source archive was taken. One that fits any platform has no compiled code, and neither has its archive. */
function wheelsElsewhere({ files }: ResolvedPackage): readonly string[] {
  return files
    .filter(({ filename, yanked }) => filename.endsWith(".whl") && !filename.endsWith("-any.whl") && yanked === null)
    .map(({ filename }) => filename);
}

function fitsButForLibc(target: Target, wheels: readonly string[]): boolean {
  if (target.sources.libc?.how !== "assumed" || target.libc === null) return false;
  const newest = supportedTags({ ...target, libc: { ...target.libc, minor: 99 } });
  return wheels.some((filename) => {
    const wheel = parseWheelFilename(filename);
    return wheel.ok && newest.bestRank(wheel.value) !== null;
  });
}

const count = (wheels: number): string => (wheels === 1 ? "one wheel" : `${wheels} wheels`);
