import { partsOf } from "../../accelerator/resolution-parts.ts";
import { quoted } from "../../manifest/quoted.ts";
import type { ProjectState, ResolvedPackage } from "../../resolution/resolution.ts";
import type { Finding } from "../finding.ts";
import { packageFinding } from "../package-finding.ts";
import type { Rule } from "../rule.ts";

/** What each status of PEP 792 means to whoever installs the project; others that an index may send say nothing that is known. */
const known = {
  archived: { severity: "info", says: "is archived: no more releases are to be expected" },
  deprecated: { severity: "info", says: "is deprecated by its maintainers" },
  quarantined: { severity: "critical", says: "is quarantined by the index, which takes it for unsafe to install" },
} as const;

type KnownStatus = keyof typeof known;

const isKnown = (status: string): status is KnownStatus => Object.hasOwn(known, status);

/** Projects that their maintainers or the index have marked (PEP 792). */
export const projectStatus: Rule = {
  id: "project/status",
  check: ({ resolution, tables, today }) => {
    const findings = partsOf(resolution, tables).remarked.flatMap((one): readonly Finding[] => {
      const { projectState: state } = one;
      if (state === undefined || !isKnown(state.status)) return [];
      const { severity, says } = known[state.status];
      return [
        packageFinding(
          { resolution },
          {
            rule: `project/${state.status}`,
            severity,
            pkg: one,
            message: `${one.name} ${says}${reasonText(state)}.`,
            evidence: [evidence(one, state, today)],
            fixedIn: [],
          },
        ),
      ];
    });
    return { findings, notAssessed: [] };
  },
};

const reasonText = ({ reason }: ProjectState): string => (reason === null ? "" : `: ${quoted(reason)}`);

const evidence = (
  one: ResolvedPackage,
  { status, index }: ProjectState,
  today: string,
): Finding["evidence"][number] => ({
  fact: `${one.name} has the status ${status} (PEP 792).`,
  source: index,
  date: today,
});
