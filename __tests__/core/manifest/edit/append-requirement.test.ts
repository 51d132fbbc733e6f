import { describe, expect, it } from "@jest/globals";
import { type Addition, addedAs } from "../../../../src/core/manifest/edit/added-as.ts";
import { appendRequirement } from "../../../../src/core/manifest/edit/append-requirement.ts";
import { namedFormat } from "../../../../src/core/manifest/manifest-format.ts";

const wire = { text: "wire>=2.6", comment: "not required directly: GHSA-1" };

/** What the file becomes, or why it does not. */
function added(path: string, content: string, addition: Partial<Addition> = {}, requirement = wire): string {
  const as = addedAs(path, content, { role: "constraint", lock: null, ...addition });
  if (as === null) return "no way";
  const read = (name: string) => namedFormat(name).read(name, { extras: "all", groups: "all" });
  const result = appendRequirement(read, path, content, requirement, as);
  return result.kind === "edited" ? result.content : result.why;
}

describe("a constraint in a requirements file", () => {
  it.each([
    ["web==1.0\r\n", "web==1.0\r\nwire>=2.6  # not required directly: GHSA-1\r\n"],
    ["web==1.0", "web==1.0\nwire>=2.6  # not required directly: GHSA-1\n"],
    ["", "wire>=2.6  # not required directly: GHSA-1\n"],
  ])("is its last line: %j", (before, after) => expect(added("requirements.txt", before)).toBe(after));

  it("is refused behind a continued line, and among hashes", () => {
    expect(added("requirements.txt", "web==1.0 \\\n")).toContain("has no place");
    expect(added("requirements.txt", `web==1.0 --hash=sha256:${"0".repeat(64)}\n`)).toContain("by hashes");
  });

  it("takes no line break and no option from outside", () => {
    const hostile = (text: string, comment: string | null = null): string =>
      added("requirements.txt", "web==1.0\n", {}, { text, comment } as typeof wire);
    expect(hostile("wire>=2 --index-url http://evil")).toContain("is not a requirement");
    expect(hostile("wire @ https://evil/wire.whl")).toContain("is not a requirement");
    expect(hostile("wire>=2", "one\nevil==1")).toContain("is not a requirement");
  });
});

describe("a constraint in the way of the tool of a pyproject.toml", () => {
  const project = '[project]\nname = "served"\nversion = "1"\ndependencies = [\n    "web==1.0", # pinned\n]\n';

  it("is one of uv's constraints, in a table of its own where there is none", () => {
    expect(added("pyproject.toml", project, { lock: "uv-lock" })).toBe(
      `${project}\n[tool.uv]\nconstraint-dependencies = ["wire>=2.6"]\n`,
    );
  });

  it("joins the constraints that are there, laid out as they are", () => {
    const tail = "\n[tool.other]\nkey = 1\n";
    const several = `${project}\n[tool.uv]\nconstraint-dependencies = [\n  "frames<2",  # slow\n  "cache>1" # last\n]\n${tail}`;
    expect(added("pyproject.toml", several)).toBe(
      several.replace('"cache>1" # last\n', '"cache>1", # last\n  "wire>=2.6"\n'),
    );
    const one = `${project}\n[tool.uv]\nconstraint-dependencies = ["frames<2"]\nprerelease = "allow"\n${tail}`;
    expect(added("pyproject.toml", one)).toBe(one.replace('"frames<2"]', '"frames<2", "wire>=2.6"]'));
    const other = `${project}\n[tool.uv]\nprerelease = "allow" # all\n${tail}`;
    expect(added("pyproject.toml", other)).toBe(
      other.replace('"allow" # all\n', '"allow" # all\nconstraint-dependencies = ["wire>=2.6"]\n'),
    );
  });

  it("is an override of uv where an override is asked for", () => {
    expect(added("pyproject.toml", project, { lock: "uv-lock", role: "override" })).toContain(
      '[tool.uv]\noverride-dependencies = ["wire>=2.6"]\n',
    );
  });

  it("is an override of PDM, which has nothing else", () => {
    expect(added("pyproject.toml", project, { lock: "pdm-lock" })).toBe(
      `${project}\n[tool.pdm.resolution.overrides]\nwire = ">=2.6"\n`,
    );
  });

  it("is a requirement of the project for Poetry, whichever table has them", () => {
    const own =
      '[tool.poetry]\nname = "served"\n\n[tool.poetry.dependencies]\npython = "^3.11"\nweb = "1.0"\n\n[build-system]\nrequires = []\n';
    expect(added("pyproject.toml", own, { lock: "poetry-lock" })).toBe(
      own.replace('web = "1.0"\n', 'web = "1.0"\nwire = ">=2.6"\n'),
    );
    expect(added("pyproject.toml", project, { lock: "poetry-lock" })).toBe(
      project.replace('"web==1.0", # pinned\n', '"web==1.0", # pinned\n    "wire>=2.6",\n'),
    );
  });

  it("is a dependency from the index for Pixi and Pipenv", () => {
    const pixi = '[dependencies]\npython = "3.11.*"\n\n[pypi-dependencies]\nweb = "==1.0"\n';
    expect(added("pixi.toml", pixi)).toBe(`${pixi}wire = ">=2.6"\n`);
    expect(added("Pipfile", '[packages]\nweb = "==1.0"\n')).toBe('[packages]\nweb = "==1.0"\nwire = ">=2.6"\n');
  });

  it("has no way in an inline table, and says so", () => {
    const inline = '[project]\nname = "served"\nversion = "1"\n\n[tool]\nuv = { prerelease = "allow" }\n';
    expect(added("pyproject.toml", inline)).toContain("would not be read where it belongs");
  });
});

describe("a constraint in a conda environment", () => {
  it("is a line of its pip part", () => {
    const file =
      "name: served\ndependencies:\n  - python=3.11\n  - pip\n  - pip:\n      - web==1.0  # pinned\n      - frames\n  - numpy=1.26\n";
    expect(added("environment.yml", file)).toBe(
      file.replace("      - frames\n", "      - frames\n      - wire>=2.6  # not required directly: GHSA-1\n"),
    );
  });

  it("has no place without one", () => {
    expect(added("environment.yml", "dependencies:\n  - python=3.11\n  - numpy=1.26\n")).toContain("has no place");
  });
});

it("has no way in a format that only a build can read", () => {
  expect(added("setup.py", "from setuptools import setup\nsetup(install_requires=['web'])\n")).toBe("no way");
});
