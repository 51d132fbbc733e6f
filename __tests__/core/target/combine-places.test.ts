import { describe, expect, it } from "@jest/globals";
import { buildTarget } from "../../../src/core/target/build-target.ts";
import { combinePlaces } from "../../../src/core/target/combine-places.ts";
import { readPythonFile } from "../../../src/core/target/python-file.ts";
import { parsePythonVersion } from "../../../src/core/target/python-version.ts";
import { nothingStated, type Stated, type StatedTarget } from "../../../src/core/target/stated-target.ts";
import { confidenceOf } from "../../../src/core/target/target.ts";

const inferred = <T>(value: T, from: string): Stated<T> => ({ value, source: { how: "inferred", from } });
const place = (driver: string | null, gpus: readonly string[] | null, from: string): StatedTarget => ({
  ...nothingStated,
  driver: driver === null ? null : inferred(driver, from),
  gpus: gpus === null ? null : inferred(gpus, from),
});

describe("several places of one model", () => {
  it("make the oldest driver and all GPUs", () => {
    const all = combinePlaces([place("550", ["L4"], "a"), place("535.104", ["T4", "L4"], "b"), place(null, null, "c")]);
    expect(all.driver).toEqual(inferred("535.104", "b"));
    expect(all.gpus).toEqual(inferred(["L4", "T4"], "a and b"));
    expect(combinePlaces([])).toEqual(nothingStated);
  });
});

describe("a file that says which Python is worked with", () => {
  it.each([
    [".python-version", "3.11.4\n", "3.11.4", ".python-version:1"],
    [".python-version", "# pinned\n\n3.12/envs/model\n", "3.12.0", ".python-version:3"],
    ["runtime.txt", "python-3.10.2\r\n", "3.10.2", "runtime.txt:1"],
    [".python-version", "cpython-3.13t", "3.13.0", ".python-version:1"],
  ])("%s with %j", (path, text, full, from) => {
    const python = readPythonFile(path, text);
    expect(python).toMatchObject({ value: { full }, source: { from } });
  });

  it.each(["", "my-env", "2.7.18", ">=3.8", "\u0000".repeat(100)])("is nothing where it is %j", (text) => {
    expect(readPythonFile("runtime.txt", text)).toBeNull();
  });

  it("gives way to the image, and wins over `requires-python`", () => {
    const parsed = parsePythonVersion("3.12");
    if (!parsed.ok) throw new Error("3.12 is a version");
    const build = (image: string | null) =>
      buildTarget({
        id: "a",
        statements: [{ ...nothingStated, image: image === null ? null : inferred(image, "FROM") }],
        requiresPython: { text: ">=3.9", from: "pyproject.toml:3" },
        pythonFile: inferred(parsed.value, ".python-version:1"),
        lookupGpu: () => null,
        lookupImage: () => ({
          os: null,
          glibc: null,
          musl: null,
          cuda: null,
          cudnn: null,
          python: "3.10",
          source: "s",
          date: null,
        }),
        configPath: "p.yml",
      }).target;
    expect(build(null).python.full).toBe("3.12.0");
    expect(build(null).sources.python?.from).toBe(".python-version:1");
    expect(build("python:3.10").python.full).toBe("3.10.0");
  });
});

describe("sources that say different things", () => {
  it("are told, with the one that was taken, unless an option overrules", () => {
    const python = (text: string) => {
      const parsed = parsePythonVersion(text);
      if (!parsed.ok) throw new Error(text);
      return parsed.value;
    };
    const facts = {
      id: "prod",
      requiresPython: null,
      lookupGpu: () => null,
      lookupImage: () => null,
      configPath: "p.yml",
    };
    const stated = (how: "declared" | "command-line"): StatedTarget => ({
      ...nothingStated,
      python: { value: python("3.11"), source: { how, from: "declared in p.yml:3" } },
      driver: { value: "550", source: { how, from: "declared in p.yml:4" } },
      gpus: { value: ["T4"], source: { how, from: "declared in p.yml:5" } },
    });
    const file: StatedTarget = {
      ...place("535", [], "`gpu` in cog.yaml:2"),
      python: inferred(python("3.10"), "`python_version` in cog.yaml:3"),
    };
    const { contradictions } = buildTarget({ ...facts, statements: [stated("declared"), file] });
    expect(contradictions.map(({ why }) => why)).toEqual([
      "Python 3.11 is declared in p.yml:3, and Python 3.10 is inferred from `python_version` in cog.yaml:3: Python 3.11 was taken.",
      "Driver 550 is declared in p.yml:4, and driver 535 is inferred from `gpu` in cog.yaml:2: Driver 550 was taken.",
      "GPU T4 is declared in p.yml:5, and no GPU is inferred from `gpu` in cog.yaml:2: GPU T4 was taken.",
    ]);
    expect(buildTarget({ ...facts, statements: [stated("command-line"), file] }).contradictions).toEqual([]);
  });
});

it("how sure a field is follows from how it came to be known, unless it is said", () => {
  expect(confidenceOf({ how: "declared", from: "" })).toBe("high");
  expect(confidenceOf({ how: "inferred", from: "" })).toBe("medium");
  expect(confidenceOf({ how: "inferred", from: "", confidence: "high" })).toBe("high");
  expect(confidenceOf({ how: "assumed", from: "" })).toBe("low");
});
