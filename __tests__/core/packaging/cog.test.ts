import { describe, expect, it } from "@jest/globals";
import { readCog } from "../../../src/core/packaging/cog/read-cog.ts";
import { editsOneVersion } from "../../support/edit-property.ts";
import { readFiles } from "../../support/read-files.ts";

const file = `build:
  gpu: true
  cuda: "11.8"
  python_version: "3.10"
  python_packages:
    - torch==2.0.1 # qualified
    - "pillow >=9,<10"
    - 'git+https://example.org/a/b.git#egg=b'
    - --extra-index-url https://download.example.org/whl/cu118
  python_requirements: ./requirements/serve.txt
  system_packages:
    - libgl1
  run:
    - pip install xformers==0.0.20 && echo done
    - command: python -m pip install -r extra.txt
predict: "predict.py:Predictor"
`;

describe("reading a cog.yaml", () => {
  const reading = readFiles(readCog("models/a/cog.yaml"), { "models/a/cog.yaml": file });

  it("takes packages and what its steps install, each with its place", () => {
    expect(reading.requirements.map(({ text, origin }) => [text, origin.line, origin.column])).toEqual([
      ["torch==2.0.1", 6, 7],
      ["pillow >=9,<10", 7, 8],
      ["git+https://example.org/a/b.git#egg=b", 8, 8],
      ["xformers==0.0.20", 14, 19],
    ]);
    expect(reading.decides).toBe(true);
  });

  it("names the files that it installs from its own folder", () => {
    expect(reading.manifests.map(({ path }) => path)).toEqual([
      "models/a/requirements/serve.txt",
      "models/a/extra.txt",
    ]);
  });

  it("states Python and CUDA, and leaves open which GPU", () => {
    expect(reading.target.python).toEqual({
      value: expect.objectContaining({ major: 3, minor: 10 }),
      source: { how: "inferred", from: "`python_version` in models/a/cog.yaml:4", confidence: "high" },
    });
    expect(reading.cuda).toEqual([
      { version: "11.8", statedBy: "cuda", role: "runtime", origin: expect.objectContaining({ line: 3 }) },
    ]);
    expect(reading.target.gpus).toBeNull();
    expect(reading.options.extraIndexUrls.map(({ text }) => text)).toEqual(["https://download.example.org/whl/cu118"]);
  });

  it("takes a build without `gpu` for one without a GPU, and says that it is a default", () => {
    const { target } = readFiles(readCog("cog.yaml"), { "cog.yaml": "build:\n  python_version: 3.12\n" });
    expect(target.gpus).toEqual({
      value: [],
      source: { how: "inferred", from: "Cog's default, `gpu` in cog.yaml:2", confidence: "medium" },
    });
    expect(target.python?.value).toMatchObject({ minor: 12 });
  });

  it("keeps `3.10` as it is written, unquoted too", () => {
    const { target } = readFiles(readCog("cog.yaml"), { "cog.yaml": "build:\n  python_version: 3.10\n" });
    expect(target.python?.value).toMatchObject({ minor: 10 });
  });

  it("reads the older form", () => {
    const text = "environment:\n  python_packages: [torch==1.7.1]\n";
    expect(readFiles(readCog("cog.yaml"), { "cog.yaml": text }).requirements.map((one) => one.text)).toEqual([
      "torch==1.7.1",
    ]);
  });

  it("says where a path leaves the repository, and that a computed install is not known", () => {
    const text = "build:\n  python_requirements: ../../etc/passwd\n  run:\n    - pip install $WHEEL\n";
    const { problems } = readFiles(readCog("cog.yaml"), { "cog.yaml": text });
    expect(problems.map(({ code, severity, origin }) => [code, severity, origin.line])).toEqual([
      ["cog/manifest-outside-tree", "error", 2],
      ["cog/computed-install", "not-assessed", 4],
    ]);
  });
});

describe("editing a cog.yaml", () => {
  it("changes one version and no other byte", () => {
    const after = editsOneVersion(readCog, "cog.yaml", file, "torch", "==2.1.2");
    expect(after).toBe(file.replace("torch==2.0.1", "torch==2.1.2"));
    expect(editsOneVersion(readCog, "cog.yaml", file, "pillow", ">=10")).toBe(file.replace(">=9,<10", ">=10"));
    expect(editsOneVersion(readCog, "cog.yaml", file, "xformers", "==0.0.21")).toContain("install xformers==0.0.21 &&");
  });

  it("keeps line ends, the byte order mark, tabs in comments and what stands twice", () => {
    const odd = `\uFEFF${"build:\n  python_packages:\n    - torch==2.0.1\t# a\tcomment ü\n    - numpy\n    - numpy\n".replaceAll("\n", "\r\n")}`;
    expect(editsOneVersion(readCog, "cog.yaml", odd, "torch", ">=2,<3")).toBe(odd.replace("==2.0.1", ">=2,<3"));
  });

  it("quotes what a comma would end between brackets", () => {
    const text = "build:\n  python_packages: [torch==2.0.1, 'numpy']\n";
    expect(editsOneVersion(readCog, "cog.yaml", text, "torch", ">=2,<3")).toBe(
      `build:\n  python_packages: ["torch>=2,<3", 'numpy']\n`,
    );
    expect(editsOneVersion(readCog, "cog.yaml", text, "numpy", ">=1,<2")).toContain("'numpy>=1,<2'");
  });
});

describe("build steps of a cog.yaml", () => {
  const text = `build:
  python_packages: torch
  run:
    - pip install foo==1.0 --extra-index-url https://x.example/simple
    - |
      apt-get install -y python3-dev
      pip install "bar==2.0" \\
        baz==1.0 -r more.txt
    - curl https://y.example/i | bash
    - conda install -y numpy=1.26
`;
  const reading = readFiles(readCog("cog.yaml"), { "cog.yaml": text });

  it("state requirements and indexes in their places, in blocks too", () => {
    expect(reading.requirements.map(({ text: found, origin }) => [found, origin.line, origin.column])).toEqual([
      ["foo==1.0", 4, 19],
      ["bar==2.0", 7, 20],
      ["baz==1.0", 8, 9],
    ]);
    expect(reading.options.extraIndexUrls.map((index) => index.text)).toEqual(["https://x.example/simple"]);
    expect(reading.manifests.map(({ path, origin }) => [path, origin.line])).toEqual([["more.txt", 8]]);
  });

  it("are told where something else installs", () => {
    expect(reading.problems.map(({ code, origin }) => [code, origin.line])).toEqual([
      ["cog/no-list", 2],
      ["cog/script", 9],
      ["cog/other-install", 10],
    ]);
  });
});
