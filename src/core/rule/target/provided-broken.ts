import { requirementText } from "../../comparison/demand-chain.ts";
import { parseLenientDependencySpecifier } from "../../python/dependency-specifier.ts";
import { specifierSetContains } from "../../python/specifier-match.ts";
import { packagesByName } from "../../resolution/packages-by-name.ts";
import type { ProvidedEdge, ProvidedNeeds } from "../../resolution/resolution.ts";
import type { Finding } from "../finding.ts";
import { packageFinding } from "../package-finding.ts";
import type { Facts, Rule } from "../rule.ts";

const id = "target/provided-broken";

/**
 * What is installed is not what a package asks for that the target provides: it is installed beside it, or over what the target had, and no
 * installer refuses. pip says so afterwards (`pip check`), and uv when it is asked.
 */
export const providedBroken: Rule = {
  id,
  check: (facts) => ({
    findings: (facts.resolution.providedNeeds ?? []).flatMap((needs) =>
      needs.requires.flatMap((edge) => findingOf(facts, needs, edge)),
    ),
    notAssessed: [],
  }),
};

function findingOf(facts: Facts, needs: ProvidedNeeds, edge: ProvidedEdge): readonly Finding[] {
  const pkg = packagesByName(facts.resolution).get(edge.to);
  const read = parseLenientDependencySpecifier(edge.text);
  if (pkg === undefined || !read.ok) return [];
  const { specifier } = read.value.value;
  if (specifierSetContains(specifier, pkg.version, { prereleases: true })) return [];
  const provided = `${needs.name} ${needs.version.text}`;
  const wanted = requirementText(edge.text);
  return [
    packageFinding(facts, {
      rule: id,
      // What nothing of the model asks for may never be imported.
      severity: needs.isAskedFor ? "high" : "moderate",
      pkg,
      message: `${pkg.name} ${pkg.version.text} would be installed, and ${provided}, which the target provides, requires \`${wanted}\`.`,
      evidence: [
        { fact: `${provided} requires \`${wanted}\``, source: needs.file.url, date: null },
        {
          fact: `the target provides ${provided}`,
          source: facts.target.sources.provides?.from ?? `target \`${facts.target.id}\``,
          date: null,
        },
      ],
      fixedIn: edge.nearest,
      subject: needs.name,
    }),
  ];
}
