import { describe, expect, it } from "@jest/globals";
import { readMlmodel } from "../../../src/core/packaging/mlflow/read-mlmodel.ts";
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
