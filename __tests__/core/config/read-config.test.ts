import { describe, expect, it } from "@jest/globals";
import type { Config } from "../../../src/core/config/config.ts";
import { formatConfigProblem } from "../../../src/core/config/config-problem.ts";
import { parseFailOn } from "../../../src/core/config/fail-on.ts";
import { defaultConfig, readConfig } from "../../../src/core/config/read-config.ts";
import { defaultPullRequests } from "../../../src/core/pull-request/settings.ts";

const path = ".github/pinwarden.yml";

function accepted(text: string): Config {
  const { config, problems } = readConfig(text, path);
  if (config === null) throw new Error(problems.map(formatConfigProblem).join("\n"));
  return config;
}

const refused = (text: string): string => readConfig(text, path).problems.map(formatConfigProblem).join("\n");

const minimal = `
models:
  - id: classifier
    path: models/classifier          # manifests are found here unless listed
    targets: [prod]
targets:
  prod: { python: "3.11", platform: linux/amd64, glibc: "2.31", driver: "535.183.01", gpu: [T4], image: "nvidia/cuda:12.2.2-runtime-ubuntu22.04" }
policy:
  fail-on-severity: high               # low | moderate | high | critical; a number is read as a CVSS score
  packages:
    - { name: torch, range: ">=2.4,<2.9", reason: "qualified on the fleet" }
    - { name: vllm, frozen: true }
  ignore:
    - { id: GHSA-xxxx, package: pillow, until: 2027-01-31, reason: "not reachable", owner: "@ml" }
remediation: { allow-overrides: false, allow-prereleases: false, strategy: lowest-fixed }
`;

describe("readConfig", () => {
  it("knows the rules that findings are reported under, and no others", () => {
    const known = accepted("policy: { rules: { abi/markupsafe-2.1: warn, release/yanked: fail, advisory: warn } }");
    expect([...known.policy.effects.keys()]).toEqual(["abi/markupsafe-2.1", "release/yanked", "advisory"]);
    expect(refused("policy: { rules: { relase/yanked: fail } }")).toBe(
      `${path}:1:35: There is no rule \`relase/yanked\`.\n  Did you mean \`release/yanked\`?`,
    );
    expect(refused("policy: { rules: { nothing/like-it: fail } }")).toContain("listed in docs/rules");
  });

  it("says which numbers it takes", () => {
    expect(refused("remediation: { pull-requests: { limit: 500 } }")).toContain("Expected a number up to 100 in");
    expect(refused("remediation: { pull-requests: { limit: -1 } }")).toContain("Expected a number from 0 on in");
    expect(refused("remediation: { pull-requests: { limit: 1.5 } }")).toContain("Expected a whole number in");
  });

  it("reads the example of the contract", () => {
    const config = accepted(minimal);
    expect(config.models).toMatchObject([
      { id: "classifier", path: "models/classifier", targets: ["prod"], manifests: null },
    ]);
    expect(config.targets.get("prod")).toMatchObject({
      python: { value: { full: "3.11.0" }, source: { how: "declared", from: "declared in .github/pinwarden.yml:7" } },
      platform: { value: { os: "linux", arch: "x86_64" } },
      libc: { value: { family: "glibc", major: 2, minor: 31 } },
      driver: { value: "535.183.01" },
      gpus: { value: ["T4"] },
      image: { value: "nvidia/cuda:12.2.2-runtime-ubuntu22.04" },
    });
    expect(config.policy).toMatchObject({
      failOn: { kind: "severity", severity: "high" },
      packages: [
        { name: "torch", range: ">=2.4,<2.9", frozen: false },
        { name: "vllm", range: null, frozen: true, origin: { line: 12 } },
      ],
      ignore: [{ id: "GHSA-xxxx", package: "pillow", until: "2027-01-31", owner: "@ml" }],
    });
    expect(config.remediation).toEqual({
      allowOverrides: false,
      allowPrereleases: false,
      allowWidening: false,
      runTools: false,
      strategy: "lowest-fixed",
      swaps: [],
      pullRequests: defaultPullRequests,
    });
  });

  it("reads what a plan may do beyond moving lines", () => {
    const { remediation } = accepted(
      'remediation: { strategy: oldest-fixed, swaps: [{ from: PyCrypto, to: pycryptodome, range: ">=3.20", reason: "its successor" }] }',
    );
    expect(remediation).toMatchObject({
      strategy: "lowest-fixed",
      swaps: [{ from: "pycrypto", to: "pycryptodome", range: ">=3.20", reason: "its successor", origin: { line: 1 } }],
    });
  });

  it.each([
    ["{ from: 'a b', to: c }", "1:32: Expected the name of a package, found `a b`."],
    ["{ from: a, to: c, range: '3' }", "1:49: Expected a range of versions, found `3`."],
    ["{ from: a_b, to: A-B }", "1:41: `a-b` is to be swapped for itself."],
  ])("refuses the swap %s", (entry, message) => {
    expect(refused(`remediation: { swaps: [${entry}] }`)).toContain(message);
  });

  it("reads how pull requests are made", () => {
    const schedule = "schedule: { days: [monday], hours: 22-4 }";
    const own = `{ grouping: family, limit: 3, ${schedule}, labels: [], reviewers: ["@octocat", acme/ml] }`;
    expect(accepted(`remediation: { pull-requests: ${own} }`).remediation.pullRequests).toEqual({
      ...defaultPullRequests,
      grouping: "family",
      limit: 3,
      schedule: { days: ["monday"], hours: { from: 22, until: 4 } },
      labels: [],
      reviewers: ["octocat", "acme/ml"],
    });
  });

  it.each(["hours: 25-3", "hours: 6", "days: [someday]"])("refuses %s", (part) => {
    const { config } = readConfig(`remediation: { pull-requests: { schedule: { ${part} } } }`, path);
    expect(config).toBeNull();
  });

  it.each(["", "# nothing yet\n", "---\n", "{}"])("takes defaults from %j", (text) => {
    expect(accepted(text)).toEqual({ ...defaultConfig(path), present: true });
  });

  it("reads what looks like a number as it was written", () => {
    const target = accepted("targets: { a: { python: 3.10, glibc: 2.30, driver: 535, gpu: 7.5 } }").targets.get("a");
    expect(target).toMatchObject({
      python: { value: { full: "3.10.0", minor: 10 } },
      libc: { value: { minor: 30 } },
      driver: { value: "535" },
      gpus: { value: ["7.5"] },
    });
  });

  it("reads what policy says of licences, packages, ages and rules", () => {
    const { policy } = accepted(`policy:
  allow-licenses: [MIT, Apache-2.0 WITH LLVM-exception]
  allow-dependencies-licenses: ["pkg:pypi/NVIDIA_*"]
  deny-packages:
    - pkg:pypi/Py_Crypto
    - { purl: "pkg:pypi/torch@2.5.0", reason: wrong results }
  cooldown: { days: 7, exclude: ["pkg:pypi/acme-*"] }
  rules: { release/yanked: fail }
`);
    expect(policy).toMatchObject({
      licences: {
        allowed: ["MIT", "Apache-2.0 WITH LLVM-exception"],
        denied: [],
        exempt: [{ name: "nvidia-", isPrefix: true, version: null }],
        unknown: "not-assessed",
      },
      denied: [
        { pattern: { name: "py-crypto", isPrefix: false }, reason: null, origin: { line: 5 } },
        { pattern: { name: "torch", version: { text: "2.5.0" } }, reason: "wrong results", origin: { line: 6 } },
      ],
      cooldown: { days: 7, exempt: [{ name: "acme-" }], origin: { line: 7 } },
    });
    expect([...policy.effects]).toEqual([["release/yanked", "fail"]]);
  });

  it("reads how registries of images are asked", () => {
    expect(accepted("").images).toEqual({ registry: "auto", hosts: [], mirror: null, mirrors: [] });
    const text =
      'images: { registry: never, hosts: [GHCR.io, "http://localhost:5000", "[::1]:5000"], mirror: "https://mirror.example/v", mirrors: [Docker.Example] }\n';
    expect(accepted(text).images).toEqual({
      registry: "never",
      hosts: ["ghcr.io", "http://localhost:5000", "[::1]:5000"],
      mirror: "https://mirror.example/v",
      mirrors: ["docker.example"],
    });
  });

  it("tells no GPU from an unknown one", () => {
    const { targets } = accepted(
      "targets: { a: { gpu: none }, b: { gpu: [] }, c: { gpu: [T4, T4] }, d: {}, e: { gpu: 'L4, T4' } }",
    );
    expect([...targets.values()].map(({ gpus }) => gpus?.value ?? null)).toEqual([[], [], ["T4"], null, ["L4", "T4"]]);
  });

  it("reads aliases as what they stand for", () => {
    const { targets } = accepted("targets:\n  a: &gpu\n    gpu: [T4]\n  b: *gpu\n");
    expect(targets.get("b")).toEqual(targets.get("a"));
  });

  it.each([
    ["7.5", { kind: "score", score: 7.5 }],
    ["low", { kind: "severity", severity: "low" }],
  ])("reads fail-on-severity: %s", (text, wanted) => {
    expect(accepted(`policy: { fail-on-severity: ${text} }`).policy.failOn).toEqual(wanted);
  });

  it.each([
    ["configs/shared.yml", { kind: "local", path: "configs/shared.yml" }],
    [
      "acme/policies/ml/base.yml@v2",
      { kind: "repository", owner: "acme", repository: "policies", path: "ml/base.yml", ref: "v2" },
    ],
  ])("reads extends: %s", (text, wanted) => {
    const { config, notices } = readConfig(`extends: ${text}`, path);
    expect(config?.extends).toEqual(wanted);
    expect(notices).toEqual([]);
  });

  it("leaves when to comment open where it says nothing of it", () => {
    expect(readConfig("reports: { comment: never }", path)).toMatchObject({
      config: { reports: { comment: "never" } },
      notices: [],
    });
    expect(readConfig("reports: {}", path)).toMatchObject({ config: { reports: { comment: null } }, notices: [] });
  });

  it("says what has no effect", () => {
    const text = ["reports: { formats: [sarif] }", "policy: { packages: [{ name: gym, sdists: assume }] }"].join("\n");
    expect(readConfig(text, path).notices.map(formatConfigProblem)).toEqual([
      ".github/pinwarden.yml:1:12: `reports.formats` is understood and has no effect in this version.",
      ".github/pinwarden.yml:2:35: `policy.packages[0].sdists` is understood and has no effect in this version.",
    ]);
  });

  it("reads a file with BOM, CRLF and tabs in its comments", () => {
    expect(accepted("\uFEFFpolicy:\r\n  warn-only: true #\tyes\r\n").policy.warnOnly).toBe(true);
  });

  it("keeps names that JavaScript's objects have of their own", () => {
    const { targets } = accepted("targets: { constructor: { driver: 535 }, toString: {}, hasOwnProperty: {} }");
    expect([...targets.keys()]).toEqual(["constructor", "toString", "hasOwnProperty"]);
    expect(targets.get("constructor")?.driver?.value).toBe("535");
  });
});

describe("readConfig refuses", () => {
  it.each<[string, string, string]>([
    [
      "an unknown key, with the nearest one",
      "model: []\n",
      ".github/pinwarden.yml:1:1: Unknown key `model` in the configuration: expected one of `extends`, `models`, `targets`, `indexes`, `resolve`, `images`, `policy`, `remediation`, `scan`, `reports`.\n  Did you mean `models`?",
    ],
    [
      "a key in the spelling of another language",
      "policy:\n  failOnSeverity: high\n",
      ".github/pinwarden.yml:2:3: Unknown key `failOnSeverity` in `policy`: expected one of `fail-on-severity`, `warn-only`, `unknown-severity`, `packages`, `ignore`, `allow-ghsas`, `sdists`, `environment-variables`, `allow-licenses`, `deny-licenses`, `allow-dependencies-licenses`, `unknown-licenses`, `deny-packages`, `cooldown`, `rules`.\n  Write `fail-on-severity`.",
    ],
    [
      "a key of another section",
      "indexes: []\nexclude-newer: 2026-01-01\n",
      ".github/pinwarden.yml:2:1: Unknown key `exclude-newer` in the configuration: expected one of `extends`, `models`, `targets`, `indexes`, `resolve`, `images`, `policy`, `remediation`, `scan`, `reports`.\n  `exclude-newer` stands under `resolve`: move it there.",
    ],
    [
      "an unknown key deep inside",
      "targets:\n  prod: { python: 3.11, gpus: [T4] }\n",
      ".github/pinwarden.yml:2:25: Unknown key `gpus` in `targets.prod`: expected one of `python`, `platform`, `glibc`, `musl`, `macos`, `driver`, `gpu`, `image`, `cpu`, `provides`, `host`.\n  Did you mean `gpu`?",
    ],
    [
      "a missing key",
      "models:\n  - id: a\n",
      ".github/pinwarden.yml:2:5: Key `path` is missing in `models[0]`: expected a text.\n  Add `path:` to it.",
    ],
    [
      "a text where a list is expected",
      "models:\n  - path: a\n    manifests: requirements.txt\n",
      ".github/pinwarden.yml:3:16: Expected a list in `models[0].manifests`, found `requirements.txt`.\n  Write it as a list: `[requirements.txt]`.",
    ],
    [
      "a section left empty",
      "targets:\n",
      ".github/pinwarden.yml:1:9: Expected a mapping of ids to values in `targets`, found nothing.",
    ],
    [
      "a list as the file",
      "- a\n",
      ".github/pinwarden.yml:1:1: Expected a mapping of keys to values in the file, found a list.",
    ],
    [
      "a severity that does not exist",
      "policy:\n  fail-on-severity: hihg\n",
      ".github/pinwarden.yml:2:21: Expected `low`, `moderate`, `high`, `critical`, or a CVSS score from 0 to 10 in `policy.fail-on-severity`, found `hihg`.\n  Did you mean `high`?",
    ],
    [
      "a score out of range",
      "policy: { fail-on-severity: 11 }\n",
      ".github/pinwarden.yml:1:29: Expected `low`, `moderate`, `high`, `critical`, or a CVSS score from 0 to 10 in `policy.fail-on-severity`, found `11`.",
    ],
    [
      "an id that cannot be used",
      'targets:\n  "a b": {}\n',
      ".github/pinwarden.yml:2:3: Name `a b` cannot be used: expected letters, digits, `.`, `_`, `/` and `-`, beginning with a letter or digit, 100 characters at most.\n  Rename it.",
    ],
    [
      "a target that is not declared",
      "models:\n  - { id: a, path: a, targets: [prd] }\ntargets: { prod: {} }\n",
      ".github/pinwarden.yml:2:33: Model `a` names target `prd`, which is not declared: declared are `prod`.\n  Did you mean `prod`?",
    ],
    [
      "a target where none is declared",
      "models: [{ path: a, targets: [prod] }]\n",
      ".github/pinwarden.yml:1:31: Model `a` names target `prod`, which is not declared: none is.\n  Declare it under `targets:` in .github/pinwarden.yml.",
    ],
    [
      "two models of one id",
      "models:\n  - { id: a, path: x }\n  - { id: a, path: y }\n",
      ".github/pinwarden.yml:3:11: Model `a` is declared twice, first as `models[0]`.\n  Give one of them another id.",
    ],
    [
      "an id for a glob",
      "models: [{ id: a, path: models/* }]\n",
      ".github/pinwarden.yml:1:16: Model `a` has a glob as its path, which stands for several models: their ids follow from their folders.\n  Remove `id`, or name one folder.",
    ],
    [
      "a folder outside of the repository",
      "models: [{ path: ../../etc }]\n",
      ".github/pinwarden.yml:1:18: Path `../../etc` leaves the repository: expected a folder inside of it.\n  Write it from the root of the repository.",
    ],
    [
      "an absolute path",
      "models: [{ path: m, manifests: [/etc/passwd] }]\n",
      ".github/pinwarden.yml:1:33: Path `/etc/passwd` is not relative: expected a path with `/` between folders.\n  Write it from the root of the repository.",
    ],
    [
      "a Python that is none",
      "targets: { prod: { python: latest } }\n",
      ".github/pinwarden.yml:1:28: targets.prod.python: Expected a Python version such as `3.11`, `3.11.4`, `3.13t` or `pypy3.10`, found `latest`.",
    ],
    [
      "glibc and musl together",
      "targets: { prod: { glibc: 2.31, musl: 1.2 } }\n",
      ".github/pinwarden.yml:1:39: A target has glibc or musl, not both.\n  Remove one of them.",
    ],
    [
      "glibc on Windows",
      "targets: { prod: { platform: windows/amd64, glibc: 2.31 } }\n",
      ".github/pinwarden.yml:1:52: `glibc` is for Linux, and the platform is windows.\n  Remove one of them.",
    ],
    [
      "a day that is not in the calendar",
      "policy: { ignore: [{ id: X-1, until: 2027-02-29 }] }\n",
      ".github/pinwarden.yml:1:38: Expected a day of the calendar as `YYYY-MM-DD`, found `2027-02-29`.",
    ],
    [
      "a range that is none",
      'policy: { packages: [{ name: torch, range: "2.4" }] }\n',
      ".github/pinwarden.yml:1:44: Expected PEP 440 specifiers such as `>=2.4,<2.9`, found `2.4`.",
    ],
    [
      "a licence that SPDX does not list",
      "policy: { allow-licenses: [MIT, Apache 2] }\n",
      ".github/pinwarden.yml:1:33: Expected the id of a licence in SPDX's list, such as `Apache-2.0`, found `Apache 2`.\n  Ids are written as on spdx.org/licenses, with their case; of an expression, list each licence.",
    ],
    [
      "a name where a package URL is wanted",
      "policy: { deny-packages: [torch] }\n",
      ".github/pinwarden.yml:1:27: Expected a package URL such as `pkg:pypi/torch`, `pkg:pypi/torch@2.6.0` or `pkg:pypi/nvidia-*`, found `torch`.",
    ],
    [
      "a requirement as a name",
      'policy: { packages: [{ name: "torch>=2", frozen: true }] }\n',
      ".github/pinwarden.yml:1:30: Expected the name of a package, found `torch>=2`.\n  Write the name alone, with no version.",
    ],
    [
      "one package twice",
      "policy:\n  packages:\n    - { name: a_b, frozen: true }\n    - { name: A.B, frozen: true }\n",
      ".github/pinwarden.yml:4:15: Package `a-b` has two entries, first `policy.packages[0]`.\n  Put them into one entry.",
    ],
    [
      "an address of another kind, without repeating its password",
      "indexes: [{ name: a, url: ftp://me:secret@example.org/simple }]\n",
      ".github/pinwarden.yml:1:27: Expected an address that begins with `https:`, `http:` or `file:`, found `ftp:`.",
    ],
    [
      "a path where a registry's host is wanted",
      "images: { hosts: [ghcr.io/acme] }\n",
      ".github/pinwarden.yml:1:19: Expected a registry's host such as `registry.example:5000`, or `http://` and a host, found `ghcr.io/acme`.",
    ],
    [
      "a mirror with a password, without repeating it",
      'images: { mirror: "https://me:secret@mirror.example" }\n',
      ".github/pinwarden.yml:1:19: Expected an address that begins with `https:` or `http:` and carries no credentials.",
    ],
    [
      "an explicit index of no package",
      "indexes: [{ name: a, url: https://example.org/simple, explicit: true }]\n",
      ".github/pinwarden.yml:1:65: Index `a` is explicit and lists no package, so it would never be asked.\n  Add `packages:`, or remove `explicit`.",
    ],
    [
      "a time that is none",
      "resolve: { exclude-newer: 2026-01-31T25:00:00Z }\n",
      ".github/pinwarden.yml:1:27: Expected a day or an RFC 3339 time such as `2026-01-31` or `2026-01-31T12:00:00Z`, found `2026-01-31T25:00:00Z`.",
    ],
    [
      "another repository without a ref",
      "extends: acme/policies/base.yml@\n",
      ".github/pinwarden.yml:1:10: Expected a path in this repository or `owner/repo/path@ref`, found `acme/policies/base.yml@`.",
    ],
  ])("%s", (_, text, wanted) => {
    expect(refused(text)).toBe(wanted);
    expect(readConfig(text, path).config).toBeNull();
  });

  it("what the schema refuses and what only reading can tell in one go, each at its own place", () => {
    const text = `models:
  - { id: a }
  - { id: b, path: b, targets: [prd] }
  - { id: b, path: ../c, colour: red }
  - { id: d, path: d, targets: [edge, 3, gone] }
targets:
  prod: { python: latest, gpus: [T4] }
  edge: []
policy:
  fail-on-severity: hihg
  ignore: [{ id: X-1, until: 2027-02-29 }]
  ignore: []
`;
    const { config, problems } = readConfig(text, path);
    expect(config).toBeNull();
    expect(problems.map(({ origin, code, key }) => `${origin.line}:${origin.column} ${code} ${key}`)).toEqual([
      "2:5 config/missing-key models[0].path",
      "4:11 config/duplicate-id models[2].id",
      "4:20 config/path-outside-tree models[2].path",
      "4:26 config/unknown-key models[2].colour",
      "5:39 config/wrong-type models[3].targets[1]",
      "7:19 config/invalid-value targets.prod.python",
      "7:27 config/unknown-key targets.prod.gpus",
      "8:9 config/wrong-type targets.edge",
      "10:21 config/invalid-value policy.fail-on-severity",
      "11:30 config/invalid-value policy.ignore[0].until",
      "12:3 config/duplicate-key policy.ignore",
    ]);
    // The place in the file, though the first model was taken out to read on.
    expect(problems[1]?.message).toBe("Model `b` is declared twice, first as `models[1]`.");
  });

  it("an unknown target beside what the schema refuses elsewhere, and none that may be declared by what it refuses", () => {
    const problems = (targets: string) =>
      readConfig(`models: [{ path: a, targets: [prd] }]\n${targets}\npolcy: {}\n`, path).problems.map(
        ({ code }) => code,
      );
    expect(problems("targets: { prod: {} }")).toEqual(["config/unknown-target", "config/unknown-key"]);
    expect(problems("targets: [prd]")).toEqual(["config/wrong-type", "config/unknown-key"]);
  });

  it("everything at once, in the order of the file", () => {
    const { problems } = readConfig("models:\n  - { pth: a }\npolcy: {}\n", path);
    expect(problems.map(({ code, key }) => `${code} ${key}`)).toEqual([
      "config/missing-key models[0].path",
      "config/unknown-key models[0].pth",
      "config/unknown-key polcy",
    ]);
  });
});

describe("parseFailOn", () => {
  it.each([
    ["high", { kind: "severity", severity: "high" }],
    ["Critical", { kind: "severity", severity: "critical" }],
    ["7", { kind: "score", score: 7 }],
    ["10.0", { kind: "score", score: 10 }],
  ])("reads %s", (text, wanted) => {
    expect(parseFailOn(text)).toEqual({ ok: true, value: wanted });
  });

  it.each(["11", "-1", "none", "", "1e1", "medium"])("refuses %j", (text) => {
    expect(parseFailOn(text).ok).toBe(false);
  });

  it("says what it meant most likely", () => {
    const answer = parseFailOn("hihg");
    expect(answer.ok ? "accepted" : answer.problem.message).toBe(
      "Expected `low`, `moderate`, `high`, `critical`, or a CVSS score from 0 to 10, found `hihg`. Did you mean `high`?",
    );
  });
});
