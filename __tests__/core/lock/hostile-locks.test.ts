import { describe, expect, it } from "@jest/globals";
import { lockFormats } from "../../../src/core/lock/lock-format.ts";
import { fc } from "../../support/fast-check.ts";
import { lockFrom, selected } from "./lock-from.ts";

/** A small lock of each format, to be damaged. */
const samples: Readonly<Record<string, string>> = {
  "uv.lock": `version = 1
requires-python = ">=3.10"
[[package]]
name = "served"
source = { virtual = "." }
dependencies = [{ name = "a", extra = ["x"], marker = "sys_platform == 'linux'" }]
[package.metadata]
requires-dist = [{ name = "a", specifier = ">=1" }]
[[package]]
name = "a"
version = "1.0"
source = { registry = "https://pypi.org/simple" }
wheels = [{ url = "https://f/a-1.0-py3-none-any.whl", hash = "sha256:aa", size = 3 }]
[package.optional-dependencies]
x = [{ name = "a" }]
`,
  "poetry.lock": `[[package]]
name = "a"
version = "1.0"
optional = true
python-versions = ">=3.8,<4.0 || 5"
groups = ["main"]
markers = {main = "extra == \\"ui\\""}
files = [{file = "a-1.0.tar.gz", hash = "sha256:aa"}]
[package.dependencies]
b = {version = "^1", optional = true}
[package.extras]
x = ["b (>=1)"]
[metadata]
lock-version = "2.1"
python-versions = "^3.10"
content-hash = "aa"
`,
  "pdm.lock": `[metadata]
groups = ["default"]
strategy = ["inherit_metadata"]
lock_version = "4.5.0"
content_hash = "sha256:aa"
[[metadata.targets]]
requires_python = ">=3.10"
platform = "manylinux_2_17_x86_64"
[[package]]
name = "a"
version = "1"
extras = ["x"]
groups = ["default"]
dependencies = ["a==1", "b>=1; python_version < '3.12'"]
files = [{file = "a-1.tar.gz", hash = "sha256:aa"}]
`,
  "pylock.toml": `lock-version = "1.0"
environments = ["sys_platform == 'linux'"]
[[packages]]
name = "a"
version = "1"
marker = "'x' in extras"
index = "https://pypi.org/simple"
wheels = [{ url = "https://f/a-1-py3-none-any.whl", hashes = { sha256 = "aa" }, upload-time = 2026-01-01T00:00:00Z }]
`,
  "Pipfile.lock": `{"_meta": {"hash": {"sha256": "aa"}, "pipfile-spec": 6, "requires": {"python_version": "3.11"},
 "sources": [{"name": "p", "url": "https://u:p@h/simple"}]},
 "default": {"a": {"version": "==1", "hashes": ["sha256:aa"], "index": "p", "markers": "os_name == 'nt'"}}}`,
  "pixi.lock": `version: 6
environments:
  default:
    indexes: [https://pypi.org/simple]
    packages:
      linux-64:
      - pypi: https://files.pythonhosted.org/a-1-py3-none-any.whl
        extras: [x]
packages:
- conda: https://c/linux-64/b-1-0.conda
  purls: ["pkg:pypi/b"]
- pypi: https://files.pythonhosted.org/a-1-py3-none-any.whl
  name: a
  version: 1
  requires_dist: [b>=1]
`,
  "conda-lock.yml": `version: 1
metadata: { platforms: [linux-64] }
package:
- { name: a, version: '1', manager: pip, platform: linux-64, dependencies: { b: '>=1' }, url: 'https://f/a-1.tar.gz', hash: { sha256: aa } }
`,
};

const noise = fc.oneof(
  fc.constantFrom(
    "\u0000",
    "\r",
    "\n",
    "[",
    "]",
    "{",
    "}",
    '"',
    "'",
    "=",
    "#",
    "\\",
    ":",
    "&a ",
    "*a",
    "- ",
    "\u202e",
    "😀",
  ),
  fc.constantFrom("__proto__", "constructor", "1e999", "-0", "null", "[[package]]\n", 'marker = "(("\n', "../../etc"),
  fc.string({ maxLength: 6 }),
);

describe("locks that anybody may have written", () => {
  it("has a sample of every format", () => {
    expect(Object.keys(samples).toSorted()).toEqual(lockFormats.map(({ fileName }) => fileName).toSorted());
  });

  it.each(Object.entries(samples))("reads %s however it is damaged", (path, sample) => {
    expect(lockFrom(path, sample).packages.length).toBeGreaterThan(0);
    const damage = fc.record({ at: fc.nat(sample.length), drop: fc.nat(12), put: noise });
    fc.assert(
      fc.property(fc.array(damage, { minLength: 1, maxLength: 4 }), (damages) => {
        let text = sample;
        for (const { at, drop, put } of damages) text = text.slice(0, at) + put + text.slice(at + drop);
        const reading = lockFrom(path, text);
        const { packages } = selected(reading, { extras: ["x"], requirements: "a[x]" });
        expect(new Set(packages.map(({ entry }) => entry.name)).size).toBe(packages.length);
        for (const { origin } of reading.problems) expect([origin.file, origin.line > 0]).toEqual([path, true]);
        // Without its slashes it is no address, and nothing in it is a password.
        if (text.includes("://u:p@")) expect(JSON.stringify(reading)).not.toContain("u:p@");
      }),
      { numRuns: 300 },
    );
  });

  it.each(Object.keys(samples))("reads %s of any bytes", (path) => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        expect(lockFrom(path, bytes).packages).toEqual([]);
      }),
    );
  });
});
