import type { Resolution } from "../../resolution/resolution.ts";
import type { Finding } from "../finding.ts";
import { packageFinding } from "../package-finding.ts";
import { imitatedBy, isKnownProject, popularProjectsDate } from "./popular-projects.ts";

const id = "provenance/lookalike-name";

/**
 * Names that a change brings in and that are one edit away from that of a popular project: the way a slip of the keyboard is caught. A name that a well-known
 * project asks for itself is meant. `table`: tables/popular-projects.json.
 */
export function lookalikeNames(base: Resolution, head: Resolution): readonly Finding[] {
  const before = new Set(base.packages.map(({ name }) => name));
  const installed = new Set(head.packages.map(({ name }) => String(name)));
  return head.packages.flatMap((one): readonly Finding[] => {
    if (before.has(one.name)) return [];
    const imitated = imitatedBy(one.name);
    // Who installs both knows them apart.
    if (imitated === null || installed.has(imitated)) return [];
    if (one.demandedBy.some((demand) => demand.kind === "package" && isKnownProject(demand.name))) return [];
    return [
      packageFinding(
        { resolution: head },
        {
          rule: id,
          severity: "moderate",
          warns: true,
          pkg: one,
          message: `${one.name} is new here, and its name is one edit away from the well-known ${imitated}.`,
          evidence: [
            {
              fact: `${imitated} is among the most downloaded projects of the public index, and ${one.name} is not.`,
              source: "tables/popular-projects.json",
              date: popularProjectsDate,
            },
          ],
          fixedIn: [],
        },
      ),
    ];
  });
}
