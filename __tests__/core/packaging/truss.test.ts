import { describe, expect, it } from "@jest/globals";
import { topLevelKeys } from "../../../src/core/packaging/top-level-keys.ts";
import { looksLikeTruss, readTruss } from "../../../src/core/packaging/truss/read-truss.ts";
import { editsOneVersion } from "../../support/edit-property.ts";
import { readFiles } from "../../support/read-files.ts";

const file = `model_name: Whisper
python_version: py311
requirements:
- torch==2.0.1
- git+https://example.org/a/b.git@main
- accelerate
requirements_file: ./serve.txt
build_commands: ["pip install --no-deps flash-attn==2.5.8"]
resources:
  accelerator: H100:2
  use_gpu: true
base_image:
  image: nvidia/cuda:12.4.1-runtime-ubuntu22.04
`;

describe("reading a Truss", () => {
  it("takes requirements, Python, the accelerator and the image", () => {
    const reading = readFiles(readTruss("config.yaml"), { "config.yaml": file });
    expect(reading.requirements.map(({ text }) => text)).toEqual(["torch==2.0.1", "accelerate", "flash-attn==2.5.8"]);
    expect(reading.problems.map(({ code }) => code)).toEqual(["requirements/unnamed"]);
    expect(reading.manifests.map(({ path }) => path)).toEqual(["serve.txt"]);
    expect(reading.target.python?.value).toMatchObject({ major: 3, minor: 11 });
    expect(reading.target.gpus?.value).toEqual(["H100:2"]);
    expect(reading.target.image?.value).toBe("nvidia/cuda:12.4.1-runtime-ubuntu22.04");
  });

  it("tells one that wants no GPU from one that says nothing", () => {
    const without = "model_name: a\nresources:\n  accelerator: null\n  use_gpu: false\n";
    expect(readFiles(readTruss("config.yaml"), { "config.yaml": without }).target.gpus?.value).toEqual([]);
    const silent = "model_name: a\nresources: {}\n";
    expect(readFiles(readTruss("config.yaml"), { "config.yaml": silent }).target.gpus).toBeNull();
  });

  it("is told from another tool's config.yaml by its keys", () => {
    const is = (text: string): boolean => looksLikeTruss(topLevelKeys(text));
    expect(is(file)).toBe(true);
    expect(is("requirements:\n- torch\nresources:\n  cpu: 1\n")).toBe(true);
    expect(is("model_name: resnet\n")).toBe(false);
    expect(is("secrets: {}\nrequirements: []\n")).toBe(false);
    expect(is("defaults:\n  - model: resnet\n")).toBe(false);
  });

  it("edits one version", () => {
    expect(editsOneVersion(readTruss, "config.yaml", file, "torch", "==2.6.0")).toBe(file.replace("2.0.1", "2.6.0"));
    expect(editsOneVersion(readTruss, "config.yaml", file, "accelerate", ">=1,<2")).toContain("- accelerate>=1,<2\n");
    expect(editsOneVersion(readTruss, "config.yaml", file, "flash-attn", "==2.6.3")).toContain('flash-attn==2.6.3"]');
  });
});
