import { describe, expect, it } from "@jest/globals";
import { loadInputs } from "../../src/action/inputs.ts";
import { realPorts } from "../../src/action/real-ports.ts";
import { remediate } from "../../src/bot/remediate.ts";
import type { RemediateOutcome, RemediationGround } from "../../src/bot/remediation-port.ts";
import { PinwardenError } from "../../src/core/error.ts";
import { openCommitTree } from "../../src/shell/github/commit-tree.ts";
import { createGithubClient } from "../../src/shell/github/github-client.ts";
import { advisoryOf, fiveConfig, fiveModels } from "../support/five-models.ts";
import { contributor } from "../support/github-double/state.ts";
import { testClock } from "../support/github-double/test-clock.ts";
import { openRemediationScenario, type RemediationScenario } from "../support/remediation-scenario.ts";

interface RunOptions {
  /** In place of the ground that the tree has. */
  readonly ground?: (real: RemediationGround, commit: string) => RemediationGround | Promise<RemediationGround>;
  readonly base?: string;
}

/** Runs the work itself, with the real plans and checks and a clock that waits no time. */
async function run(scenario: RemediationScenario, { ground, base }: RunOptions = {}): Promise<RemediateOutcome> {
  const clock = testClock(Date.parse("2026-11-02T12:00:00Z"));
  const repository = { owner: "octo", repo: "models" };
  const client = createGithubClient({
    apiUrl: scenario.double.url,
    token: scenario.token.value,
    userAgent: "test",
    clock,
  });
  const { check: inputs } = loadInputs((name) => (name === "index-url" ? scenario.index.url : ""));
  const progress = () => {};
  return await realPorts(scenario.environment).remediating({ inputs, progress }, async (groundOf) => {
    const at = async (commit: string) => {
      const real = await groundOf(openCommitTree(client, repository, commit));
      return (await ground?.(real, commit)) ?? real;
    };
    return await remediate({ client, clock, at, progress }, { repository, base: base ?? null });
  });
}

const kinds = ({ pulls }: RemediateOutcome) => Object.fromEntries(pulls.map(({ branch, kind }) => [branch, kind]));
const group = (grouping: string) => fiveModels(`remediation: { pull-requests: { grouping: ${grouping} } }\n`);

describe("a base branch that moves while plans are made", () => {
  it("is planned for anew where the change may matter", async () => {
    await using scenario = await openRemediationScenario(fiveModels());
    const commits: string[] = [];
    const outcome = await run(scenario, {
      async ground(real, commit) {
        commits.push(commit);
        // Somebody mends one model while the plans for the older commit are made.
        if (commits.length === 1) await scenario.commit({ "models/vision/requirements.txt": "pictures==10.0\n" });
        return real;
      },
    });
    const { git } = scenario.repository;
    const now = await git.resolve("refs/heads/main");
    expect(commits).toHaveLength(2);
    expect(outcome.commit).toBe(now);
    expect(Object.keys(kinds(outcome))).not.toContain("pinwarden/model/vision");
    for (const pull of scenario.pulls())
      expect(await git.parents((await git.resolve(pull.headRef)) ?? "")).toEqual([now]);
    expect(scenario.pulls()).toHaveLength(4);
  }, 240_000);

  it("is let be where it cannot matter", async () => {
    await using scenario = await openRemediationScenario(fiveModels());
    let asked = 0;
    const outcome = await run(scenario, {
      async ground(real) {
        asked += 1;
        await scenario.commit({ "docs/notes.md": `${asked}\n` });
        return real;
      },
    });
    expect(asked).toBe(1);
    expect(Object.values(kinds(outcome))).toEqual(Array(5).fill("opened"));
  }, 240_000);

  it("is told with what was written before, where GitHub fails when it is looked at again", async () => {
    await using scenario = await openRemediationScenario(fiveModels());
    let asked = 0;
    const outcome = await run(scenario, {
      async ground(real) {
        asked += 1;
        if (asked === 1) await scenario.commit({ "models/vision/requirements.txt": "pictures==10.0\n" });
        else throw new PinwardenError("github/rate-limited", "No more.");
        return real;
      },
    });
    expect(outcome.stopped?.code).toBe("github/rate-limited");
  }, 240_000);

  it("is planned for anew where it was set back to an older commit", async () => {
    await using scenario = await openRemediationScenario(fiveModels());
    const { git } = scenario.repository;
    const old = (await git.resolve("refs/heads/main")) ?? "";
    await scenario.commit({ "models/vision/requirements.txt": "pictures==10.0\n" });
    const commits: string[] = [];
    await run(scenario, {
      async ground(real, commit) {
        commits.push(commit);
        await git.commit({ ref: "refs/heads/main", parents: [old], files: {} });
        return real;
      },
    });
    expect(commits.length).toBeGreaterThan(1);
  }, 240_000);

  it("is not run after for ever", async () => {
    await using scenario = await openRemediationScenario(fiveModels());
    let asked = 0;
    await run(scenario, {
      async ground(real) {
        asked += 1;
        await scenario.commit({ "models/other/requirements.txt": `base==2.0 # ${asked}\n` });
        return real;
      },
    });
    expect(asked).toBe(3);
    expect(scenario.pulls()).toHaveLength(5);
  }, 240_000);
});

describe("a file with an odd name that a manifest reads", () => {
  it("is a reason to begin anew when it moves", async () => {
    const five = fiveModels();
    const files = {
      ...five.files,
      "models/vision/requirements.txt": "-r ../../shared/of-vision\n-c ../../shared/bounds\n",
      "shared/of-vision": "pictures==9.0\n",
      "shared/bounds": "base<3\n",
    };
    for (const change of [{ "shared/of-vision": "pictures==10.0\n" }, { "shared/bounds": "base<4\n" }]) {
      await using scenario = await openRemediationScenario({ ...five, files });
      let asked = 0;
      await run(scenario, {
        async ground(real) {
          asked += 1;
          if (asked === 1) await scenario.commit(change);
          return real;
        },
      });
      expect(asked).toBe(2);
    }
  }, 240_000);
});

describe("a person who pushes while a pull request is about to be closed", () => {
  const mine = { "models/vision/requirements.txt": "pictures==9.1 # tried on the fleet\n" };
  const branch = "pinwarden/model/vision";
  const closing = async () => {
    const scenario = await openRemediationScenario(fiveModels());
    await run(scenario);
    await scenario.commit({ "models/vision/requirements.txt": "pictures==10.0\n" });
    return scenario;
  };
  const push = (scenario: RemediationScenario) => ({
    kind: "meanwhile" as const,
    work: () => scenario.commit(mine, branch),
  });

  it.each([
    ["before anything is said", "GET", /\/git\/ref\/heads\/pinwarden\/model\/vision$/, []],
    ["while the reason is said", "POST", /\/issues\/1\/comments$/, ["Left open: "]],
    ["at the very moment of it", "PATCH", /\/pulls\/1$/, ["Left open: "]],
  ])(
    "%s keeps it",
    async (_when, method, path, said) => {
      await using scenario = await closing();
      scenario.double.faults.plan(method, path, push(scenario));
      const [before] = scenario.pulls();
      const body = before?.body;
      const outcome = await run(scenario);
      const vision = outcome.pulls.find((pull) => pull.branch === branch);
      expect(vision).toMatchObject({
        kind: "left-alone",
        why: "Its branch moved while it was about to be closed: it is left alone.",
      });
      expect(scenario.pulls()[0]).toMatchObject({ number: 1, body });
      expect(scenario.pulls()[0]?.state ?? "open").toBe("open");
      const { git } = scenario.repository;
      expect(await git.message(`refs/heads/${branch}`)).toContain("A change");
      expect(scenario.repository.comments.map(({ body: text }) => text.slice(0, 11))).toEqual(said);
      scenario.writes();
      expect(kinds(await run(scenario))[branch]).toBe("left-alone");
      expect(scenario.writes()).toEqual([]);
    },
    240_000,
  );
});

describe("the answer to opening a pull request that is lost", () => {
  const opening = /\/pulls$/;

  it.each([
    ["once", ["reset-after-work"]],
    ["after one that did not arrive", ["reset", "reset-after-work"]],
  ] as const)(
    "%s is told as that, and the pull request is finished",
    async (_often, faults) => {
      await using scenario = await openRemediationScenario(fiveModels());
      for (const kind of faults) scenario.double.faults.plan("POST", opening, { kind });
      const outcome = await run(scenario);
      expect(Object.values(kinds(outcome))).toEqual(Array(5).fill("opened"));
      expect(outcome.pulls[0]?.why).toContain(
        "GitHub's answer was lost on the way; it was looked up, and it is there.",
      );
      expect(outcome.pulls.slice(1).map(({ why }) => why)).toEqual(Array(4).fill(null));
      expect(scenario.pulls()).toHaveLength(5);
      expect(scenario.pulls()[0]?.labels).toEqual(["dependencies", "security"]);
      scenario.writes();
      expect(Object.values(kinds(await run(scenario)))).toEqual(Array(5).fill("unchanged"));
      expect(scenario.writes()).toEqual([]);
    },
    240_000,
  );

  it("is not what it is called where a person opened one at that moment", async () => {
    await using scenario = await openRemediationScenario(fiveModels());
    const { double, repository } = scenario;
    const theirs = () =>
      double.state.openPull(repository, {
        title: "Mine",
        user: contributor,
        baseRef: "main",
        headRef: "refs/heads/pinwarden/model/vision",
        headBranch: "pinwarden/model/vision",
        headRepository: "octo/models",
      });
    double.faults.plan("POST", opening, { kind: "meanwhile", work: theirs });
    const outcome = await run(scenario);
    expect(outcome.pulls[0]).toMatchObject({
      kind: "left-alone",
      title: "Mine",
      why: "It was opened by `contributor`.",
    });
    expect(scenario.pulls()).toHaveLength(5);
  }, 240_000);
});

describe("branches on which commits are made", () => {
  const staging = async (scenario: RemediationScenario) =>
    (await scenario.branches()).filter((branch) => branch.startsWith("pinwarden-staging/"));

  /** A run that is cut off right before the branch is moved to the commit, and a plan that is another afterwards. */
  async function cutOff(): Promise<RemediationScenario> {
    const scenario = await openRemediationScenario(fiveModels());
    await run(scenario);
    scenario.osv.records.push(advisoryOf("GHSA-3333-3333-pics", "pictures", ["9.0", "9.1"], "10.0"));
    const { faults } = scenario.double;
    const limit = { errors: [{ type: "RATE_LIMITED", message: "API rate limit exceeded" }] };
    const headers = { "x-ratelimit-remaining": "0", "x-ratelimit-reset": "1893456000" };
    faults.plan("POST", /\/graphql$/, { kind: "slow", milliseconds: 0 }, 2);
    faults.plan("POST", /\/graphql$/, { kind: "answer", status: 200, body: limit, headers });
    expect((await run(scenario)).stopped?.code).toBe("github/rate-limited");
    await scenario.commit({ "models/vision/requirements.txt": "base==2.0\n" });
    return scenario;
  }
  const at = (scenario: RemediationScenario, timestamp: string) => {
    for (const one of scenario.repository.activity) one.timestamp = timestamp;
  };

  it("stay for as long as the run that made them may last, and go after it", async () => {
    await using scenario = await cutOff();
    expect(await staging(scenario)).toHaveLength(1);
    at(scenario, "2026-10-28T12:00:01Z");
    await run(scenario);
    expect(await staging(scenario)).toHaveLength(1);
    at(scenario, "2026-10-28T11:59:59Z");
    await run(scenario);
    expect(await staging(scenario)).toEqual([]);
  }, 240_000);

  it("stay where a person had a hand in them, where nothing is known of them, and where they have other names", async () => {
    await using scenario = await cutOff();
    const { git, activity } = scenario.repository;
    const [left = ""] = await staging(scenario);
    const head = (await git.resolve(`refs/heads/${left}`)) ?? "";
    const copies = ["unknown-0000000000000000", "theirs-0000000000000000", "mine"].map(
      (name) => `pinwarden-staging/${name}`,
    );
    for (const copy of copies) await git.setRef(`refs/heads/${copy}`, head);
    const zero = "0".repeat(40);
    const made = { before: zero, after: head, actor: scenario.token.account, timestamp: "" };
    for (const copy of copies.slice(1)) activity.push({ ...made, ref: `refs/heads/${copy}` });
    // Pushed by a person, with our own commit on it.
    activity.unshift({ ...made, ref: `refs/heads/${copies[1]}`, actor: contributor });
    // A person's commit on one that we made.
    const onOurs = await git.commit({
      ref: "refs/heads/pinwarden-staging/ours-0000000000000000",
      parents: [head],
      files: {},
    });
    activity.push({ ...made, ref: "refs/heads/pinwarden-staging/ours-0000000000000000", after: onOurs });
    at(scenario, "2026-01-01T00:00:00Z");
    await run(scenario);
    expect((await staging(scenario)).sort()).toEqual([...copies, "pinwarden-staging/ours-0000000000000000"].sort());
  }, 240_000);

  it("keep nobody from the fixes where GitHub tells nothing of them", async () => {
    await using scenario = await cutOff();
    scenario.double.faults.plan("GET", /\/activity$/, { kind: "answer", status: 404, body: { message: "Not Found" } });
    at(scenario, "2026-01-01T00:00:00Z");
    expect((await run(scenario)).stopped).toBeNull();
    expect(await staging(scenario)).toHaveLength(1);
  }, 240_000);
});

describe("what is not proposed", () => {
  it("is an edit of a workflow", async () => {
    await using scenario = await openRemediationScenario(fiveModels());
    const outcome = await run(scenario, {
      ground: (real) => ({
        ...real,
        async plan(only) {
          const report = await real.plan(only);
          const path = ".github/workflows/train.yml";
          const moved = report.plans.map(({ plan, files }) => ({
            plan,
            files: files.map((file) => (file.path.includes("vision") ? { ...file, path } : file)),
          }));
          return { ...report, plans: moved };
        },
      }),
    });
    expect(kinds(outcome)["pinwarden/model/vision"]).toBe("refused");
    expect(scenario.pulls()).toHaveLength(4);
    expect(await scenario.branches()).not.toContain("pinwarden/model/vision");
  }, 240_000);

  it("is what does not hold when it is checked once more", async () => {
    await using scenario = await openRemediationScenario(fiveModels());
    const outcome = await run(scenario, {
      ground: (real) => ({
        ...real,
        async compare(files, models) {
          const report = await real.compare(files, models);
          const [model] = report.models;
          if (model?.id !== "vision") return report;
          const targets = model.targets.map((target) => ({ ...target, verdict: "incomplete" as const }));
          return { ...report, models: [{ ...model, targets }] };
        },
      }),
    });
    const vision = outcome.pulls.find(({ branch }) => branch.endsWith("vision"));
    expect(vision).toMatchObject({ kind: "refused", why: expect.stringContaining("could not be checked completely") });
    expect(scenario.pulls()).toHaveLength(4);
  }, 240_000);
});

describe("grouping", () => {
  it("by advisory makes one pull request for an advisory wherever it occurs", async () => {
    const options = group("advisory");
    const files = { ...options.files, "models/text/requirements.txt": "tokens==0.9\nspeech==1.0\n" };
    await using scenario = await openRemediationScenario({ ...options, files });
    const first = await run(scenario);
    expect(Object.keys(kinds(first)).sort()).toEqual(
      ["pics", "spch", "tokn", "tree", "vect"].map((end) => `pinwarden/advisory/ghsa-2222-2222-${end}`),
    );
    const speech = scenario.pulls().find(({ headBranch }) => headBranch.endsWith("spch"));
    expect(speech?.title).toBe("Upgrade speech to 1.1 in audio and text (GHSA-2222-2222-spch)");
    expect(speech?.body).toContain("pinwarden fix --patch --model audio --model text --only GHSA-2222-2222-spch");
    const { git } = scenario.repository;
    const changed = await git.changedFiles("refs/heads/main", speech?.headRef ?? "");
    expect(changed.map(({ filename }) => filename)).toEqual([
      "models/audio/requirements.txt",
      "models/text/requirements.txt",
    ]);
    scenario.writes();
    expect(Object.values(kinds(await run(scenario)))).toEqual(Array(5).fill("unchanged"));
    expect(scenario.writes()).toEqual([]);
  }, 240_000);

  it("by family puts what is released together into one", async () => {
    const options = group("family");
    const versions = (name: string) => ({ name, versions: [{ version: "1.0" }, { version: "1.1" }] });
    const files = { ...options.files, "models/vision/requirements.txt": "boto3==1.0\nbotocore==1.0\n" };
    await using scenario = await openRemediationScenario({
      files,
      packages: [...options.packages, versions("boto3"), versions("botocore")],
      records: [
        ...options.records,
        advisoryOf("GHSA-4444-4444-4444", "boto3", ["1.0"], "1.1"),
        advisoryOf("GHSA-5555-5555-5555", "botocore", ["1.0"], "1.1"),
      ],
    });
    const outcome = await run(scenario);
    expect(Object.keys(kinds(outcome)).sort()).toEqual(
      ["boto3", "speech", "tokens", "trees", "vectors"].map((name) => `pinwarden/family/${name}`),
    );
    expect(scenario.pulls().find(({ headBranch }) => headBranch.endsWith("boto3"))?.title).toBe(
      "Move boto3 and botocore in vision (2 advisories)",
    );
  }, 240_000);
});

describe("another branch than the default one", () => {
  it("has pull requests of its own, beside the others", async () => {
    await using scenario = await openRemediationScenario(fiveModels());
    const main = (await scenario.repository.git.resolve("refs/heads/main")) ?? "";
    await scenario.repository.git.setRef("refs/heads/release-1", main);
    await run(scenario);
    const outcome = await run(scenario, { base: "release-1" });
    expect(Object.keys(kinds(outcome))).toContain("pinwarden-release-1/model/vision");
    expect(
      scenario
        .pulls("open")
        .map(({ baseRef }) => baseRef)
        .sort(),
    ).toEqual([...Array<string>(5).fill("main"), ...Array<string>(5).fill("release-1")]);
    scenario.writes();
    await run(scenario);
    await run(scenario, { base: "release-1" });
    expect(scenario.writes()).toEqual([]);
  }, 240_000);

  it("must be there", async () => {
    await using scenario = await openRemediationScenario(fiveModels());
    await expect(run(scenario, { base: "gone" })).rejects.toMatchObject({ code: "input/unknown-ref" });
  }, 240_000);
});

describe("a repository", () => {
  it("that is archived is told so", async () => {
    await using scenario = await openRemediationScenario(fiveModels());
    scenario.repository.archived = true;
    await expect(run(scenario)).rejects.toMatchObject({ code: "github/archived" });
  }, 240_000);

  it("on a server without `updateRefs` has its branches moved all the same", async () => {
    await using scenario = await openRemediationScenario(fiveModels());
    scenario.double.state.updateRefs = false;
    await run(scenario);
    scenario.osv.records.push(advisoryOf("GHSA-3333-3333-pics", "pictures", ["9.0", "9.1"], "10.0"));
    await scenario.commit({ "models/audio/requirements.txt": "base==2.0\n" });
    const outcome = await run(scenario);
    expect(kinds(outcome)).toMatchObject({ "pinwarden/model/vision": "updated", "pinwarden/model/audio": "closed" });
    expect((await scenario.branches()).toSorted()).toEqual([
      "main",
      ...["ranking", "search", "text", "vision"].map((name) => `pinwarden/model/${name}`),
    ]);
    expect(scenario.pulls("open")).toHaveLength(4);
  }, 240_000);

  it("that refuses one pull request gets the others, and is told what was refused", async () => {
    await using scenario = await openRemediationScenario(fiveModels());
    const body = { message: "Validation Failed", errors: [{ message: "Base branch is protected" }] };
    scenario.double.faults.plan("POST", /\/pulls$/, { kind: "answer", status: 422, body });
    const outcome = await run(scenario);
    expect(Object.values(kinds(outcome))).toEqual(["refused", ...Array(4).fill("opened")]);
    expect(outcome.stopped).toMatchObject({
      code: "github/invalid-request",
      why: expect.stringContaining("protected"),
    });
  }, 240_000);
});

describe("what policy minds less", () => {
  it("waits for its turn, and advisories do not", async () => {
    const limits = "remediation: { pull-requests: { limit: 0, schedule: { days: [sunday] } } }\n";
    await using scenario = await openRemediationScenario(fiveModels(limits));
    expect(Object.values(kinds(await run(scenario)))).toEqual(Array(5).fill("opened"));
    const range = `policy: { packages: [{ name: base, range: ">=2.1" }] }\n${limits}`;
    for (const pull of scenario.pulls()) await scenario.merge(pull);
    await scenario.commit({ ".github/pinwarden.yml": fiveConfig(range) });
    const waiting = await run(scenario);
    expect(waiting.pulls.map(({ kind, why }) => [kind, why])).toEqual(
      Array(2).fill(["postponed", "`remediation.pull-requests.schedule` opens them on sunday."]),
    );
  }, 240_000);
});
