import { describe, expect, it } from "@jest/globals";
import {
  issueBudget,
  renderIssue,
  renderScanSummary,
  scanSummaryBudget,
} from "../../../src/core/scan/drift-markdown.ts";
import type { PlaceReport, ReportedItem, ScanReport } from "../../../src/core/scan/scan-report.ts";
import { scanText } from "../../../src/core/scan/scan-text.ts";

const item = (parts: Partial<ReportedItem> = {}): ReportedItem => ({
  key: "advisory wire GHSA-aaaa-bbbb-cccc",
  rule: "advisory",
  severity: "high",
  score: null,
  package: "wire",
  version: "1.0",
  message: "wire 1.0 is affected.",
  advisory: { id: "GHSA-aaaa-bbbb-cccc", aliases: [], url: "https://github.com/advisories/GHSA-aaaa-bbbb-cccc" },
  fixedIn: ["1.1"],
  where: "installed",
  cause: "drift",
  since: "2026-11-02T02:41:00Z",
  accepted: null,
  isNew: true,
  ...parts,
});

const place = (parts: Partial<PlaceReport> = {}): PlaceReport => ({
  model: "classifier",
  target: "prod",
  verdict: "fail",
  seen: "2026-11-02T02:41:00Z",
  upToDate: true,
  lock: null,
  drift: [item()],
  standing: [],
  cleared: [],
  moves: [],
  movedSince: [],
  since: { at: "2026-11-01T02:41:00Z", commit: null },
  driverFloor: { committed: null, now: null },
  gpus: { committed: null, now: null, lost: [] },
  unpinned: null,
  byCommit: null,
  conflict: null,
  notAssessed: [],
  ...parts,
});

const report = (places: readonly PlaceReport[]): ScanReport => ({
  verdict: "fail",
  at: "2026-11-02T02:41:00Z",
  commit: null,
  previous: { id: "a", at: "2026-11-01T02:41:00Z", commit: null },
  news: true,
  complete: true,
  places,
  notAssessed: [],
  snapshot: { excludeNewer: null, advisories: { source: null, asOf: null }, tables: "2026-11-01", version: "0.1.0" },
});

describe("the drift issue", () => {
  it("tells one thing that is wrong in several places once", () => {
    const { body } = renderIssue(report([place(), place({ target: "edge" })]));
    expect(body.match(/GHSA-aaaa-bbbb-cccc`\]/g)).toHaveLength(1);
    expect(body).toContain("classifier on prod, classifier on edge");
  });

  it("tells several advisories of one version as one thing, with what clears them all", () => {
    const second = item({ key: "b", fixedIn: ["1.10"], advisory: { id: "PYSEC-2026-1", aliases: [], url: null } });
    const { body } = renderIssue(report([place({ drift: [item({ fixedIn: ["1.9"] }), second] })]));
    expect(body).toContain("has 2 advisories");
    expect(body).toContain("Fine from here: `wire 1.10`");
  });

  it("names each version that would do by itself", () => {
    const { body } = renderIssue(report([place({ drift: [item({ fixedIn: ["1.9", "2.1"] })] })]));
    expect(body).toContain("Fine from here: `wire 1.9` or `2.1`.");
  });

  it("says what became of driver and GPUs in one sentence", () => {
    const moved = place({
      driverFloor: { committed: "525.60.13", now: "580" },
      gpus: { committed: ["7.0"], now: [], lost: [{ computeCapability: "7.0", names: ["V100"] }] },
    });
    expect(renderIssue(report([moved])).body).toContain(
      "`classifier on prod` now needs driver **`≥ 580`** (was `525.60.13`) and no longer runs on **`7.0 (V100)`**.",
    );
  });

  it("is not opened for what a lock holds back, unless that breaks something", () => {
    const moves = [{ name: "wire", from: "1.0", to: "1.1" }];
    const held = place({
      verdict: "pass",
      lock: "uv.lock",
      drift: [],
      unpinned: { moves, driverFloor: null, gpus: null, lost: [] },
    });
    expect(renderIssue(report([held])).open).toBe(false);
    const broken = { ...held, drift: [item({ where: "unpinned" })] };
    expect(renderIssue(report([broken])).open).toBe(true);
    expect(renderIssue(report([{ ...held, lock: null, moves }])).open).toBe(true);
  });

  it("has no date of tonight in it", () => {
    const tomorrow = {
      ...report([place({ drift: [item({ isNew: false })] })]),
      at: "2026-11-03T02:41:00Z",
      news: false,
    };
    expect(renderIssue(tomorrow).body).toBe(renderIssue(report([place()])).body);
  });

  it("stays within its limits whatever there is, and closes every fold", () => {
    const many = Array.from({ length: 300 }, (_, index) =>
      place({
        model: `models/${index}-${"m".repeat(300)}`,
        upToDate: index % 2 === 0,
        conflict: "c\n".repeat(5000),
        drift: Array.from({ length: 20 }, (__, at) =>
          item({ key: `${index} ${at}`, advisory: null, message: "@all #1 <b> ".repeat(200) }),
        ),
        moves: Array.from({ length: 300 }, (__, at) => ({ name: `p${at}${"x".repeat(200)}`, from: "1", to: "2" })),
        notAssessed: [{ what: "w".repeat(1000), why: "#1 ".repeat(1000) }],
      }),
    );
    const { body } = renderIssue(report(many));
    expect(body.length).toBeLessThanOrEqual(issueBudget);
    expect(body.match(/<details>/g)?.length ?? 0).toBe(body.match(/<\/details>/g)?.length ?? 0);
    expect(body).not.toMatch(/@all/);
    expect(renderScanSummary(report(many)).length).toBeLessThanOrEqual(scanSummaryBudget);
  });
});

describe("the text of a scan", () => {
  it("shows nothing that a terminal obeys", () => {
    const text = scanText(
      report([place({ model: "a\u001b[2Jb", drift: [item({ message: "x\u001b]0;t\u0007\n::error::y" })] })]),
    );
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not be there
    expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f]|^::/m);
  });
});
