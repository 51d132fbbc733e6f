import { describe, expect, it } from "@jest/globals";
import { macos } from "../../python/targets.ts";
import { entryOf, lines, lockFrom, problems, selected } from "../lock-from.ts";

/** As \`uv export --format pylock.toml\` writes it, with what PEP 751 has beyond. */
const lock = `lock-version = "1.0"
created-by = "uv"
requires-python = ">=3.10, <3.14"
environments = ["sys_platform == 'linux'"]
extras = ["ui"]
dependency-groups = ["dev", "docs"]
default-groups = ["docs"]

[[packages]]
name = "absl-py"
version = "2.5.1"
marker = "sys_platform == 'darwin'"
index = "https://pypi.org/simple"
wheels = []

[[packages]]
name = "networkx"
version = "3.6.1"
index = "https://pypi.org/simple"
sdist = { url = "https://files.pythonhosted.org/packages/6a/51/aa/networkx-3.6.1.tar.gz", upload-time = 2025-12-08T17:02:39Z, size = 2517025, hashes = { sha256 = "26B7C357" } }
wheels = [{ name = "networkx-3.6.1-py3-none-any.whl", path = "./networkx-3.6.1-py3-none-any.whl", hashes = { sha256 = "d47fbf30", md5 = "aa" } }]
dependencies = [{ name = "rich" }]

[[packages]]
name = "rich"
version = "15.0.0"
marker = "'ui' in extras or 'dev' in dependency_groups"

[[packages]]
name = "sphinx"
version = "9.0"
marker = "'docs' in dependency_groups"
archive = { url = "https://example.test/sphinx-9.0.tar.gz", hashes = { sha256 = "bb" } }

[[packages]]
name = "served"
directory = { path = ".", editable = true }

[[packages]]
name = "vendored"
vcs = { type = "git", url = "https://github.com/o/vendored", commit-id = "0123456" }
`;
const reading = lockFrom("pylock.toml", lock);

describe("readPylock", () => {
  it("reads packages and their files", () => {
    expect(problems(reading)).toEqual([]);
    expect(entryOf(reading, "networkx").files).toEqual([
      {
        filename: "networkx-3.6.1-py3-none-any.whl",
        url: null,
        hashes: { sha256: "d47fbf30", md5: "aa" },
        size: null,
        uploadTime: null,
      },
      {
        filename: "networkx-3.6.1.tar.gz",
        url: "https://files.pythonhosted.org/packages/6a/51/aa/networkx-3.6.1.tar.gz",
        hashes: { sha256: "26b7c357" },
        size: 2_517_025,
        uploadTime: "2025-12-08T17:02:39Z",
      },
    ]);
    expect(["sphinx", "served", "vendored"].map((name) => entryOf(reading, name).source.kind)).toEqual([
      "url",
      "path",
      "vcs",
    ]);
  });

  it("takes what the markers say of extras and groups", () => {
    const names = (asked: Parameters<typeof selected>[1]): string =>
      selected(reading, asked)
        .packages.map(({ entry }) => entry.name)
        .join(" ");
    expect(names({})).toBe("networkx served sphinx vendored");
    expect(names({ extras: ["ui"] })).toBe("networkx rich served sphinx vendored");
    expect(names({ groups: ["dev"] })).toBe("networkx rich served vendored");
    expect(lines(selected(reading, { extras: ["ui"] }))).toContain("networkx 3.6.1 -> rich");
    expect(selected(reading).missing).toMatchObject([{ dependency: { name: "rich" } }]);
  });

  it("is for the environments that it names", () => {
    expect(selected(reading).uncovered).toBeNull();
    expect(selected(reading, { target: macos(14, 0, "aarch64") }).uncovered?.reason).toContain(
      "sys_platform == 'linux'",
    );
  });

  it("is known by its name with a part in the middle", () => {
    expect(lockFrom("deploy/pylock.gpu.toml", lock).packages).toHaveLength(6);
  });
});
