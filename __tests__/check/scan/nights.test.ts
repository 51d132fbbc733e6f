import { describe, expect, it } from "@jest/globals";
import { renderIssue } from "../../../src/core/scan/drift-markdown.ts";
import type { PlaceReport, ScanReport } from "../../../src/core/scan/scan-report.ts";
import type { LoopbackPackage } from "../../support/loopback-index.ts";
import { linuxConfig, openNights } from "../../support/nights.ts";
import { osvJson } from "../../support/osv-records.ts";

const wire: LoopbackPackage = { name: "wire", versions: [{ version: "1.0" }, { version: "1.1" }] };
const web: LoopbackPackage = { name: "web", versions: [{ version: "1.0", requires: ["wire<2"] }] };

const pinned = { ".github/pinwarden.yml": linuxConfig(), "requirements.txt": "web==1.0\nwire==1.0\n" };
const loose = { ".github/pinwarden.yml": linuxConfig(), "requirements.txt": "web==1.0\n" };

const flaw = (name: string, hits: readonly string[], id = "GHSA-aaaa-bbbb-cccc") => ({
  json: osvJson({ id, package: name, range: "introduced 0, fixed 1.1", database_specific: { severity: "HIGH" } }),
  hits,
});

function only({ places }: ScanReport): PlaceReport {
  const [place, second] = places;
  if (place === undefined || second !== undefined) throw new Error(`one place, not ${places.length}`);
  return place;
}

const told = ({ drift }: PlaceReport): readonly string[] =>
  drift.map((item) => `${item.isNew ? "new" : item.since.slice(0, 10)} ${item.cause} ${item.key}`);

describe("a night without news", () => {
  it("says that there is nothing, and keeps what it saw", async () => {
    await using nights = await openNights({ packages: [web, wire], files: pinned });
    const first = (await nights.scan("2026-11-01")).report;
    expect(first).toMatchObject({ verdict: "pass", news: false, complete: true, previous: null });
    const second = (await nights.scan("2026-11-02")).report;
    expect(second).toMatchObject({ verdict: "pass", news: false, previous: { at: "2026-11-01T02:41:00Z" } });
    expect(renderIssue(second).open).toBe(false);
    expect(
      (await nights.store.latest())?.record.places[0]?.packages.map(({ name, version }) => `${name} ${version}`),
    ).toEqual(["web 1.0", "wire 1.0"]);
  });

  it("gives the same body of the issue night after night", async () => {
    await using nights = await openNights({ packages: [web, wire], files: pinned });
    await nights.scan("2026-11-01");
    nights.publish(flaw("wire", ["wire 1.0"]));
    const bodies = new Set<string>();
    for (const day of ["2026-11-02", "2026-11-03", "2026-11-04"])
      bodies.add(renderIssue((await nights.scan(day)).report).body);
    expect(bodies.size).toBe(1);
  });
});

describe("what others published", () => {
  it("tells an advisory of a pin that nobody moved, once, and until it is mended", async () => {
    await using nights = await openNights({ packages: [web, wire], files: pinned });
    await nights.scan("2026-11-01");
    nights.publish(flaw("wire", ["wire 1.0"]));
    const fresh = (await nights.scan("2026-11-02")).report;
    expect(fresh).toMatchObject({ verdict: "fail", news: true });
    expect(told(only(fresh))).toEqual(["new drift advisory wire GHSA-aaaa-bbbb-cccc"]);
    const again = (await nights.scan("2026-11-03")).report;
    expect(again).toMatchObject({ verdict: "fail", news: false });
    expect(told(only(again))).toEqual(["2026-11-02 drift advisory wire GHSA-aaaa-bbbb-cccc"]);
    nights.files.set("requirements.txt", "web==1.0\nwire==1.1\n");
    const mended = (await nights.scan("2026-11-04")).report;
    expect(mended).toMatchObject({ verdict: "pass", news: true });
    expect(only(mended).cleared.map(({ key }) => key)).toEqual(["advisory wire GHSA-aaaa-bbbb-cccc"]);
    expect(only(mended).byCommit).toEqual({
      files: ["requirements.txt"],
      target: false,
      resolution: false,
      policy: false,
    });
  });

  it("tells a version that was yanked, and takes it back when it is listed again", async () => {
    await using nights = await openNights({ packages: [web, wire], files: pinned });
    await nights.scan("2026-11-01");
    nights.index.replace([
      web,
      { name: "wire", versions: [{ version: "1.0", yanked: "loses data" }, { version: "1.1" }] },
    ]);
    const place = only((await nights.scan("2026-11-02")).report);
    expect(told(place)).toEqual(["new drift release/yanked wire"]);
    expect(place.drift[0]?.message).toContain("loses data");
    nights.index.replace([web, wire]);
    expect(told(only((await nights.scan("2026-11-03")).report))).toEqual([]);
  });

  it("tells another file under the same name for as long as it is there", async () => {
    await using nights = await openNights({ packages: [web, wire], files: pinned });
    await nights.scan("2026-11-01");
    nights.index.replace([web, { name: "wire", versions: [{ version: "1.0", padding: 40 }, { version: "1.1" }] }]);
    const fresh = only((await nights.scan("2026-11-02")).report);
    expect(told(fresh)).toEqual(["new drift scan/reuploaded wire 1.0"]);
    expect(fresh.drift[0]).toMatchObject({ severity: "critical", version: "1.0" });
    expect(told(only((await nights.scan("2026-11-03")).report))).toEqual(["2026-11-02 drift scan/reuploaded wire 1.0"]);
  });

  it("tells that the file which was installed was deleted, where the version has another one", async () => {
    const both = {
      version: "1.0",
      wheels: ["py3-none-any"],
      sdist: { "PKG-INFO": "Metadata-Version: 2.2\nName: wire\nVersion: 1.0\n" },
    };
    await using nights = await openNights({ packages: [web, { name: "wire", versions: [both] }], files: pinned });
    await nights.scan("2026-11-01");
    nights.index.replace([web, { name: "wire", versions: [{ ...both, wheels: [] }] }]);
    expect(told(only((await nights.scan("2026-11-02")).report))).toEqual(["new drift scan/gone wire 1.0"]);
  });

  it("tells which pin was deleted where nothing can be installed any more", async () => {
    await using nights = await openNights({ packages: [web, wire], files: pinned });
    await nights.scan("2026-11-01");
    nights.index.replace([web, { name: "wire", versions: [{ version: "1.1" }] }]);
    const { report } = await nights.scan("2026-11-02");
    expect(report).toMatchObject({ verdict: "fail", complete: true });
    expect(told(only(report))).toEqual(["new drift resolution/unsatisfiable", "new drift scan/gone wire 1.0"]);
    expect(renderIssue(report).body).toContain("cannot be installed any more");
    // What was installed last is still known, and told again in the next night.
    expect(told(only((await nights.scan("2026-11-03")).report))).toHaveLength(2);
  });

  it("tells a version that went where nothing pinned it, for a month", async () => {
    await using nights = await openNights({ packages: [web, wire], files: loose });
    await nights.scan("2026-11-01");
    nights.index.replace([web, { name: "wire", versions: [{ version: "1.0" }] }]);
    const place = only((await nights.scan("2026-11-02")).report);
    expect(told(place)).toEqual(["new drift scan/gone wire 1.1"]);
    expect(place.moves).toEqual([{ name: "wire", from: "1.1", to: "1.0" }]);
    expect(told(only((await nights.scan("2026-12-01")).report))).toHaveLength(1);
    expect(told(only((await nights.scan("2026-12-20")).report))).toEqual([]);
  });
});

describe("what nothing holds", () => {
  it("tells what moved since the last commit, and is news on the night on which it moves", async () => {
    await using nights = await openNights({ packages: [web, wire], files: loose });
    await nights.scan("2026-11-01");
    nights.index.replace([web, { name: "wire", versions: [...wire.versions, { version: "1.2" }] }]);
    const moved = (await nights.scan("2026-11-02")).report;
    expect(moved).toMatchObject({ verdict: "warn", news: true });
    expect(only(moved).moves).toEqual([{ name: "wire", from: "1.1", to: "1.2" }]);
    const after = (await nights.scan("2026-11-03")).report;
    expect(after).toMatchObject({ verdict: "warn", news: false });
    expect(only(after).moves).toHaveLength(1);
    expect(renderIssue(after).open).toBe(true);
    // A commit begins anew.
    nights.files.set("requirements.txt", "web==1.0\nwire==1.2\n");
    expect((await nights.scan("2026-11-04")).report).toMatchObject({ verdict: "pass", news: false });
  });

  it("tells what it does to the driver and the GPUs", async () => {
    const torch = (version: string) => ({
      version,
      wheels: ["cp313-cp313-manylinux_2_28_x86_64"],
      uploadTime: "2026-01-01T00:00:00Z",
    });
    await using nights = await openNights({
      packages: [{ name: "torch", versions: [torch("2.10.0")] }],
      files: {
        ".github/pinwarden.yml": linuxConfig(', driver: "580.82.07", gpu: [V100]'),
        "requirements.txt": "torch\n",
      },
    });
    const before = only((await nights.scan("2026-11-01")).report);
    nights.index.replace([{ name: "torch", versions: [torch("2.10.0"), torch("2.11.0")] }]);
    const { report } = await nights.scan("2026-11-02");
    const place = only(report);
    expect(place.driverFloor.committed).toBe(before.driverFloor.now);
    expect(place.driverFloor.now).not.toBe(before.driverFloor.now);
    expect(place.gpus.lost.map(({ computeCapability }) => computeCapability)).toContain("7.0");
    expect(told(place)).toContain("new drift accelerator/no-kernel-image torch 7.0");
    expect(renderIssue(report).body).toMatch(/now needs driver \*\*`≥ \S+`\*\*.* no longer runs on/);
  });
});

describe("what a lock holds", () => {
  const files = {
    ".github/pinwarden.yml": linuxConfig(),
    "requirements.in": "web==1.0\n",
    "requirements.txt": "# pip-compile\nweb==1.0\n    # via -r requirements.in\nwire==1.0\n    # via web\n",
  };

  it("says nothing of versions that it holds back, and tells what they would break", async () => {
    await using nights = await openNights({ packages: [web, wire], files });
    const first = only((await nights.scan("2026-11-01")).report);
    expect(first).toMatchObject({ lock: "requirements.txt", verdict: "pass", moves: [] });
    expect(first.unpinned?.moves).toEqual([{ name: "wire", from: "1.0", to: "1.1" }]);
    nights.publish({
      ...flaw("wire", ["wire 1.1"]),
      json: osvJson({ id: "MAL-2026-1", package: "wire", versions: ["1.1"] }),
    });
    const { report } = await nights.scan("2026-11-02");
    expect(report).toMatchObject({ verdict: "warn", news: true });
    expect(only(report).drift).toMatchObject([{ where: "unpinned", package: "wire", version: "1.1", cause: "drift" }]);
    expect(renderIssue(report).body).toContain("An installation without the lock");
  });
});

describe("what a commit did", () => {
  it("is told apart from drift, and what it did not touch stays drift", async () => {
    const packages = [web, wire, { name: "extra", versions: [{ version: "1.0" }] }];
    await using nights = await openNights({ packages, files: pinned });
    await nights.scan("2026-11-01");
    nights.publish(flaw("wire", ["wire 1.0"]), flaw("extra", ["extra 1.0"], "GHSA-dddd-eeee-ffff"));
    nights.files.set("requirements.txt", "web==1.0\nwire==1.0\nextra==1.0\n");
    const place = only((await nights.scan("2026-11-02")).report);
    expect(told(place)).toEqual(["new drift advisory wire GHSA-aaaa-bbbb-cccc"]);
    expect(place.standing.map(({ key, cause }) => `${cause} ${key}`)).toEqual([
      "commit advisory extra GHSA-dddd-eeee-ffff",
    ]);
  });

  it("does not make the findings of a model that it adds drift", async () => {
    await using nights = await openNights({ packages: [web, wire], files: { "a/requirements.txt": "wire==1.1\n" } });
    nights.publish(flaw("wire", ["wire 1.0"]));
    await nights.scan("2026-11-01");
    nights.files.set("b/requirements.txt", "wire==1.0\n");
    const { report } = await nights.scan("2026-11-02");
    expect(report.places.map(({ model, drift }) => [model, drift.length])).toEqual([
      ["a", 0],
      ["b", 0],
    ]);
    nights.files.delete("a/requirements.txt");
    expect(only((await nights.scan("2026-11-03")).report).model).toBe("b");
  });

  it("leaves out what policy accepts, and tells it when that ends", async () => {
    const ignore =
      'policy:\n  ignore:\n    - { id: release/yanked, package: wire, until: 2026-11-03, reason: "known" }\n';
    const files = { ...pinned, ".github/pinwarden.yml": linuxConfig() + ignore };
    await using nights = await openNights({ packages: [web, wire], files });
    await nights.scan("2026-11-01");
    nights.index.replace([web, { name: "wire", versions: [{ version: "1.0", yanked: "" }, { version: "1.1" }] }]);
    expect(told(only((await nights.scan("2026-11-02")).report))).toEqual([]);
    const { report } = await nights.scan("2026-11-04");
    expect(report.news).toBe(true);
    expect(told(only(report))).toEqual(["new drift release/yanked wire"]);
  });

  it("is a change of the policy, too: what that forbids is not drift", async () => {
    await using nights = await openNights({ packages: [web, wire], files: pinned });
    await nights.scan("2026-11-01");
    const deny = 'policy: { packages: [{ name: wire, range: ">=1.1" }] }\n';
    nights.files.set(".github/pinwarden.yml", linuxConfig() + deny);
    const place = only((await nights.scan("2026-11-02")).report);
    expect(told(place)).toEqual([]);
    expect(place.standing.map(({ key, cause }) => `${cause} ${key}`)).toEqual(["commit policy/package-range wire"]);
    expect(place.byCommit).toEqual({ files: [], target: false, resolution: false, policy: true });
  });
});

describe("a source that fails", () => {
  it("of advisories: takes nothing back, is never clean, and blames the next night for nothing", async () => {
    await using nights = await openNights({ packages: [web, wire], files: pinned });
    await nights.scan("2026-11-01");
    nights.publish(flaw("wire", ["wire 1.0"]));
    await nights.scan("2026-11-02");
    nights.fail({ kind: "status", status: 503 });
    const blind = (await nights.scan("2026-11-03")).report;
    expect(blind).toMatchObject({ verdict: "fail", complete: false, news: false });
    expect(told(only(blind))).toEqual(["2026-11-02 drift advisory wire GHSA-aaaa-bbbb-cccc"]);
    expect(only(blind)).toMatchObject({ upToDate: false, seen: "2026-11-02T02:41:00Z" });
    nights.fail(null);
    expect((await nights.scan("2026-11-04")).report).toMatchObject({ complete: true, news: false, verdict: "fail" });
  });

  it("of advisories on the first night: is incomplete, and what it finds later is not called drift", async () => {
    await using nights = await openNights({ packages: [web, wire], files: pinned });
    nights.publish(flaw("wire", ["wire 1.0"]));
    nights.fail({ kind: "status", status: 503 });
    expect((await nights.scan("2026-11-01")).report).toMatchObject({ verdict: "incomplete", complete: false });
    nights.fail(null);
    expect(told(only((await nights.scan("2026-11-02")).report))).toEqual([
      "new first-scan advisory wire GHSA-aaaa-bbbb-cccc",
    ]);
  });

  it("of packages: keeps what was known of the place, and says so", async () => {
    await using nights = await openNights({ packages: [web, wire], files: loose });
    await nights.scan("2026-11-01");
    nights.index.fault("/simple/wire/", { kind: "status", status: 403 });
    const { report } = await nights.scan("2026-11-02");
    expect(report).toMatchObject({ verdict: "incomplete", complete: false, news: false });
    expect(only(report).notAssessed.length).toBeGreaterThan(0);
    expect(renderIssue(report).body).toContain("Not seen whole");
    const kept = (await nights.store.latest())?.record.places[0];
    expect(kept?.packages.map(({ name }) => name)).toEqual(["web", "wire"]);
    expect(kept?.seen).toBe("2026-11-01T02:41:00Z");
    nights.index.clearFaults();
    expect((await nights.scan("2026-11-03")).report).toMatchObject({ verdict: "pass", news: false });
  });
});

describe("the end of support", () => {
  it("is told ahead, once, and told again when it has come", async () => {
    const files = {
      ...pinned,
      ".github/pinwarden.yml": 'targets:\n  prod: { python: "3.10", platform: linux/amd64, glibc: "2.31" }\n',
    };
    await using nights = await openNights({ packages: [web, wire], files });
    expect(told(only((await nights.scan("2026-01-10")).report))).toEqual([]);
    const ahead = (await nights.scan("2026-06-01")).report;
    expect(told(only(ahead))).toEqual(["new drift scan/ends-soon python"]);
    expect(only(ahead).drift[0]?.message).toBe("Python 3.10 gets its last security fixes in 2026-10.");
    expect((await nights.scan("2026-06-02")).report.news).toBe(false);
    const over = (await nights.scan("2026-11-02")).report;
    expect(told(only(over))).toEqual(["new drift platform/python-eol python"]);
  });

  it("is told as early as the configuration says", async () => {
    const config = 'targets:\n  prod: { python: "3.10", platform: linux/amd64 }\nscan: { end-of-life-days: 10 }\n';
    await using nights = await openNights({
      packages: [web, wire],
      files: { ...pinned, ".github/pinwarden.yml": config },
    });
    expect(told(only((await nights.scan("2026-10-01")).report))).toEqual([]);
    expect(told(only((await nights.scan("2026-10-25")).report))).toEqual(["new drift scan/ends-soon python"]);
  });
});

describe("a scan of some models", () => {
  it("leaves the others as they were seen last", async () => {
    const files = { "a/requirements.txt": "wire==1.0\n", "b/requirements.txt": "wire==1.0\n" };
    await using nights = await openNights({ packages: [wire], files });
    await nights.scan("2026-11-01");
    nights.publish(flaw("wire", ["wire 1.0"]));
    const { report } = await nights.scan("2026-11-02", { models: ["a"] });
    expect(report.places.map(({ model, drift }) => [model, drift.length])).toEqual([
      ["a", 1],
      ["b", 0],
    ]);
    const all = (await nights.scan("2026-11-03")).report;
    expect(all.places.map(({ drift }) => drift.map(({ since }) => since.slice(0, 10)))).toEqual([
      ["2026-11-02"],
      ["2026-11-03"],
    ]);
  });
});
