import { describe, expect, it } from "@jest/globals";
import { readCog } from "../../../src/core/packaging/cog/read-cog.ts";
import { editPackaging, isPackaging } from "../../../src/core/packaging/edit-packaging.ts";
import { readSpace } from "../../../src/core/packaging/huggingface/read-space.ts";
import { readFiles } from "../../support/read-files.ts";

describe("editing a packaging file", () => {
  it("finds the format by the path and the content", () => {
    const content = "build:\n  python_packages: [torch==2.0.1]\n";
    const [requirement] = readFiles(readCog("m/cog.yaml"), { "m/cog.yaml": content }).requirements;
    if (requirement === undefined) throw new Error("There is a requirement.");
    expect(editPackaging("m/cog.yaml", content, [{ requirement, specifier: "==2.4.1" }])).toEqual({
      kind: "edited",
      content: 'build:\n  python_packages: ["torch==2.4.1"]\n',
    });
    expect(editPackaging("m/other.yaml", content, [{ requirement, specifier: "==2.4.1" }]).kind).toBe("refused");
    expect(isPackaging("m/config.yaml", "defaults: []\n")).toBe(false);
    expect(isPackaging("m/config.yaml", "model_name: a\nrequirements: []\n")).toBe(true);
    expect(isPackaging("m/python_env.yaml", "")).toBe(true);
  });

  it.each([
    ["sdk_version: 4.0.0", "==5.1.0", "sdk_version: 5.1.0"],
    ["sdk_version: '4.0.0' # kit", "== 5.1.0", "sdk_version: '5.1.0' # kit"],
    ['sdk_version: "4.0"', "==5.10", 'sdk_version: "5.10"'],
    // Without quotation marks, YAML would read the number 5.1.
    ["sdk_version: 4.0.0", "==5.10", 'sdk_version: "5.10"'],
  ])("writes the version of a Space's kit without an operator: %j to %j", (line, specifier, written) => {
    const readme = (sdk: string): string => `---\ntitle: A\nsdk: gradio\n${sdk}\n---\n# A\n`;
    const [requirement] = readFiles(readSpace("README.md"), { "README.md": readme(line) }).requirements;
    if (requirement === undefined) throw new Error("There is a requirement.");
    expect(editPackaging("README.md", readme(line), [{ requirement, specifier }])).toEqual({
      kind: "edited",
      content: readme(written),
    });
  });

  it("refuses what its format cannot say, and content that was not read", () => {
    const readme = "---\nsdk: gradio\nsdk_version: 4.0.0\n---\n";
    const [kit] = readFiles(readSpace("README.md"), { "README.md": readme }).requirements;
    if (kit === undefined) throw new Error("There is a requirement.");
    for (const specifier of [">=5.0.0", "==5.*", "==5.0.0,!=5.1", "", "===5.0"])
      expect(editPackaging("README.md", readme, [{ requirement: kit, specifier }]).kind).toBe("refused");
    expect(editPackaging("README.md", `\n${readme}`, [{ requirement: kit, specifier: "==5.0.0" }]).kind).toBe(
      "refused",
    );
  });
});
