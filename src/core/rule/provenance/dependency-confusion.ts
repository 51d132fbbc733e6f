import { partsOf } from "../../accelerator/resolution-parts.ts";
import { isWellKnownHost } from "../../index/well-known-hosts.ts";
import type { Finding } from "../finding.ts";
import { packageFinding } from "../package-finding.ts";
import type { Rule } from "../rule.ts";
import { hostOf } from "./package-source.ts";

const id = "provenance/dependency-confusion";

/** Public indexes on which anybody may register a free name. */
const open: ReadonlySet<string> = new Set(["pypi.org", "test.pypi.org"]);

/**
 * A package whose name two indexes have, one of them open to anybody and the other private, and neither has the other's files: with all indexes asked
 * as equals, a higher version on the open one is what is installed.
 */
export const dependencyConfusion: Rule = {
  id,
  check: ({ resolution, tables }) => {
    const findings = partsOf(resolution, tables).remarked.flatMap((one): readonly Finding[] => {
      if (one.contestedBy === undefined) return [];
      const places = [one.file.index, ...one.contestedBy];
      const openOne = places.find((index) => open.has(hostOf(index) ?? ""));
      const closed = places.find((index) => !isWellKnownHost(hostOf(index) ?? ""));
      if (places.length < 2 || openOne === undefined || closed === undefined) return [];
      const fromOpen = one.file.index === openOne;
      const message = fromOpen
        ? `${one.name} ${one.version.text} is taken from ${openOne}, and ${closed} has another project of that name.`
        : `${one.name} ${one.version.text} is taken from ${closed}, and ${openOne} has another project of that name: a higher version there would be taken instead.`;
      return [
        packageFinding(
          { resolution },
          {
            rule: id,
            severity: fromOpen ? "high" : "moderate",
            warns: true,
            pkg: one,
            message,
            evidence: places.map((index) => ({ fact: `${index} lists ${one.name}.`, source: index, date: null })),
            fixedIn: [],
          },
        ),
      ];
    });
    return { findings, notAssessed: [] };
  },
};
