import { describe, expect, it } from "@jest/globals";
import { lookupCondaName } from "../../../../src/core/manifest/conda/conda-names.ts";
import { condaClauses } from "../../../../src/core/manifest/conda/conda-version.ts";
import { parseMatchSpec } from "../../../../src/core/manifest/conda/match-spec.ts";
import { condaEnvironment } from "../../../../src/core/manifest/conda/read-environment.ts";
import { linesOf, problemsOf, readingFrom, slicesOf } from "../reading-from.ts";

const path = "m/environment.yml";
const read = (content: string, files: Readonly<Record<string, string>> = {}) =>
  readingFrom({ ...files, [path]: content }, condaEnvironment.read(path, {}));

describe("a conda environment", () => {
  const content = [
    "name: ldm",
    "channels: [pytorch, defaults]",
    "dependencies:",
    "  - python=3.8.5",
    "  - pip=20.3",
    "  - cudatoolkit=11.3",
    "  - conda-forge::pytorch=1.11.0=py3.8_cuda11.3",
    "  - 'numpy >=1.19,<2'   # why",
    "  - ffmpeg",
    "  - pip:",
    "    - transformers==4.19.2",
    "    - \"einops>=0.3; python_version >= '3.8'\"",
    "    - -r requirements.txt",
    "    - --extra-index-url https://i.example/simple",
    "    - -e .",
  ].join("\n");

  it("gives the packages that the Python index has, the pip part and what that includes", () => {
    const reading = read(content, { "m/requirements.txt": "accelerate\n" });
    expect(
      reading.requirements.map(({ specifier, origin }) => [specifier.name, specifier.specifier.text, origin.line]),
    ).toEqual([
      ["torch", "==1.11.0", 7],
      ["numpy", ">=1.19,<2", 8],
      ["transformers", "==4.19.2", 11],
      ["einops", ">=0.3", 12],
      ["accelerate", "", 1],
    ]);
    expect(slicesOf(path, content, reading).slice(0, 4)).toEqual(
      linesOf(reading)
        .slice(0, 4)
        .map((line) => line.split(" ").slice(2).join(" ")),
    );
    expect(reading.options.extraIndexUrls.map(({ text }) => text)).toEqual(["https://i.example/simple"]);
    expect(reading.files).toEqual([path, "m/requirements.txt"]);
  });

  it("tells Python and CUDA", () => {
    const reading = read(content);
    expect(reading.requiresPython).toEqual({
      text: "==3.8.5",
      origin: { file: path, line: 4, column: 5, endColumn: 17 },
    });
    expect(reading.cuda).toMatchObject([
      { version: "11.3", statedBy: "cudatoolkit", role: "runtime", origin: { line: 6 } },
    ]);
    const more = read("dependencies: [python=3.10, pytorch-cuda=12.1, cuda-version>=12, __cuda>=11.8]");
    expect(more.requiresPython?.text).toBe("==3.10.*");
    expect(more.cuda?.map(({ version, role }) => [version, role])).toEqual([
      ["12.1", "runtime"],
      [">=12", "runtime"],
      [">=11.8", "driver"],
    ]);
  });

  it("says what is not assessed", () => {
    expect(problemsOf(read(content, { "m/requirements.txt": "" }))).toEqual([
      `${path}:7:5-47 not-assessed conda/conda-builds`,
      `${path}:9:5-11 not-assessed conda/conda-package`,
      `${path}:15:10-11 not-assessed requirements/unnamed`,
    ]);
  });

  it.each([
    ["a: [", 1, "error conda/invalid-yaml"],
    ["name: x\n", 1, "error conda/invalid-field"],
    ["dependencies: numpy\n", 1, "error conda/invalid-field"],
    ["dependencies:\n- conda: [x]\n", 2, "error conda/invalid-field"],
    ["dependencies:\n- numpy=1=2=3\n", 2, "error conda/invalid-requirement"],
    ["dependencies:\n- numpy=(1|2)\n", 2, "not-assessed conda/conda-version"],
    ["dependencies:\n- pip:\n  - >\n    numpy\n", 3, "not-assessed conda/unread-line"],
    ["dependencies:\n- pip:\n  - numpy=1\n", 3, "error requirements/invalid-line"],
  ])("reports what is wrong with %j in its line", (text, line, problem) => {
    const found = problemsOf(read(text)).filter((one) => !one.includes("conda-builds"));
    expect(found).toEqual([expect.stringMatching(new RegExp(`^${path}:${line}:\\d+-\\d+ ${problem}$`))]);
  });

  it("does not write a version where a build stands", () => {
    const [requirement] = read("dependencies: [pytorch=2.0=cuda]").requirements;
    if (requirement === undefined) throw new Error("nothing was read");
    const result = condaEnvironment.edit("dependencies: [pytorch=2.0=cuda]", [{ requirement, specifier: "==2.1" }]);
    expect(result).toMatchObject({ kind: "refused", why: expect.stringContaining("build of conda's") });
  });
});

it("expands aliases within bounds", () => {
  expect(linesOf(read("x: &n numpy=1.2\ndependencies: [*n, *n]"))).toHaveLength(2);
  const bomb = [
    "a: &a [x, x, x, x, x, x, x, x, x]",
    ...Array.from(
      { length: 9 },
      (_, at) => `${"bcdefghij"[at]}: &${"bcdefghij"[at]} [${`*${"abcdefghi"[at]}, `.repeat(9)}]`,
    ),
    "dependencies: *j",
  ];
  expect(problemsOf(read(bomb.join("\n")))).toEqual([
    expect.stringMatching(/^m\/environment.yml:\d+:.* error conda\/too-/),
  ]);
});

describe("match specs", () => {
  it.each([
    ["numpy", "numpy", null, null],
    ["numpy=1.2", "numpy", "=1.2", null],
    ["numpy 1.2", "numpy", "1.2", null],
    ["numpy=1.2=py39_0", "numpy", "=1.2", "py39_0"],
    ["numpy 1.2 py39_0", "numpy", "1.2", "py39_0"],
    ["numpy >=1.2, <2", "numpy", ">=1.2, <2", null],
    ["numpy==1.2", "numpy", "==1.2", null],
    ["pytorch/linux-64::pytorch=2.0=*cuda*", "pytorch", "=2.0", "*cuda*"],
    ["numpy[version='>=1.2,<2', build=x]", "numpy", ">=1.2,<2", "x"],
  ])("%j is taken apart", (text, name, version, build) => {
    const spec = parseMatchSpec(text);
    expect([spec?.name, spec?.version?.text ?? null, spec?.build ?? null]).toEqual([name, version, build]);
    if (spec?.version) expect(text.slice(spec.version.start, spec.version.end)).toBe(version);
  });

  it.each(["", "=1.2", "[version=1]", "numpy[version", "numpy=1=2=3", "a".repeat(2000)])("%j is none", (text) => {
    expect(parseMatchSpec(text.slice(0, 1500))).toBeNull();
  });

  it.each([
    ["=1.2", false, "==1.2.*"],
    ["=1.2", true, "==1.2"],
    ["1.2", false, "==1.2"],
    ["==1.2", false, "==1.2"],
    ["1.2.*", false, "==1.2.*"],
    ["1.2*", false, "==1.2.*"],
    [">=1.2,<2", false, ">=1.2,<2"],
    ["~=1.2", false, "~=1.2"],
    ["*", false, ""],
    ["=*", true, ""],
  ])("the version %j (build: %j) means %j", (text, build, clauses) => {
    const result = condaClauses(text, build);
    expect(result.ok && result.value.clauses).toBe(clauses);
  });
});

it("knows names for certain, or not at all", () => {
  expect(lookupCondaName("PyTorch")).toEqual({ kind: "python", name: "torch" });
  expect(lookupCondaName("numpy")).toEqual({ kind: "python", name: "numpy" });
  expect(lookupCondaName("huggingface_hub")).toEqual({ kind: "python", name: "huggingface-hub" });
  for (const name of ["ffmpeg", "opencv", "faiss-gpu", "cupy", "mkl", "constructor", "__proto__"]) {
    expect([name, lookupCondaName(name)]).toEqual([name, null]);
  }
});

describe("items of `pip:` on one line", () => {
  it("are requirements of their own, each with its place", () => {
    const content = "dependencies: [python=3.11, {pip: [torch==2.1.0, 'numpy<2', -r more.txt]}]\n";
    const reading = read(content, { "m/more.txt": "six\n" });
    expect(linesOf(reading)).toEqual([
      `direct ${path}:1 torch==2.1.0`,
      `direct ${path}:1 numpy<2`,
      "direct m/more.txt:1 six",
    ]);
    expect(reading.problems).toEqual([]);
    expect(condaEnvironment.edit(content, [{ requirement: one(reading, 0), specifier: "==2.2.0" }])).toEqual({
      kind: "edited",
      content: content.replace("2.1.0", "2.2.0"),
    });
  });

  it("are told where there are more than are read", () => {
    const many = Array.from({ length: 60 }, (_, index) => `p${index}`);
    const reading = read(`dependencies:\n- pip: [${many.join(", ")}]\n`);
    expect(reading.requirements).toHaveLength(50);
    expect(reading.problems.filter(({ code }) => code === "conda/unread-line")).toHaveLength(1);
  });

  function one(reading: ReturnType<typeof read>, at: number) {
    const requirement = reading.requirements[at];
    if (requirement === undefined) throw new Error("expected a requirement");
    return requirement;
  }
});
