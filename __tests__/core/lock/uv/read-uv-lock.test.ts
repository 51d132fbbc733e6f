import { describe, expect, it } from "@jest/globals";
import { SourceText } from "../../../../src/core/manifest/source-text.ts";
import { targetWith, windows } from "../../python/targets.ts";
import { entryOf, lines, lockFrom, problems, selected } from "../lock-from.ts";

/** As uv 0.13.9 writes it, with most packages left out. */
const lock = `version = 1
revision = 5
requires-python = ">=3.10, <3.14"
resolution-markers = [
    "python_full_version >= '3.11'",
    "python_full_version < '3.11'",
]

[[package]]
name = "networkx"
version = "3.4.2"
source = { registry = "https://pypi.org/simple" }
resolution-markers = [
    "python_full_version < '3.11'",
]
wheels = [
    { url = "https://files.pythonhosted.org/packages/b9/54/aa/networkx-3.4.2-py3-none-any.whl", hash = "sha256:df5d4365", size = 1723263, upload-time = "2024-10-21T12:39:36.247Z" },
]

[[package]]
name = "networkx"
version = "3.6.1"
source = { registry = "https://pypi.org/simple" }
resolution-markers = [
    "python_full_version >= '3.11'",
]
sdist = { url = "https://files.pythonhosted.org/packages/1f/1d/aa/networkx-3.6.1.tar.gz", hash = "sha256:26b7c357" }
wheels = [
    { url = "https://files.pythonhosted.org/packages/9e/c9/aa/networkx-3.6.1-py3-none-any.whl", hash = "sha256:D47FBF30" },
]

[[package]]
name = "pysocks"
version = "1.7.1"
source = { registry = "https://pypi.org/simple" }

[[package]]
name = "requests"
version = "2.34.2"
source = { registry = "https://user:secret@index.test/simple" }
dependencies = [
    { name = "urllib3" },
]

[package.optional-dependencies]
socks = [
    { name = "pysocks" },
]

[[package]]
name = "served"
version = "1.2.0"
source = { virtual = "." }
dependencies = [
    { name = "networkx", version = "3.4.2", source = { registry = "https://pypi.org/simple" }, marker = "python_full_version < '3.11'" },
    { name = "networkx", version = "3.6.1", source = { registry = "https://pypi.org/simple" }, marker = "python_full_version >= '3.11'" },
    { name = "requests", extra = ["socks"] },
    { name = "winonly", marker = "sys_platform == 'win32'" },
]

[package.optional-dependencies]
fork = [
    { name = "vendored" },
]

[package.dev-dependencies]
dev = [
    { name = "winonly" },
]

[package.metadata]
requires-dist = [
    { name = "networkx", specifier = ">=3" },
    { name = "requests", extras = ["socks"], specifier = ">=2.31" },
    { name = "vendored", marker = "extra == 'fork'", git = "https://github.com/o/vendored?rev=main" },
    { name = "winonly", marker = "sys_platform == 'win32'" },
]
provides-extras = ["fork", "none"]

[package.metadata.requires-dev]
dev = [{ name = "winonly", specifier = ">=0" }]

[[package]]
name = "urllib3"
version = "2.8.0"
source = { registry = "https://pypi.org/simple" }

[[package]]
name = "vendored"
version = "0.3"
source = { git = "https://github.com/o/vendored?rev=main#0123456789abcdef0123456789abcdef01234567" }

[[package]]
name = "winonly"
version = "1.0"
source = { url = "https://example.test/winonly-1.0-py3-none-any.whl" }
wheels = [
    { url = "https://example.test/winonly-1.0-py3-none-any.whl", hash = "sha256:aa" },
]
`;
const reading = lockFrom("uv.lock", lock);

describe("readUvLock", () => {
  it("reads packages, what they come from and what they need", () => {
    expect(problems(reading)).toEqual([]);
    expect(reading.packages.map(({ name, version }) => `${name} ${version?.text}`)).toHaveLength(8);
    expect(reading.requiresPython?.text).toBe(">=3.10, <3.14");
    expect(reading.extras).toEqual(["fork", "none"]);
    expect(reading.groups).toEqual(["dev"]);
    expect(entryOf(reading, "networkx", "3.6.1")).toMatchObject({
      source: { kind: "index", url: "https://pypi.org/simple" },
      files: [
        { filename: "networkx-3.6.1-py3-none-any.whl", hashes: { sha256: "d47fbf30" } },
        { filename: "networkx-3.6.1.tar.gz", hashes: { sha256: "26b7c357" } },
      ],
    });
    expect(entryOf(reading, "networkx", "3.4.2").files[0]).toEqual({
      filename: "networkx-3.4.2-py3-none-any.whl",
      url: "https://files.pythonhosted.org/packages/b9/54/aa/networkx-3.4.2-py3-none-any.whl",
      hashes: { sha256: "df5d4365" },
      size: 1_723_263,
      uploadTime: "2024-10-21T12:39:36.247Z",
    });
    expect(entryOf(reading, "vendored").source).toEqual({
      kind: "vcs",
      url: "https://github.com/o/vendored",
      revision: "0123456789abcdef0123456789abcdef01234567",
    });
    expect(entryOf(reading, "winonly").source).toMatchObject({ kind: "url" });
  });

  it("knows where every version stands, and keeps no password", () => {
    const source = new SourceText("uv.lock", lock);
    for (const { version, versionOrigin } of reading.packages)
      expect(versionOrigin === null ? null : source.slice(versionOrigin)).toBe(version?.text);
    expect(entryOf(reading, "requests").source).toEqual({ kind: "index", url: "https://index.test/simple" });
    expect(JSON.stringify(reading.packages)).not.toContain("secret");
  });

  it("keeps what the manifest said when the lock was made", () => {
    const { recorded } = reading;
    if (recorded?.kind !== "requirements") throw new Error("nothing was recorded");
    const [project] = recorded.projects;
    expect(project?.path).toBe(".");
    expect(project?.requirements.map((one) => [one.name, one.specifier, one.extras, one.group, one.placed])).toEqual([
      ["networkx", ">=3", [], null, false],
      ["requests", ">=2.31", ["socks"], null, false],
      ["vendored", null, [], null, true],
      ["winonly", null, [], null, false],
      ["winonly", ">=0", [], "dev", false],
    ]);
  });

  it("takes the fork of the target's Python", () => {
    expect(lines(selected(reading))).toBe(
      ["networkx 3.6.1", "pysocks 1.7.1", "requests[socks] 2.34.2 -> pysocks, urllib3", "urllib3 2.8.0"].join("\n"),
    );
    const older = targetWith({ python: { full: "3.10.4", major: 3, minor: 10 } });
    expect(lines(selected(reading, { target: older }))).toContain("networkx 3.4.2");
  });

  it("takes what the platform, the extras and the groups ask for", () => {
    const names = (asked: Parameters<typeof selected>[1]): readonly string[] =>
      selected(reading, asked).packages.map(({ entry }) => entry.name);
    expect(names({ target: windows("x86_64") })).toContain("winonly");
    expect(names({ groups: ["dev"] })).toContain("winonly");
    expect(names({ extras: ["fork"] })).toContain("vendored");
    expect(names({})).not.toContain("vendored");
  });

  it("says that it is not for a Python outside of its range", () => {
    const target = targetWith({ python: { full: "3.14.0", major: 3, minor: 14 } });
    expect(selected(reading, { target }).uncovered).toMatchObject({ origin: { line: 3 } });
    expect(selected(reading).uncovered).toBeNull();
  });

  it("takes the member of a workspace that is asked for", () => {
    const workspace = lockFrom(
      "uv.lock",
      `version = 1
[manifest]
members = ["api", "trainer"]

[[package]]
name = "a"
version = "1"
source = { registry = "https://pypi.org/simple" }

[[package]]
name = "api"
version = "0"
source = { editable = "services/api" }
dependencies = [{ name = "a" }]

[[package]]
name = "b"
version = "2"
source = { registry = "https://pypi.org/simple" }

[[package]]
name = "trainer"
source = { virtual = "services/trainer" }
dependencies = [{ name = "api" }, { name = "b" }]
`,
    );
    expect(lines(selected(workspace, { project: "services/api" }))).toBe("a 1");
    expect(lines(selected(workspace, { project: "services/trainer" }))).toBe("a 1\napi 0 -> a\nb 2");
    expect(lines(selected(workspace, { project: null }))).toBe("a 1\napi 0 -> a\nb 2");
  });

  it("tells extras that exclude each other by uv's own names for them", () => {
    const conflicting = lockFrom(
      "uv.lock",
      `version = 1
conflicts = [[{ package = "served", extra = "cpu" }, { package = "served", extra = "gpu" }]]

[[package]]
name = "served"
version = "0"
source = { virtual = "." }

[package.optional-dependencies]
cpu = [{ name = "torch", version = "2.0+cpu", marker = "extra == 'extra-6-served-cpu'" }]
gpu = [{ name = "torch", version = "2.0+cu121", marker = "extra == 'extra-6-served-gpu'" }]

[[package]]
name = "torch"
version = "2.0+cpu"
source = { registry = "https://download.pytorch.org/whl/cpu" }
dependencies = [{ name = "typing", marker = "extra != 'extra-6-served-gpu'" }]

[[package]]
name = "torch"
version = "2.0+cu121"
source = { registry = "https://download.pytorch.org/whl/cu121" }

[[package]]
name = "typing"
version = "1"
source = { registry = "https://pypi.org/simple" }
`,
    );
    expect(lines(selected(conflicting, { extras: ["cpu"] }))).toBe("torch 2.0+cpu -> typing\ntyping 1");
    expect(lines(selected(conflicting, { extras: ["gpu"] }))).toBe("torch 2.0+cu121");
  });

  it("tells what is missing, once for each edge", () => {
    const without = lockFrom("uv.lock", lock.replace(/\[\[package\]\]\nname = "urllib3"[^[]*/, ""));
    expect(selected(without).missing).toMatchObject([
      { by: { name: "requests" }, dependency: { name: "urllib3", origin: { line: 42 } } },
    ]);
  });
});

describe("a uv.lock that is wrong", () => {
  it("is reported where it is wrong, and the rest is read", () => {
    const broken = lockFrom(
      "uv.lock",
      `version = 2

[[package]]
name = "a b"

[[package]]
version = "1"

[[package]]
name = "c"
version = "one"
source = { registry = 3 }
dependencies = { name = "d" }

[[package]]
name = "e"
version = "1"
source = {}
dependencies = [{ name = "f", marker = "python_version >" }, "g"]
`,
    );
    expect(problems(broken)).toEqual([
      "1 not-assessed lock/unknown-version",
      "4 error lock/invalid-name",
      "6 error lock/invalid-field",
      "13 error lock/invalid-field",
      "11 error lock/invalid-version",
      "12 error lock/invalid-field",
      "12 error lock/invalid-field",
      "19 error lock/invalid-field",
      "19 error lock/invalid-marker",
      "18 error lock/invalid-field",
    ]);
    expect(broken.packages.map(({ name }) => name)).toEqual(["c", "e"]);
  });

  it("is refused whole where it is no TOML", () => {
    expect(problems(lockFrom("uv.lock", "[[package]\n"))).toEqual(["2 error lock/invalid-toml"]);
    expect(problems(lockFrom("uv.lock", `a = ${"[".repeat(10_000)}`))).toEqual(["1 error lock/invalid-toml"]);
  });

  it("is read as far as its encoding goes", () => {
    const bytes = new Uint8Array([...new TextEncoder().encode('version = 1\nrequires-python = "'), 0xff, 0x22, 0x0a]);
    expect(problems(lockFrom("uv.lock", bytes))).toContain("2 error lock/encoding");
  });

  it("ends with the most packages that are read", () => {
    const many = Array.from({ length: 100_005 }, (_, at) => `[[package]]\nname = "p${at}"\nversion = "1"\n`).join("");
    const big = lockFrom("uv.lock", `version = 1\n${many}`);
    expect(big.packages).toHaveLength(100_000);
    expect(problems(big)).toEqual([expect.stringContaining("lock/too-many-packages")]);
  });

  it("does not follow a circle twice", () => {
    const circle = lockFrom(
      "uv.lock",
      `version = 1
[[package]]
name = "r"
source = { virtual = "." }
dependencies = [{ name = "a" }]
[[package]]
name = "a"
version = "1"
dependencies = [{ name = "b", extra = ["x"] }]
[[package]]
name = "b"
version = "1"
dependencies = [{ name = "a" }]
[package.optional-dependencies]
x = [{ name = "b", extra = ["y"] }]
y = [{ name = "a", extra = ["z"] }]
`,
    );
    expect(lines(selected(circle))).toBe("a[z] 1 -> b\nb[x,y] 1 -> a, a, b");
  });
});
