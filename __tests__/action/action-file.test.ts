import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "@jest/globals";
import { parse } from "yaml";
import { fixOutputs } from "../../src/action/fix-outputs.ts";
import { loadInputs } from "../../src/action/inputs.ts";
import { checkOutputs } from "../../src/action/outputs.ts";
import { scanOutputs } from "../../src/action/scan-outputs.ts";

const root = join(import.meta.dirname, "../..");
const action = parse(await readFile(join(root, "action.yml"), "utf8")) as {
  inputs: Record<string, { default?: string; description: string }>;
  outputs: Record<string, { description: string }>;
  runs: { using: string; main: string };
};
const page = await readFile(join(root, "docs/action.md"), "utf8");

/** Names of the inputs that are asked for, whatever they hold. */
function inputsRead(): ReadonlySet<string> {
  const names = new Set<string>();
  const { withoutEffect: _nothing, ...rest } = loadInputs((name) => {
    names.add(name);
    return "";
  });
  expect(rest.check.offline).toBe(false);
  return names;
}

describe("action.yml", () => {
  it("runs the bundle on Node 24", () => {
    expect(action.runs).toEqual({ using: "node24", main: "dist/index.js" });
  });

  it("has a default for the token alone: another would win over the configuration", () => {
    const defaults = Object.entries(action.inputs).filter(([, input]) => input.default !== undefined);
    // biome-ignore lint/suspicious/noTemplateCurlyInString: the expression as action.yml spells it
    expect(defaults.map(([name, input]) => [name, input.default])).toEqual([["repo-token", "${{ github.token }}"]]);
  });

  it("declares every input that is read and no other", () => {
    const read = inputsRead();
    for (const name of Object.keys(action.inputs)) expect(read).toContain(name);
    const elsewhere = loadInputs(valid);
    const undeclared = [...read].filter((name) => !Object.hasOwn(action.inputs, name));
    expect(undeclared.sort()).toEqual([...elsewhere.withoutEffect].sort());
  });

  it("declares every output that is written and no other", () => {
    const ofCheck = checkOutputs({ verdict: "pass", models: [], notAssessed: [], snapshot } as never, "", null);
    const ofFix = fixOutputs({ pulls: [], complete: true, stopped: null } as never);
    const scanned = { report: { verdict: "pass", places: [], news: false }, issue: { body: "" } } as never;
    const ofScan = scanOutputs(scanned, null, "", null);
    const written = new Set([...ofCheck.keys(), ...ofFix.keys(), ...ofScan.keys()]);
    expect(Object.keys(action.outputs).sort()).toEqual([...written].sort());
  });

  it("is described in the documentation, name by name", () => {
    for (const name of [...Object.keys(action.inputs), ...Object.keys(action.outputs)])
      expect(page).toContain(`\`${name}\``);
  });
});

describe("the workflows in the documentation", () => {
  const workflows = [...page.matchAll(/```yaml\n([\s\S]*?)```/g)].map((block) => parse(block[1] ?? "") as Workflow);

  it("start without any permission and ask for what the page lists", () => {
    expect(workflows.length).toBeGreaterThan(0);
    for (const workflow of workflows) {
      expect(workflow.permissions).toEqual({});
      expect(workflow.jobs.check.permissions).toEqual({ contents: "read", "pull-requests": "write" });
    }
  });

  it("check nothing out where they are privileged", () => {
    const privileged = workflows.filter((workflow) => Object.hasOwn(workflow.on, "pull_request_target"));
    expect(privileged).toHaveLength(1);
    expect(privileged[0]?.jobs.check.steps.filter((step) => step.uses.startsWith("actions/checkout"))).toEqual([]);
  });
});

interface Workflow {
  readonly on: object;
  readonly permissions: object;
  readonly jobs: {
    readonly check: { readonly permissions: object; readonly steps: readonly { readonly uses: string }[] };
  };
}

const snapshot = {};

/** A value that the input takes. */
function valid(name: string): string {
  const values: Readonly<Record<string, string>> = {
    mode: "auto",
    "fail-on-severity": "high",
    "warn-only": "true",
    offline: "false",
    "exclude-newer": "2026-11-01",
    "comment-summary-in-pr": "never",
    "allow-licenses": "MIT",
    "deny-licenses": "AGPL-3.0-only",
    "allow-dependencies-licenses": "pkg:pypi/nvidia-*",
    "deny-packages": "pkg:pypi/gym",
  };
  return values[name] ?? "value";
}
