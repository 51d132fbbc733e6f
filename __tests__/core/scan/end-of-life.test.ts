import { describe, expect, it } from "@jest/globals";
import { embeddedTables } from "../../../src/core/accelerator/embedded-tables.ts";
import { daysLater, endingSoon } from "../../../src/core/scan/end-of-life.ts";
import type { Target } from "../../../src/core/target/target.ts";
import { fc } from "../../support/fast-check.ts";
import { cpython } from "../python/targets.ts";

const declared = { how: "declared", from: "pinwarden.yml:2" } as const;

const target: Target = {
  id: "prod",
  python: cpython(11),
  os: "linux",
  arch: "x86_64",
  libc: { family: "glibc", major: 2, minor: 31 },
  macos: null,
  driver: null,
  gpus: [],
  image: null,
  cpuFeatures: [],
  sources: { python: declared },
};

const tables = embeddedTables();
const told = (of: Partial<Target>, today: string, days = 180): readonly string[] =>
  endingSoon({ ...target, ...of }, tables, today, days).map(({ message }) => message);

describe("endingSoon", () => {
  it("tells a Python from so many days before the month on, and no longer once that is over", () => {
    const message = "Python 3.11 gets its last security fixes in 2027-10.";
    expect(told({}, "2027-04-01")).toEqual([]);
    expect(told({}, "2027-06-15")).toEqual([message]);
    expect(told({}, "2027-10-31")).toEqual([message]);
    expect(told({}, "2027-11-01")).toEqual([]);
    expect(told({}, "2027-06-15", 30)).toEqual([]);
  });

  it("says nothing of a Python that nobody stated, or of another implementation", () => {
    expect(told({ sources: { python: { how: "assumed", from: "the default" } } }, "2027-06-15")).toEqual([]);
    expect(told({ python: { ...target.python, implementation: "pypy" } }, "2027-06-15")).toEqual([]);
  });

  it("tells the distribution of the image and the branch of a Linux driver", () => {
    const row = tables.driverBranches.find(({ endOfLife }) => endOfLife !== null);
    const today = `${row?.endOfLife ?? ""}-01`;
    expect(told({ driver: String(row?.branch), sources: {} }, today)).toEqual([
      `Driver branch R${row?.branch} gets its last security fixes in ${row?.endOfLife}.`,
    ]);
    expect(told({ driver: String(row?.branch), os: "windows", sources: {} }, today)).toEqual([]);
    const image = "nvidia/cuda:12.2.2-runtime-ubuntu22.04";
    const os = tables.osLifecycle.get(
      tables.images.os.find(({ suffixes }) => suffixes.includes("ubuntu22.04"))?.id ?? "",
    );
    expect(told({ image, sources: {} }, `${os?.endOfLife ?? ""}-01`)[0]).toContain(image);
  });

  it("says nothing of a month that is no more than a guess", () => {
    const image = "nvidia/cuda:12.2.2-runtime-ubuntu22.04";
    const id = tables.images.os.find(({ suffixes }) => suffixes.includes("ubuntu22.04"))?.id ?? "";
    const row = tables.osLifecycle.get(id);
    if (row === undefined) throw new Error("the tables have no Ubuntu 22.04");
    const guessed = { ...tables, osLifecycle: new Map([[id, { ...row, confidence: "low" as const }]]) };
    expect(endingSoon({ ...target, image, sources: {} }, guessed, `${row.endOfLife}-01`, 180)).toEqual([]);
  });
});

describe("daysLater", () => {
  it("counts as the calendar does", () => {
    const start = Date.parse("2020-01-01T00:00:00Z");
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 20_000 }), fc.integer({ min: 0, max: 4000 }), (from, days) => {
        const at = (count: number): string => new Date(start + count * 86_400_000).toISOString().slice(0, 10);
        expect(daysLater(at(from), days)).toBe(at(from + days));
      }),
    );
  });
});
