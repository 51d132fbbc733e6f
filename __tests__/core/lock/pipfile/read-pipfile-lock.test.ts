import { describe, expect, it } from "@jest/globals";
import { targetWith } from "../../python/targets.ts";
import { entryOf, lines, lockFrom, problems, selected } from "../lock-from.ts";

/** As Pipenv writes it, with most hashes left out. */
const lock = `{
    "_meta": {
        "hash": {
            "sha256": "384d4365977cb60ed45da59001ebdd3b098ce027dd588a315e68f3f9fa4fdde0"
        },
        "pipfile-spec": 6,
        "requires": {
            "python_version": "3.11"
        },
        "sources": [
            {
                "name": "pypi",
                "url": "https://pypi.org/simple",
                "verify_ssl": true
            },
            {
                "name": "own",
                "url": "https://me:secret@index.test/simple",
                "verify_ssl": true
            }
        ]
    },
    "default": {
        "colorama": {
            "markers": "sys_platform == 'win32'",
            "version": "*"
        },
        "numpy": {
            "hashes": [
                "sha256:0077BEAF",
                "sha256:08f2e313"
            ],
            "index": "own",
            "markers": "python_version >= '3.11'",
            "version": "==2.4.6"
        },
        "requests": {
            "extras": [
                "socks"
            ],
            "hashes": [],
            "version": "==2.34.2"
        },
        "vendored": {
            "git": "https://github.com/o/vendored.git",
            "ref": "0123456"
        }
    },
    "develop": {
        "pytest": {
            "hashes": [],
            "version": "==9.2.0"
        }
    }
}
`;
const reading = lockFrom("Pipfile.lock", lock);

describe("readPipfileLock", () => {
  it("reads packages with their hashes and the index that each comes from", () => {
    expect(problems(reading)).toEqual([]);
    expect(entryOf(reading, "numpy")).toMatchObject({
      source: { kind: "index", url: "https://index.test/simple" },
      files: [{ filename: null, hashes: { sha256: "0077beaf" } }, { hashes: { sha256: "08f2e313" } }],
      origin: { line: 28 },
      versionOrigin: { line: 35 },
    });
    expect(entryOf(reading, "requests").source).toEqual({ kind: "index", url: "https://pypi.org/simple" });
    expect(reading.recorded).toMatchObject({ tool: "pipenv", sha256: expect.stringMatching(/^384d4365/) });
  });

  it("takes what is always installed, and the development packages where they are asked for", () => {
    expect(lines(selected(reading))).toBe("numpy 2.4.6\nrequests[socks] 2.34.2\nvendored ?");
    expect(lines(selected(reading, { groups: ["dev-packages"] }))).toContain("pytest 9.2.0");
  });

  it("is for the Python that it names", () => {
    const target = targetWith({ python: { full: "3.12.1", major: 3, minor: 12 } });
    expect(selected(reading, { target }).uncovered?.origin.line).toBe(8);
    expect(selected(reading).uncovered).toBeNull();
  });

  it("says what it cannot read", () => {
    expect(problems(lockFrom("Pipfile.lock", "[]"))).toEqual(["1 error lock/invalid-json"]);
    expect(problems(lockFrom("Pipfile.lock", '{\n  "default": {"a": }\n}'))).toEqual(["2 error lock/invalid-json"]);
    expect(problems(lockFrom("Pipfile.lock", '{\n"default": {"a b": {}, "c": 1, "d": {"version": "==x"}}}'))).toEqual([
      "2 error lock/invalid-name",
      "2 error lock/invalid-field",
      "2 error lock/invalid-version",
    ]);
  });
});
