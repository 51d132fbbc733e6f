import { describe, expect, it } from "@jest/globals";
import { manifestFormats, namedFormat } from "../../../src/core/manifest/manifest-format.ts";
import { drive, latin1 } from "./reading-from.ts";

const samplePaths: Readonly<Record<string, string>> = {
  pyproject: "pyproject.toml",
  pixi: "pixi.toml",
  pipfile: "Pipfile",
  "conda-environment": "environment.yml",
  "setup-cfg": "setup.cfg",
  "setup-py": "setup.py",
  script: "serve.py",
  "constraints-txt": "constraints.txt",
  "requirements-txt": "requirements.txt",
  dockerfile: "Dockerfile",
};

function read(path: string, content: string | Uint8Array) {
  return drive({ [path]: content }, namedFormat(path).read(path, { extras: "all", groups: "all" })).value;
}

const first = (path: string, content: string | Uint8Array) => {
  const [problem] = read(path, content).problems;
  return problem === undefined ? null : `${problem.origin.line} ${problem.severity} ${problem.code}`;
};

describe.each(manifestFormats.map(({ id }) => [id, samplePaths[id] ?? id] as const))("%s", (_, path) => {
  it("reports a file that is missing, refused, too large or not UTF-8, with its place", () => {
    const reading = (answer: Parameters<typeof drive>[0]) =>
      drive(answer, namedFormat(path).read(path, {})).value.problems[0];
    expect(reading({})).toMatchObject({ severity: "error", origin: { file: path, line: 1 } });
    expect(reading({ [path]: { refused: "it is a symlink" } })?.message).toContain("it is a symlink");
    expect(reading({ [path]: new Uint8Array(17 * 1024 * 1024) })?.code).toMatch(/file-too-large$/);
    const text = path === "Dockerfile" ? "FROM a\n# \u00ff\n" : "\n# \u00ff\n";
    expect(first(path, latin1(text))).toMatch(/^2 error [\w-]+\/encoding$/);
  });

  it("takes any text, and gives only what stands in it", () => {
    const texts = [
      "",
      "\0",
      "\u{feff}",
      "a",
      "[".repeat(5000),
      "{".repeat(5000),
      "(".repeat(5000),
      "'".repeat(5001),
      '"""'.repeat(999),
      "\\\n".repeat(3000),
      "a=".repeat(9000),
      ": ".repeat(9000),
      "- ".repeat(300),
      "\u202e\u0000[[a]]",
      "__proto__ = 1\nconstructor: 2\n",
    ];
    for (const text of texts) {
      for (const { origin } of read(path, text).requirements) expect(origin.file).toBe(path);
    }
  });

  it("stops at more requirements than are read", () => {
    expect(read(path, many(path, 20_100)).requirements.length).toBeLessThanOrEqual(20_000);
  });
});

function many(path: string, count: number): string {
  const list = `[${"'a',".repeat(count)}]`;
  if (path.endsWith(".toml")) return path === "pixi.toml" ? "" : `[project]\ndependencies = ${list}`;
  if (path === "setup.py") return `setup(install_requires=${list})`;
  if (path === "setup.cfg") return `[options]\ninstall_requires =\n${"  a\n".repeat(count)}`;
  if (path === "serve.py") return `# /// script\n# dependencies = ${list}\n# ///\n`;
  if (path === "environment.yml") return `dependencies: [${"numpy,".repeat(count)}]`;
  if (path === "Dockerfile") return `FROM a\nRUN pip install ${"a ".repeat(count)}`;
  return path === "Pipfile" ? "" : "a\n".repeat(count);
}

describe("nesting and size", () => {
  it.each([
    ["pyproject.toml", `[a]\nx = ${"[".repeat(100_000)}`, "2 error pyproject/invalid-toml"],
    ["pyproject.toml", `\nx = ${"{a=".repeat(100_000)}`, "2 error pyproject/invalid-toml"],
    ["pyproject.toml", `\n\n[${"a.".repeat(100_000)}a]\n`, "3 error pyproject/invalid-toml"],
    ["pyproject.toml", "[[a]]\n".repeat(100_000), "1 error pyproject/file-too-large"],
    ["pixi.toml", `\n${"a.".repeat(100)}b = 1\n`, "2 error pixi/invalid-toml"],
    ["Pipfile", `\n[packages]\na = ${"[".repeat(200)}`, "3 error pipfile/invalid-toml"],
    ["serve.py", `# /// script\n# a = ${"[".repeat(100_000)}\n# ///\n`, "2 error script/invalid-toml"],
    ["environment.yml", `a: b\ndependencies: ${"[".repeat(100_000)}`, "2 error conda/too-deep"],
    [
      "environment.yml",
      `dependencies:\n${Array.from({ length: 300 }, (_, depth) => `${" ".repeat(depth)}- a:\n`).join("")}`,
      null,
    ],
    ["environment.yml", `x: &x y\ndependencies: [${"*x,".repeat(3000)}]`, "2 error conda/too-many-aliases"],
    ["environment.yml", "a: *b\n", "1 error conda/invalid-yaml"],
    ["environment.yml", "&a [*a]\n", "1 error conda/invalid-yaml"],
    ["setup.py", `setup(install_requires=${"[".repeat(100_000)}`, "1 not-assessed setup-py/no-call"],
    [
      "setup.py",
      `setup(install_requires=${"(".repeat(50_000)}${")".repeat(50_000)})`,
      "1 not-assessed setup-py/computed",
    ],
    ["setup.py", "setup(\n".repeat(50_000), "1 not-assessed setup-py/no-call"],
    ["setup.py", "x = x + x\nsetup(install_requires=x)", "1 not-assessed setup-py/computed"],
    ["requirements.txt", `\n${"a".repeat(300_000)}`, "2 error requirements/line-too-long"],
    ["Dockerfile", `FROM a\n${"RUN pip install a\n".repeat(6000)}`, "5001 error dockerfile/too-many-instructions"],
    ["Dockerfile", `FROM a\nRUN pip install ${'"$('.repeat(30_000)}`, "2 not-assessed dockerfile/unknown-install"],
    ["Dockerfile", " ".repeat(300_000), "1 error dockerfile/file-too-large"],
  ])("of %s is bounded (%#)", (path, content, expected) => {
    const found = first(path, content);
    if (expected === null) expect(found).toMatch(/ error conda\/(?:too-deep|invalid-yaml)$/);
    else expect(found).toBe(expected);
  });
});
