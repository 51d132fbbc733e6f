import { describe, expect, it } from "@jest/globals";
import { readMlmodel } from "../../../src/core/packaging/mlflow/read-mlmodel.ts";
import { namesEnvironment, readMlproject } from "../../../src/core/packaging/mlflow/read-mlproject.ts";
import { readPythonEnvironment } from "../../../src/core/packaging/mlflow/read-python-env.ts";
import { editsOneVersion } from "../../support/edit-property.ts";
import { readFiles } from "../../support/read-files.ts";

const model = `flavors:
  python_function:
    env:
      conda: conda.yaml
      virtualenv: python_env.yaml
    loader_module: mlflow.sklearn
    python_version: 3.9.13
  sklearn:
    sklearn_version: 1.2.2
mlflow_version: 2.3.1
`;
const environment = "python: 3.9.13\nbuild_dependencies:\n- pip==23.0\ndependencies:\n- -r requirements.txt\n";

describe("reading an MLmodel", () => {
  it("takes requirements.txt where it is there, and the Python that the model was saved with", () => {
    const reading = readFiles(readMlmodel("m/MLmodel"), {
      "m/MLmodel": model,
      "m/python_env.yaml": environment,
      "m/requirements.txt": "scikit-learn==1.2.2\n",
    });
    expect(reading.manifests.map(({ path }) => path)).toEqual(["m/requirements.txt"]);
    expect(reading.target.python?.value).toMatchObject({ full: "3.9.13" });
    expect(reading.savedWith.map(({ name, version }) => [name, version])).toEqual([["scikit-learn", "1.2.2"]]);
    expect(reading.decides).toBe(true);
  });

  it("takes python_env.yaml where there is no requirements.txt", () => {
    const files = {
      "m/MLmodel": model,
      "m/python_env.yaml": "python: 3.9.13\ndependencies:\n- mlflow==2.3\n- numpy\n",
    };
    const reading = readFiles(readMlmodel("m/MLmodel"), files);
    expect(reading.requirements.map(({ text, origin }) => [text, origin.file])).toEqual([
      ["mlflow==2.3", "m/python_env.yaml"],
      ["numpy", "m/python_env.yaml"],
    ]);
    expect(reading.files).toEqual(["m/MLmodel", "m/python_env.yaml"]);
  });

  it("installs nothing that is only for building", () => {
    const reading = readFiles(readPythonEnvironment("python_env.yaml"), { "python_env.yaml": environment });
    expect(reading.requirements).toEqual([]);
    expect(reading.manifests.map(({ path }) => path)).toEqual(["requirements.txt"]);
  });

  it("decides nothing where no environment is there", () => {
    expect(readFiles(readMlmodel("m/MLmodel"), { "m/MLmodel": "flavors: {}\n" }).decides).toBe(false);
  });

  it("edits one version of python_env.yaml", () => {
    const text = "python: 3.9.13\ndependencies:\n- mlflow==2.3 # pinned\n- numpy\n";
    expect(editsOneVersion(readPythonEnvironment, "python_env.yaml", text, "mlflow", "==2.9")).toBe(
      text.replace("==2.3", "==2.9"),
    );
  });
});

describe("reading an MLproject", () => {
  it("takes the environment that its entry points run in", () => {
    const reading = readFiles(readMlproject("p/MLproject"), {
      "p/MLproject": "name: a\npython_env: env/python_env.yaml\ndocker_env: {image: example/base:1}\n",
      "p/env/python_env.yaml": "python: '3.10'\ndependencies:\n- torch==2.4.0\n- -r more.txt\n",
    });
    expect(reading.requirements.map(({ text, origin }) => [text, origin.file, origin.line])).toEqual([
      ["torch==2.4.0", "p/env/python_env.yaml", 3],
    ]);
    expect(reading.manifests.map(({ path }) => path)).toEqual(["p/env/more.txt"]);
    expect(reading.target.python?.value).toMatchObject({ minor: 10 });
    expect(reading.target.image?.value).toBe("example/base:1");
    expect(reading.decides).toBe(true);
  });

  it("names a conda environment, and says what stands outside of the tree", () => {
    const conda = readFiles(readMlproject("MLproject"), { MLproject: "conda_env: conda.yaml\n" });
    expect(conda.manifests.map(({ path, kind }) => [path, kind])).toEqual([["conda.yaml", "requirement"]]);
    const outside = readFiles(readMlproject("MLproject"), { MLproject: "python_env: ../env.yaml\n" });
    expect(outside.problems.map(({ code, severity }) => [code, severity])).toEqual([
      ["mlflow/environment-outside-tree", "not-assessed"],
    ]);
  });

  it("is none of this one's where it names no environment", () => {
    expect(namesEnvironment("name: a\nentry_points: {main: {command: python a.py}}\n")).toBe(false);
    expect(namesEnvironment("name: a\npython_env : e.yaml\n")).toBe(true);
  });
});
