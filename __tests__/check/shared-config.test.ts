import { describe, expect, it } from "@jest/globals";
import { effectiveConfig } from "../../src/check/configuration.ts";
import type { SharedFiles } from "../../src/check/shared-config.ts";
import { PinwardenError } from "../../src/core/error.ts";
import { memoryTree } from "../../src/shell/files/memory-tree.ts";

const own = ".github/pinwarden.yml";

function sharedFiles(files: Readonly<Record<string, string>>): SharedFiles & { readonly asked: string[] } {
  const asked: string[] = [];
  return {
    asked,
    read: async ({ owner, repository, path, ref }) => {
      const name = `${owner}/${repository}/${path}@${ref}`;
      asked.push(name);
      const text = files[name];
      return text === undefined
        ? { kind: "missing" }
        : { kind: "file", bytes: new TextEncoder().encode(text), id: name };
    },
  };
}

const effective = (files: Readonly<Record<string, string>>, elsewhere: Readonly<Record<string, string>> = {}) => {
  const tree = memoryTree(new Map(Object.entries(files)));
  return effectiveConfig({ base: null, head: tree, policy: tree, config: null, shared: sharedFiles(elsewhere) });
};

const codeOf = async (work: Promise<unknown>): Promise<string> => {
  try {
    await work;
    return "none";
  } catch (error) {
    return error instanceof PinwardenError ? error.code : "another error";
  }
};

describe("a configuration that extends another", () => {
  const shared = `targets:
  prod: { python: "3.11", driver: 550 }
  edge: { gpu: none }
policy:
  fail-on-severity: high
  warn-only: true
  ignore: [{ id: GHSA-aaaa-bbbb-cccc }]
  packages: [{ name: torch, range: "<2.9" }]
indexes: [{ name: internal, url: "https://a.example/simple" }]
images: { registry: never, hosts: [ghcr.io], mirror: "https://mirror.example", mirrors: [docker.example, nvcr.example] }
`;
  const text = `extends: configs/shared.yml
models: [{ path: m, targets: [prod] }]
targets: { edge: { gpu: [T4] } }
policy:
  fail-on-severity: critical
  ignore: [{ id: CVE-2024-0001 }]
indexes: [{ name: internal, url: "https://b.example/simple" }]
images: { registry: auto, hosts: ["registry.example:5000"], mirrors: [docker.example] }
`;

  it("wins where it writes a value, joins lists, and replaces targets and indexes by name", async () => {
    const { config, origins } = await effective({ [own]: text, "configs/shared.yml": shared });
    expect(config.targets.get("prod")?.driver?.value).toBe("550");
    expect(config.images).toEqual({
      registry: "auto",
      hosts: ["registry.example:5000", "ghcr.io"],
      mirror: "https://mirror.example",
      mirrors: ["docker.example", "nvcr.example"],
    });
    expect(config.targets.get("edge")?.gpus?.value).toEqual(["T4"]);
    expect(config.policy.failOn).toEqual({ kind: "severity", severity: "critical" });
    expect(config.policy.warnOnly).toBe(true);
    expect(config.policy.ignore.map(({ id }) => id)).toEqual(["CVE-2024-0001", "GHSA-aaaa-bbbb-cccc"]);
    expect(config.policy.packages.map(({ name }) => name)).toEqual(["torch"]);
    expect(config.indexes.map(({ url }) => url)).toEqual(["https://b.example/simple"]);
    expect(config.models[0]?.targets).toEqual(["prod"]);
    expect(origins.get("policy.fail-on-severity")).toMatchObject({ file: own, line: 5 });
    expect(origins.get("policy.warn-only")).toMatchObject({ file: "configs/shared.yml", line: 6 });
    expect(config.targets.get("prod")?.driver?.source.from).toBe("declared in configs/shared.yml:2");
  });

  it("of another repository is asked for by its ref, and its own paths are of that repository", async () => {
    const elsewhere = {
      "acme/policies/ml/base.yml@v2": "extends: ml/root.yml\npolicy: { warn-only: true }\n",
      "acme/policies/ml/root.yml@v2": "policy: { fail-on-severity: moderate }\n",
    };
    const { config } = await effective({ [own]: "extends: acme/policies/ml/base.yml@v2\n" }, elsewhere);
    expect(config.policy).toMatchObject({ warnOnly: true, failOn: { severity: "moderate" } });
  });

  it.each([
    ["is missing", { [own]: "extends: gone.yml\n" }, "config/extends-missing"],
    ["is missing elsewhere", { [own]: "extends: a/b/c.yml@v1\n" }, "config/extends-missing"],
    ["extends it in turn", { [own]: "extends: a.yml\n", "a.yml": `extends: ${own}\n` }, "config/extends-cycle"],
    ["is wrong", { [own]: "extends: a.yml\n", "a.yml": "polices: {}\n" }, "config/invalid"],
  ])("is of no use where it %s", async (_, files, code) => {
    expect(await codeOf(effective(files))).toBe(code);
  });

  it("is bounded in depth", async () => {
    const files = Object.fromEntries(Array.from({ length: 9 }, (_, at) => [`${at}.yml`, `extends: ${at + 1}.yml\n`]));
    expect(await codeOf(effective({ [own]: "extends: 0.yml\n", ...files }))).toBe("config/extends-too-deep");
  });

  it("of a pull request makes nobody ask another repository, and softens nothing", async () => {
    const base = memoryTree(new Map([[own, "policy: { fail-on-severity: low }\n"]]));
    const head = memoryTree(new Map([[own, "extends: evil/repo/p.yml@main\npolicy: { warn-only: true }\n"]]));
    const shared_ = sharedFiles({ "evil/repo/p.yml@main": "policy: { fail-on-severity: critical }\n" });
    const { config, notAssessed } = await effectiveConfig({ base, head, policy: base, config: null, shared: shared_ });
    expect(shared_.asked).toEqual([]);
    expect(config.policy).toMatchObject({ warnOnly: false, failOn: { severity: "low" } });
    expect(notAssessed[0]?.why).toContain("extends no other repository");
  });

  it("of a pull request may extend what the base extends, which is asked for once", async () => {
    const from = "extends: acme/policies/p.yml@v1\n";
    const shared_ = sharedFiles({ "acme/policies/p.yml@v1": "targets: { prod: { driver: 550 } }\n" });
    const models = "models: [{ path: a, targets: [prod] }";
    const base = memoryTree(new Map([[own, `${from}${models}]\n`]]));
    const head = memoryTree(new Map([[own, `${from}${models}, { path: b, targets: [prod] }]\n`]]));
    const { config } = await effectiveConfig({ base, head, policy: base, config: null, shared: shared_ });
    expect(config.models.map(({ path }) => path)).toEqual(["a", "b"]);
    expect(shared_.asked).toEqual(["acme/policies/p.yml@v1"]);
  });
});
