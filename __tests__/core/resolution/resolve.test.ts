import { describe, expect, it } from "@jest/globals";
import { normalizeName } from "../../../src/core/python/name.ts";
import { parseVersion, type Version } from "../../../src/core/python/version.ts";
import { pins, requestOf, resolveIn, universeOf } from "../../support/universe-text.ts";

const preferring = (...entries: [string, string][]): ReadonlyMap<ReturnType<typeof normalizeName>, Version> =>
  new Map(entries.map(([name, version]) => [normalizeName(name), parseVersion(version) as Version]));

function notAssessed(universe: string, requirements: string, asked?: Parameters<typeof requestOf>[1]): string[] {
  const outcome = resolveIn(universeOf(universe), requestOf(requirements, asked));
  if (outcome.kind === "unsatisfiable") throw new Error(outcome.conflict.text);
  const list = outcome.kind === "resolved" ? outcome.resolution.notAssessed : outcome.notAssessed;
  return list.map(({ what, why }) => `${what}: ${why}`);
}

describe("order of choice", () => {
  const universe = `
    app 1.0
      lib>=1
    lib 1.0
    lib 1.5
    lib 2.0
  `;

  it("takes the highest, or the lowest where that is asked for", () => {
    expect(pins(universe, "app")).toBe("app 1.0, lib 2.0");
    expect(pins(universe, "app\nlib<2", { resolution: "lowest" })).toBe("app 1.0, lib 1.0");
    expect(pins(universe, "app", { resolution: "lowest-direct" })).toBe("app 1.0, lib 2.0");
  });

  it("keeps a preferred version while it fits and is not to be upgraded", () => {
    const preferences = preferring(["lib", "1.5"]);
    expect(pins(universe, "app", { preferences })).toBe("app 1.0, lib 1.5");
    expect(pins(universe, "app", { preferences, upgrade: new Set([normalizeName("lib")]) })).toBe("app 1.0, lib 2.0");
    expect(pins(universe, "app", { preferences, upgrade: "all" })).toBe("app 1.0, lib 2.0");
    expect(pins(universe, "app\nlib>1.5", { preferences })).toBe("app 1.0, lib 2.0");
  });

  it("takes pins as the whole graph without dependencies", () => {
    expect(pins(universe, "app", { noDeps: true })).toBe("app 1.0");
  });

  it("says why a version is not the newest", () => {
    const outcome = resolveIn(universeOf(universe), requestOf("app\nlib<2"));
    const reasons =
      outcome.kind === "resolved" ? outcome.resolution.packages.map(({ name, reason }) => `${name}: ${reason}`) : [];
    expect(reasons).toEqual(["app: null", "lib: held below 2.0 by `lib<2` (requirements.txt:2)"]);
  });

  it("records who asks for what", () => {
    const outcome = resolveIn(universeOf(universe), requestOf("app"));
    if (outcome.kind !== "resolved") throw new Error(outcome.kind);
    const [app, lib] = outcome.resolution.packages;
    expect(app?.requires).toEqual([{ to: "lib", extras: [], text: "lib>=1" }]);
    expect(
      lib?.demandedBy.map((demand) =>
        demand.kind === "package" ? `${demand.name} ${demand.text}` : demand.requirement.text,
      ),
    ).toEqual(["app lib>=1"]);
  });
});

describe("pre-releases", () => {
  const universe = `
    lib 1.0
    lib 2.0rc1
    only 1.0b1
  `;

  it("takes a stable version where one fits, and a pre-release where none does", () => {
    expect(pins(universe, "lib>=1.0rc1")).toBe("lib 1.0");
    expect(pins(universe, "lib>1")).toBe("lib 2.0rc1");
    expect(pins(universe, "only")).toBe("only 1.0b1");
  });

  it("follows the policy", () => {
    expect(pins(universe, "lib", { prereleases: "allow" })).toBe("lib 2.0rc1");
    expect(pins(universe, "lib>1", { prereleases: "disallow" })).toBe("unsatisfiable");
    expect(pins(universe, "lib>1", { prereleases: "explicit" })).toBe("unsatisfiable");
    expect(pins(universe, "lib>=2.0rc1", { prereleases: "explicit" })).toBe("lib 2.0rc1");
  });
});

describe("files", () => {
  it("passes over versions that the target cannot load", () => {
    const universe = `
      lib 1.0 wheel=cp311-cp311-manylinux_2_17_x86_64
      lib 2.0 wheel=cp311-cp311-manylinux_2_28_x86_64
      lib 3.0 wheel=cp312-cp312-manylinux_2_17_x86_64
      lib 4.0 python=>=3.12
    `;
    expect(pins(universe, "lib")).toBe("lib 1.0");
    expect(pins(universe, "lib", { target: { libc: { family: "glibc", major: 2, minor: 31 } } })).toBe("lib 2.0");
  });

  it("installs the wheel with the best tag, and of those the latest build", () => {
    const universe = universeOf(
      "lib 1.0 wheel=py3-none-any wheel=cp311-cp311-manylinux_2_5_x86_64 wheel=1-cp311-cp311-manylinux_2_17_x86_64 wheel=2-cp311-cp311-manylinux_2_17_x86_64",
    );
    const outcome = resolveIn(universe, requestOf("lib"));
    expect(outcome.kind === "resolved" && outcome.resolution.packages[0]?.file.filename).toBe(
      "lib-1.0-2-cp311-cp311-manylinux_2_17_x86_64.whl",
    );
  });

  it("takes a yanked version only where a line of the user's pins it", () => {
    const universe = `
      lib 1.0
      lib 2.0 yanked=broken
      app 1.0
        lib==2.0
    `;
    expect(pins(universe, "lib")).toBe("lib 1.0");
    expect(pins(universe, "lib==2.0")).toBe("lib 2.0");
    expect(pins(universe, "lib>=2.0")).toBe("unsatisfiable");
    expect(pins(universe, "app")).toBe("unsatisfiable");
    expect(pins(universe, "app\n-c lib==2.0")).toBe("app 1.0, lib 2.0");
  });

  it("prefers a version with a wheel over an archive whose requirements are assumed, but not over a promise", () => {
    const universe = `
      assumed 1.0
      assumed 2.0 sdist=assumed-egg-info
      promised 1.0
      promised 2.0 sdist=pkg-info
      only 1.0 sdist=assumed-pkg-info
        dep
      dep 1.0
      opaque 1.0 sdist=unreadable
    `;
    expect(pins(universe, "assumed")).toBe("assumed 1.0");
    expect(pins(universe, "assumed==2.0")).toBe("assumed 2.0");
    expect(pins(universe, "promised")).toBe("promised 2.0");
    expect(pins(universe, "only")).toBe("dep 1.0, only 1.0");
    expect(pins(universe, "only", { sdists: "never" })).toBe("unsatisfiable");
    expect(notAssessed(universe, "only")).toEqual([
      "only 1.0: only a source archive fits the target: its requirements are assumed, since a build recorded them in its archive",
    ]);
    expect(notAssessed(universe, "opaque")).toEqual([
      "opaque 1.0: what it requires is not known: there is nothing to read",
    ]);
  });

  it("follows only-binary and no-binary", () => {
    const universe = `
      lib 1.0
      lib 2.0 sdist=pkg-info
      lib 3.0 wheel=py3-none-any
    `;
    expect(pins(universe, "lib", { noBinary: [":all:"] })).toBe("lib 2.0");
    expect(pins(universe, "lib<3", { onlyBinary: ["lib"] })).toBe("lib 1.0");
    expect(pins(universe, "lib<3", { onlyBinary: [":all:", ":none:"] })).toBe("lib 2.0");
  });

  it("leaves out what is newer than the cut-off, and says what carries no time", () => {
    const universe = `
      lib 1.0 uploaded=2026-01-01T00:00:00Z
      lib 2.0 uploaded=2026-06-01T00:00:00.5Z
      lib 3.0
    `;
    expect(pins(universe, "lib", { excludeNewer: "2026-06-01T00:00:00Z" })).toBe("lib 1.0");
    expect(pins(universe, "lib", { excludeNewer: "2026-06-01T02:00:01+01:00" })).toBe("lib 2.0");
    expect(notAssessed(universe, "lib", { excludeNewer: "2026-07-01" })).toEqual([
      "lib: 1 file without an upload time was left out by the cut-off 2026-07-01",
    ]);
  });

  it("takes only files with a hash that the manifest allows", () => {
    const digest = (length: number): string => `sha256:${`${length}`.padStart(64, "0")}`;
    const universe = "lib 1.0\nlib 2.10";
    expect(pins(universe, `lib --hash=${digest("lib-1.0-py3-none-any.whl".length)}`)).toBe("lib 1.0");
  });

  it("passes over the upper bound of Requires-Python as uv does, says so, and honours it where asked to", () => {
    const universe = `
      lib 1.0
      lib 2.0 python=>=3.8,<3.11
    `;
    expect(pins(universe, "lib")).toBe("lib 2.0");
    expect(notAssessed(universe, "lib")).toEqual([
      "lib 2.0: its `Requires-Python: >=3.8,<3.11` has an upper bound below Python 3.11.0: uv ignores that, pip refuses the file",
    ]);
    expect(pins(universe, "lib", { pythonUpperBounds: "honour" })).toBe("lib 1.0");
  });
});

describe("requirements", () => {
  it("evaluates markers for the target", () => {
    const universe = `
      app 1.0
        posix; os_name == "posix"
        win; sys_platform == "win32"
        old; python_version < "3.8"
      posix 1.0
      win 1.0
      old 1.0
    `;
    expect(pins(universe, "app")).toBe("app 1.0, posix 1.0");
    expect(pins(universe, "app", { target: { os: "windows", libc: null } })).toBe("app 1.0, win 1.0");
  });

  it("follows extras, those of extras, and tolerates unknown ones", () => {
    const universe = `
      app 1.0
        base
        app[a,b]; extra == "all"
        one; extra == "a"
        two; extra == "b"
      base 1.0
      one 1.0
      two 1.0
    `;
    expect(pins(universe, "app")).toBe("app 1.0, base 1.0");
    expect(pins(universe, "app[a]")).toBe("app[a] 1.0, base 1.0, one 1.0");
    expect(pins(universe, "app[all]")).toBe("app[all] 1.0, base 1.0, one 1.0, two 1.0");
    expect(pins(universe, "app[none]")).toBe("app[none] 1.0, base 1.0");
    expect(notAssessed(universe, "app[none]")).toEqual(["app 1.0: it has no extra `none`, which is asked for"]);
  });

  it("holds an extra and its project to one version", () => {
    const universe = `
      app 1.0
        one; extra == "a"
      app 2.0
        two; extra == "a"
      one 1.0
      two 1.0
    `;
    expect(pins(universe, "app[a]\napp<2")).toBe("app[a] 1.0, one 1.0");
  });

  it("applies constraints to what is asked for and asks for nothing itself", () => {
    const universe = "lib 1.0\nlib 2.0\nother 1.0";
    expect(pins(universe, "lib\n-c lib<2\n-c other==1.0")).toBe("lib 1.0");
  });

  it("puts overrides in the place of what packages ask for", () => {
    const universe = `
      app 1.0
        lib<2
      lib 1.0
      lib 2.0
    `;
    expect(pins(universe, "app\n--override lib>=2")).toBe("app 1.0, lib 2.0");
    expect(pins(universe, "app\n--override lib; sys_platform == 'win32'")).toBe("app 1.0");
  });

  it("takes a package from a URL as present and unknown, and never asks an index for it", () => {
    const universe = `
      app 1.0
        lib>=2
      lib failed
    `;
    expect(pins(universe, "app\nlib @ https://files.test/lib.zip")).toBe("app 1.0");
    expect(notAssessed(universe, "app\nlib @ https://files.test/lib.zip")).toEqual([
      "lib: `lib @ https://files.test/lib.zip` (requirements.txt:2) comes from a URL: what it is and what it requires was not looked at",
      "app 1.0: whether its `lib>=2` holds is not known: lib comes from a URL",
    ]);
  });

  it("reads local versions as PEP 440 does", () => {
    const universe = "torch 2.1.0\ntorch 2.1.0+cu118\ntorch 2.1.0+cu121";
    expect(pins(universe, "torch==2.1.0")).toBe("torch 2.1.0+cu121");
    expect(pins(universe, "torch==2.1.0+cu118")).toBe("torch 2.1.0+cu118");
    expect(pins(universe, "torch>2.1.0")).toBe("unsatisfiable");
  });

  it("passes over a version whose metadata is broken or another's", () => {
    const universe = `
      lib 1.0
      lib 2.0 named=other
      lib 3.0 metadata=unreadable
      lib 4.0
        !!! not a requirement
    `;
    expect(pins(universe, "lib")).toBe("lib 1.0");
  });
});

describe("what is not known", () => {
  it("is never read as absent, nor as unsatisfiable", () => {
    expect(pins("app 1.0\n  lib\nlib failed", "app")).toBe("incomplete");
    expect(pins("app 1.0 metadata=failed", "app")).toBe("incomplete");
    expect(notAssessed("app 1.0\n  lib\nlib failed", "app")).toEqual(["lib: the index did not answer"]);
  });

  it("does not matter where nothing needs it", () => {
    expect(pins("app 1.0 metadata=failed\napp 2.0", "app")).toBe("app 2.0");
  });
});
