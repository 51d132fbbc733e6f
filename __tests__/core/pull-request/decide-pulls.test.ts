import { describe, expect, it } from "@jest/globals";
import { readMarker, writeMarker } from "../../../src/core/pull-request/covers.ts";
import {
  type Decision,
  type DigestedProposal,
  decidePulls,
  type PullSituation,
} from "../../../src/core/pull-request/decide-pulls.ts";
import { branchOf } from "../../../src/core/pull-request/group-key.ts";
import { defaultPullRequests } from "../../../src/core/pull-request/settings.ts";
import type { BranchState, Standing, StandingPull } from "../../../src/core/pull-request/standing-pull.ts";
import { fc } from "../../support/fast-check.ts";

function proposal(name: string, more: Partial<DigestedProposal> = {}): DigestedProposal {
  const key = { kind: "model", name } as const;
  return {
    key,
    branch: branchOf(key, null),
    title: `Mend ${name}`,
    plans: [],
    files: [],
    covers: { clears: [`advisory ${name}`], moves: [`${name}@2`], security: true },
    weight: 1,
    digest: `digest of ${name}`,
    ...more,
  };
}

const plain = { clears: ["accelerator x"], moves: ["x@2"], security: false };

function pull(of: DigestedProposal, more: Partial<StandingPull> = {}): StandingPull {
  const marker = { ...of.covers, withdrawn: false, unfinished: false, cut: false };
  return {
    number: 1,
    url: "https://example.invalid/1",
    title: of.title,
    body: "",
    state: "open",
    foreign: null,
    marker,
    ...more,
  };
}

const own = (digest: string | null): BranchState => ({ kind: "own", head: "f".repeat(40), digest });
const standing = (of: DigestedProposal, state: BranchState, ...pulls: readonly StandingPull[]): Standing => ({
  branch: of.branch,
  state,
  pulls,
});

function decide(
  proposals: readonly DigestedProposal[],
  standings: readonly Standing[] = [],
  more: Partial<PullSituation> = {},
): readonly Decision[] {
  return decidePulls({
    proposals,
    standings: new Map(standings.map((one) => [one.branch, one])),
    settings: defaultPullRequests,
    now: "2026-11-02T12:00:00Z",
    complete: true,
    unplanned: new Set(),
    impossible: [],
    base: "main",
    ...more,
  });
}

const kinds = (decisions: readonly Decision[]) => decisions.map(({ kind }) => kind);
const a = proposal("a");

describe("what is to be done about a group", () => {
  it.each<[string, Standing | null, Decision["kind"]]>([
    ["nothing is there", null, "open"],
    ["a branch of ours without a pull request", standing(a, own(a.digest)), "open"],
    ["an empty branch", standing(a, own(null)), "open"],
    ["the same", standing(a, own(a.digest), pull(a)), "unchanged"],
    ["other files", standing(a, own("older"), pull(a)), "update"],
    [
      "other findings",
      standing(a, own(a.digest), pull(a, { marker: { ...plain, withdrawn: false, unfinished: false, cut: false } })),
      "update",
    ],
    ["a body that somebody rewrote", standing(a, own(a.digest), pull(a, { marker: null })), "update"],
    [
      "one that was cut off",
      standing(a, own(a.digest), pull(a, { marker: { ...a.covers, withdrawn: false, unfinished: true, cut: false } })),
      "update",
    ],
    ["a person's commit", standing(a, { kind: "touched", why: "x" }, pull(a)), "left-alone"],
    ["a person's branch", standing(a, { kind: "touched", why: "x" }), "left-alone"],
    ["a person's pull request", standing(a, own(a.digest), pull(a, { foreign: "x" })), "left-alone"],
    ["closed by a person", standing(a, { kind: "missing" }, pull(a, { state: "closed" })), "ignored"],
    ["closed, its body gone", standing(a, { kind: "missing" }, pull(a, { state: "closed", marker: null })), "ignored"],
    [
      "closed and not needed then",
      standing(
        a,
        { kind: "missing" },
        pull(a, { state: "closed", marker: { ...a.covers, withdrawn: true, unfinished: false, cut: false } }),
      ),
      "open",
    ],
    [
      "closed, of something else",
      standing(
        a,
        own("older"),
        pull(a, { state: "closed", marker: { ...plain, withdrawn: false, unfinished: false, cut: false } }),
      ),
      "open",
    ],
    ["merged", standing(a, own(a.digest), pull(a, { state: "merged" })), "open"],
  ])("where there is %s", (_what, there, kind) => {
    expect(kinds(decide([a], there === null ? [] : [there]))).toEqual([kind]);
  });
});

describe("a pull request that no plan asks for", () => {
  const there = standing(a, own(a.digest), pull(a));

  it("is closed with the reason", () => {
    expect(decide([], [there])).toEqual([
      { kind: "close", standing: there, pull: there.pulls[0], why: "What it clears is no longer found on `main`." },
    ]);
    const other = proposal("b", { covers: a.covers });
    const [, superseded] = decide([other], [there]);
    expect(superseded).toMatchObject({ kind: "close", why: "It is superseded by `pinwarden/model/b`." });
    const finding = { key: "advisory a", package: "a", rule: "advisory", advisory: null };
    const impossible = [{ place: "a on prod", finding, reason: "needs-python", explanation: "It needs Python 3.12." }];
    const [stuck] = decide([], [there], { impossible: impossible as never });
    expect(stuck).toMatchObject({
      kind: "close",
      why: expect.stringContaining("(needs-python): It needs Python 3.12."),
    });
  });

  it("stays where it is not known whether it is needed", () => {
    expect(kinds(decide([], [there], { complete: false }))).toEqual(["left-alone"]);
    expect(kinds(decide([], [there], { unplanned: new Set([a.branch]) }))).toEqual(["left-alone"]);
  });

  it("stays where a person worked on it, and is not looked at where it is a person's", () => {
    expect(kinds(decide([], [standing(a, { kind: "touched", why: "x" }, pull(a))]))).toEqual(["left-alone"]);
    expect(decide([], [standing(a, own(a.digest), pull(a, { foreign: "x" }))])).toEqual([]);
    expect(decide([], [standing(a, own(a.digest), pull(a, { state: "merged" }))])).toEqual([]);
  });
});

describe("order and limits", () => {
  const others = ["b", "c", "d"].map((name) => proposal(name, { covers: { ...plain, clears: [name] }, weight: 9 }));

  it("puts advisories first and past the limit", () => {
    const settings = { ...defaultPullRequests, limit: 1 };
    const decisions = decide([...others, a], [], { settings });
    expect(
      decisions.map((one) => [one.kind, "proposal" in one ? one.proposal.branch : "branch" in one ? one.branch : ""]),
    ).toEqual([
      ["open", a.branch],
      ["open", "pinwarden/model/b"],
      ["postponed", "pinwarden/model/c"],
      ["postponed", "pinwarden/model/d"],
    ]);
    expect(decisions[2]).toMatchObject({ why: "`remediation.pull-requests.limit` is reached: 1 are open." });
  });

  it("counts what stands, and not what goes", () => {
    const settings = { ...defaultPullRequests, limit: 1 };
    const [b, c] = others;
    if (b === undefined || c === undefined) throw new Error("There are three.");
    const there = standing(b, own(b.digest), pull(b));
    expect(kinds(decide([b, c], [there], { settings }))).toEqual(["unchanged", "postponed"]);
    expect(kinds(decide([c], [there], { settings }))).toEqual(["open", "close"]);
  });

  it("opens outside of the schedule what clears an advisory, and updates everything", () => {
    const settings = { ...defaultPullRequests, schedule: { days: ["sunday"] as const, hours: null } };
    const [b, c] = others;
    if (b === undefined || c === undefined) throw new Error("There are three.");
    const there = standing(c, own("older"), pull(c));
    expect(kinds(decide([b, c, a], [there], { settings }))).toEqual(["open", "postponed", "update"]);
  });
});

describe("carrying it out", () => {
  it("leaves nothing to do, whatever was there", () => {
    const names = ["a", "b", "c", "d", "e"];
    const state = fc.constantFrom<BranchState["kind"] | "old">("missing", "own", "old", "touched");
    const there = fc.record({
      name: fc.constantFrom(...names),
      state,
      pull: fc.option(fc.record({ state: fc.constantFrom("open", "closed", "merged"), foreign: fc.boolean() })),
    });
    const wanted = fc.uniqueArray(fc.constantFrom(...names));
    fc.assert(
      fc.property(wanted, fc.uniqueArray(there, { selector: ({ name }) => name }), fc.nat(3), (plans, given, limit) => {
        const proposals = plans.map((name) =>
          proposal(name, name > "c" ? { covers: { ...plain, clears: [name] } } : {}),
        );
        const standings = given.map(({ name, state: kind, pull: open }) => {
          const of = proposal(name);
          const branch: BranchState =
            kind === "missing"
              ? { kind }
              : kind === "touched"
                ? { kind, why: "" }
                : own(kind === "old" ? "" : of.digest);
          const more =
            open === null ? [] : [pull(of, { state: open.state as "open", foreign: open.foreign ? "x" : null })];
          return standing(of, branch, ...more);
        });
        const settings = { ...defaultPullRequests, limit };
        const first = decide(proposals, standings, { settings });
        const after = carriedOut(standings, first);
        const second = decide(proposals, after, { settings });
        expect(second.filter(({ kind }) => kind === "open" || kind === "update" || kind === "close")).toEqual([]);
      }),
    );
  });
});

/** What GitHub has once the decisions are carried out. */
function carriedOut(standings: readonly Standing[], decisions: readonly Decision[]): readonly Standing[] {
  const after = new Map(standings.map((one) => [one.branch, one]));
  for (const decision of decisions) {
    if (decision.kind === "open" || decision.kind === "update") {
      const { proposal: of } = decision;
      const left = (after.get(of.branch)?.pulls ?? []).filter(({ state }) => state !== "open");
      after.set(of.branch, standing(of, own(of.digest), pull(of), ...left));
    }
    if (decision.kind === "close") {
      const { branch, pulls } = decision.standing;
      const closed = pulls.map((one): StandingPull => {
        if (one !== decision.pull || one.marker === null) return one;
        return { ...one, state: "closed", marker: readMarker(writeMarker({ ...one.marker, withdrawn: true })) };
      });
      after.set(branch, { branch, state: { kind: "missing" }, pulls: closed });
    }
  }
  return [...after.values()];
}
