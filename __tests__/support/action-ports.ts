import type { ActionPorts, CheckOutcome, CheckRequest, CommentWhen } from "../../src/action/ports.ts";
import type { Variables } from "../../src/action/step.ts";
import { PinwardenError } from "../../src/core/error.ts";
import type { ComparedFinding } from "../../src/core/rule/finding.ts";
import type { Tree } from "../../src/shell/files/tree.ts";

/**
 * A plain check behind the action's ports. Its answer follows from the text of `requirements.txt` on both sides, so that a
 * test says what it wants by the commits it makes.
 */
const configPath = ".github/pinwarden.yml";

export const plainPorts = (variables: Variables): ActionPorts => ({
  userAgent: "pinwarden/test",
  concerns: async (paths) => paths.some((path) => path.endsWith("requirements.txt") || path === configPath),
  check: (request) => check(request, variables),
  remediating: () => Promise.reject(new Error("A plain check plans nothing.")),
  scan: () => Promise.reject(new Error("this port has no scan")),
  commentWhen: async ({ policy }) => {
    const said = /comment: (always|on-failure|never)/.exec(await textOf(policy, configPath))?.[1];
    return (said ?? null) as CommentWhen | null;
  },
});

async function textOf(tree: Tree | null, path: string): Promise<string> {
  const answer = await tree?.read(path);
  return answer?.kind === "file" ? Buffer.from(answer.bytes).toString("utf8").trim() : "";
}

async function check(request: CheckRequest, variables: Variables): Promise<CheckOutcome> {
  request.progress("Checking the sides.");
  const [before, after, policy] = await Promise.all([
    textOf(request.base, "requirements.txt"),
    textOf(request.head, "requirements.txt"),
    textOf(request.policy, configPath),
  ]);
  if (after.includes("outage")) {
    throw new PinwardenError("index/unavailable", `Index \`${after}\` did not answer.`, { hint: "Run it again." });
  }
  const bad = after.includes("vulnerable");
  const incomplete = after.includes("unreachable");
  const message = variables["TEST_MESSAGE"] ?? "A finding.";
  const finding: ComparedFinding = {
    rule: "advisory",
    status: "introduced",
    severity: "high",
    package: "torch",
    version: "2.11.0",
    message,
    advisory: { id: "PYSEC-1", aliases: ["GHSA-aaaa-bbbb-cccc"], url: "https://osv.dev/PYSEC-1" },
    fixedIn: [],
    location: { file: "requirements.txt", line: 1, column: 1, endColumn: 5 },
    evidence: [],
    via: [],
    key: "torch",
  };
  const changes =
    before === after
      ? []
      : [
          {
            kind: "upgraded",
            name: "torch",
            from: "2.10.0",
            to: "2.11.0",
            via: ["requirements.txt:1 torch"],
            location: finding.location,
          } as const,
        ];
  const text = variables["TEST_COMMENT"] ?? `before: ${before}\nafter: ${after}\npolicy: ${policy}`;
  const exitCode = bad ? 1 : incomplete ? 3 : 0;
  return {
    comment: text,
    summary: `## Summary\n\n${variables["TEST_SUMMARY_LENGTH"] ? "s".repeat(Number(variables["TEST_SUMMARY_LENGTH"])) : text}`,
    exitCode,
    configPath,
    report: {
      verdict: bad ? "fail" : incomplete ? "incomplete" : "pass",
      models: [
        {
          id: "model",
          path: ".",
          targets: [
            {
              id: "prod",
              changes,
              findings: bad ? [finding] : [],
              notAssessed: [],
              driverFloor: { base: null, head: null },
              gpus: { base: null, head: null, lost: [] },
              compatibility: [],
              packages: 1,
              verdict: bad ? "fail" : "pass",
              conflict: null,
            },
          ],
        },
      ],
      notAssessed: [],
      snapshot: {
        at: "2026-01-01T00:00:00Z",
        base: request.base?.id ?? null,
        head: request.head.id,
        indexes: [],
        excludeNewer: null,
        advisories: { source: null, asOf: null },
        tables: "2026-01-01",
        version: "0.0.0",
      },
    },
  };
}
