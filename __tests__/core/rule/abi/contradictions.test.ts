import { describe, expect, it } from "@jest/globals";
import { parseDependencySpecifier } from "../../../../src/core/python/dependency-specifier.ts";
import { builtForAnotherTorch } from "../../../../src/core/rule/abi/built-for-another-torch.ts";
import { cudnnMajor } from "../../../../src/core/rule/abi/cudnn-major.ts";
import { duplicateImport } from "../../../../src/core/rule/abi/duplicate-import.ts";
import { knownBreaks } from "../../../../src/core/rule/abi/known-breaks.ts";
import { lockstep } from "../../../../src/core/rule/abi/lockstep.ts";
import { numpy2Abi } from "../../../../src/core/rule/abi/numpy2-abi.ts";
import type { Finding } from "../../../../src/core/rule/finding.ts";
import type { Rule } from "../../../../src/core/rule/rule.ts";
import { rules } from "../../../../src/core/rule/rules.ts";
import { factsOf, resolutionOf, tables, targetOf, torch, type Wanted } from "../../accelerator/served.ts";

const found = (rule: Rule, wanted: readonly (Wanted | string)[], target = targetOf()): readonly Finding[] =>
  rule.check(factsOf(target, resolutionOf(...wanted))).findings;
const names = (rule: Rule, wanted: readonly (Wanted | string)[], target = targetOf()): readonly string[] =>
  found(rule, wanted, target).map(({ rule: id, package: name }) => `${id} ${name}`);

describe("abi/known-breaks", () => {
  it.each([
    [["jinja2==2.11.3", "markupsafe==2.1.0"], ["abi/markupsafe-2.1 jinja2"]],
    [["jinja2==2.11.3", "markupsafe==2.0.1"], []],
    [["jinja2==3.0.0", "markupsafe==2.1.0"], []],
    [["flask==2.2.2", "werkzeug==3.0.0"], ["abi/werkzeug-3 flask"]],
    [["flask==2.2.5", "werkzeug==3.0.3"], []],
    [["typer==0.12.5", "click==8.3.0"], ["abi/typer-click-8.3 typer"]],
    [["typer==0.12.5", "click==8.2.1"], ["abi/typer-click-8.2 typer"]],
    [["typer==0.15.3", "click==8.3.0"], ["abi/typer-click-8.2 typer"]],
    [["typer==0.12.5", "click==8.1.8"], []],
    [["typer==0.16.0", "click==8.3.0"], []],
    [["vllm==0.9.2", "transformers==4.54.0"], ["abi/transformers-aimv2 transformers"]],
    [["vllm==0.9.2", "transformers==4.53.3"], []],
    [["ultralytics==8.0.196", "torch==2.6.0"], ["abi/torch-load-weights-only ultralytics"]],
    [["ultralytics==8.0.196", "torch==2.5.1"], []],
    [["ultralytics==8.2.70", "torch==2.6.0"], []],
    [["peft==0.15.0", "accelerate==0.31.0"], ["abi/accelerate-peft accelerate"]],
    [["peft==0.15.0", "accelerate==0.33.0"], []],
    [["tensorflow==2.16.1", "keras==3.3.3", "transformers==4.40.0"], ["abi/keras3 transformers"]],
    [["tensorflow==2.16.1", "keras==3.3.3", "transformers==4.40.0", "tf-keras==2.16.0"], []],
    [["flash-attn==2.8.0.post2", "torch==2.6.0+cu124"], ["abi/flash-attn-2.8.0 flash-attn"]],
    [["flash-attn==2.7.4.post1", "torch==2.6.0"], []],
  ])("%j: %j", (pins, expected) => {
    expect(names(knownBreaks, pins)).toEqual(expected);
  });

  it("asks for the GPU where the contradiction is one of a GPU", () => {
    expect(names(knownBreaks, ["triton==3.5.0"], targetOf({ gpu: ["sm_121"] }))).toEqual(["abi/triton-ptxas triton"]);
    expect(names(knownBreaks, ["triton==3.5.0"], targetOf({ gpu: ["H100"] }))).toEqual([]);
  });

  it("asks for the Python that has lost a module, and for what would bring it", () => {
    const python = (minor: number) => {
      const target = targetOf();
      return { ...target, python: { ...target.python, full: `3.${minor}.0`, minor } };
    };
    expect(names(knownBreaks, ["webrtcvad==2.0.10"], python(12))).toEqual(["abi/setuptools-absent webrtcvad"]);
    expect(names(knownBreaks, ["webrtcvad==2.0.10"], python(11))).toEqual([]);
    expect(names(knownBreaks, ["webrtcvad==2.0.10", "setuptools==80.9.0"], python(12))).toEqual([]);
  });

  it("asks for the CUDA that torch carries", () => {
    const bnb = "bitsandbytes==0.42.0";
    expect(names(knownBreaks, [bnb, ...torch("2.5.1")])).toEqual(["abi/bnb-cuda-lib bitsandbytes"]);
    expect(names(knownBreaks, [bnb, ...torch("2.4.1")])).toEqual([]);
    expect(names(knownBreaks, [bnb, "torch==2.5.1+cu121"])).toEqual([]);
    expect(names(knownBreaks, [bnb, "torch==2.5.1+cpu"])).toEqual([]);
  });

  it("tells each package that is to be moved once, and of the remedies those that concern it", () => {
    const both = found(knownBreaks, ["lightgbm==4.5.0", "hdbscan==0.8.40", "scikit-learn==1.8.0"]);
    expect(both.map(({ package: name, fixedIn }) => `${name} ${fixedIn.join()}`)).toEqual([
      "hdbscan 0.8.41",
      "lightgbm 4.6.0",
    ]);
    expect(both[1]?.message).toContain("What helps: lightgbm>=4.6, or scikit-learn<1.8.");
    const once = found(knownBreaks, ["tensorboard==2.16.2", "mmengine==0.10.7", "setuptools==82.0.0"]);
    expect(once.map(({ package: name }) => name)).toEqual(["setuptools"]);
  });

  it("says which, how it shows, what helps and where that is said", () => {
    const [finding] = found(knownBreaks, ["flask==2.2.2", "werkzeug==3.0.0"]);
    expect(finding?.message).toBe(
      "Werkzeug without url_quote beside a Flask that imports it: flask 2.2.2 and werkzeug 3.0.0. It shows as `cannot import name 'url_quote' from 'werkzeug.urls'`. What helps: flask>=2.2.4, or werkzeug<3.",
    );
    expect(finding?.fixedIn).toEqual(["2.2.5"]);
    expect(finding?.location).toMatchObject({ file: "requirements.txt", line: 1 });
    expect(finding?.evidence.map(({ source }) => source)).toContain("https://github.com/pallets/werkzeug/issues/2789");
  });
});

describe("the table of contradictions", () => {
  const ids = new Set(rules.map(({ id }) => id));
  it.each(tables.abiBreaks.map((row) => [row.id, row] as const))("%s is decided by what it says", (id, row) => {
    if (row.checks !== undefined) expect(row.decidedBy).toBe(`abi/${id}`);
    else if (!row.decidedBy.startsWith("nothing: ") && row.decidedBy !== "resolution/unsatisfiable")
      expect(ids.has(row.decidedBy)).toBe(true);
    for (const { all, package: name } of row.checks ?? []) {
      const members = all.map(parseDependencySpecifier);
      expect(members.every(({ ok }) => ok)).toBe(true);
      expect(members.map((member) => (member.ok ? String(member.value.name) : ""))).toContain(name);
    }
  });
});

describe("abi/numpy2-abi", () => {
  it.each([
    [["onnxruntime==1.18.0", "numpy==2.0.0"], ["onnxruntime"]],
    [["onnxruntime==1.18.0", "numpy==1.26.4"], []],
    [["onnxruntime==1.19.0", "numpy==2.0.0"], []],
    [["torch==2.1.2", "torchvision==0.16.2", "numpy==2.0.0"], ["torch"]],
    [["torch==2.3.0", "numpy==2.0.0"], []],
    [
      ["scikit-learn==1.2.2", "pandas==2.0.3", "numpy==2.1.0"],
      ["pandas", "scikit-learn"],
    ],
    [["pandas==2.2.2", "numpy==2.0.0"], []],
    [["torch==2.1.2"], []],
  ])("%j: %j", (pins, expected) => {
    expect(found(numpy2Abi, pins).map(({ package: name }) => name)).toEqual(expected);
  });

  it("takes a source archive for what it is: compiled against the NumPy that is there", () => {
    expect(found(numpy2Abi, [{ pin: "pandas==2.0.3", filename: "pandas-2.0.3.tar.gz" }, "numpy==2.0.0"])).toEqual([]);
  });

  it("leaves open what the table does not have, by its day and its binary interface", () => {
    const open = (wanted: Wanted): readonly string[] =>
      numpy2Abi.check(factsOf(targetOf(), resolutionOf(wanted, "numpy==2.0.0"))).notAssessed.map(({ what }) => what);
    const extension = { pin: "voxels==1.0", requires: ["numpy"], uploadTime: "2023-05-01T10:00:00Z" };
    expect(open(extension)).toEqual(["voxels 1.0 with numpy 2.0.0"]);
    for (const other of [
      { ...extension, uploadTime: "2024-07-01T10:00:00Z" },
      { pin: "voxels==1.0", requires: ["numpy"] },
      { ...extension, requires: [] },
      { ...extension, filename: "voxels-1.0-py3-none-any.whl" },
      { ...extension, filename: "voxels-1.0-py3-none-manylinux_2_17_x86_64.whl" },
    ])
      expect(open(other)).toEqual([]);
  });
});

describe("abi/duplicate-import", () => {
  it.each([
    [["onnxruntime==1.20.0", "onnxruntime-gpu==1.20.0"], ["abi/duplicate-import onnxruntime-gpu"]],
    [
      ["opencv-python==4.10.0.84", "opencv-contrib-python-headless==4.10.0.84"],
      ["abi/duplicate-import opencv-contrib-python-headless"],
    ],
    [["opencv-python==4.10.0.84"], []],
    [[{ pin: "tensorflow==2.12.0", requires: ["tensorflow-intel"] }, "tensorflow-intel==2.12.0"], []],
    [["tensorflow==2.12.0", { pin: "tensorflow-gpu==2.12.0", size: 2600 }], []],
  ])("%j: %j", (pins, expected) => {
    expect(names(duplicateImport, pins)).toEqual(expected);
  });

  it("says who asks for each", () => {
    const pins = [
      { pin: "faster-whisper==1.1.0", requires: ["onnxruntime"] },
      "onnxruntime==1.20.0",
      "onnxruntime-gpu==1.20.0",
    ];
    const [finding] = found(duplicateImport, pins);
    expect(finding?.evidence.map(({ fact }) => fact)).toContain(
      "onnxruntime 1.20.0 is asked for by faster-whisper 1.1.0",
    );
  });
});

describe("abi/lockstep", () => {
  it.each([
    [["torch==2.5.1", "torchvision==0.21.0"], ["abi/lockstep torchvision"]],
    [["torch==2.5.1", "torchvision==0.20.1"], []],
    [["torch==2.5.1", "torchaudio==2.6.0"], ["abi/lockstep torchaudio"]],
    [["torch==2.14.0", "torchaudio==2.11.0"], []],
    [["torch==2.14.1", "torchvision==0.29.2"], []],
    [["torch==2.99.0", "torchvision==0.20.1"], ["abi/lockstep torchvision"]],
    [["torch==2.5.1+cpu", "torchvision==0.20.1+cu121"], ["abi/lockstep torchvision"]],
    [["torch==2.5.1+cu124", "torchvision==0.20.1+cu121"], []],
    [["torch==2.6.0", "xformers==0.0.28.post3"], ["abi/lockstep xformers"]],
    [["torch==2.5.1", "xformers==0.0.28.post3"], []],
    [["torch==2.12.0", "xformers==0.0.34"], []],
    [["jaxlib==0.5.3", "jax-cuda12-plugin==0.5.1"], ["abi/lockstep jax-cuda12-plugin"]],
    [["jaxlib==0.12.0", "jax-cuda12-plugin==0.12.0.1"], []],
    [["tensorflow==2.15.0", "keras==3.0.0"], ["abi/lockstep tensorflow"]],
    [["tensorflow==2.17.0", "keras==3.5.0", "tf-keras==2.17.0"], []],
  ])("%j: %j", (pins, expected) => {
    expect(names(lockstep, pins)).toEqual(expected);
  });

  it("names the release that belongs to the torch that is there", () => {
    const [finding] = found(lockstep, ["torch==2.5.1", "torchvision==0.21.0"]);
    expect(finding?.message).toBe("torchvision 0.21.0 is built for torch 2.6.0, and torch 2.5.1 would be installed.");
    expect(finding?.fixedIn).toEqual(["0.20.1"]);
  });
});

describe("abi/built-for-another-torch", () => {
  it.each([
    ["flash-attn==2.8.3+cu12torch2.8cxx11abitrue", "2.8.0", 0],
    ["flash-attn==2.8.3+cu12torch2.7cxx11abitrue", "2.8.0", 1],
    ["flash-attn==2.8.3+cu12torch2.8cxx11abifalse", "2.8.0", 1],
    ["flash-attn==2.8.3+cu12torch2.11cxx11abitrue", "2.11.0", 1],
    ["torch-scatter==2.1.2+pt28cu128", "2.8.0", 0],
    ["torch-scatter==2.1.2+pt25cu121", "2.8.0", 1],
    ["transformers==4.50.0", "2.8.0", 0],
  ])("%s beside torch %s: %d", (pin, version, count) => {
    expect(
      found(builtForAnotherTorch, [pin, ...torch(version)], targetOf({ driver: "580.65.06", gpu: ["L4"] })),
    ).toHaveLength(count);
  });
});

describe("abi/cudnn-major", () => {
  const gpu = { driver: "580.65.06", gpu: ["T4"] };
  it.each([
    [["ctranslate2==4.4.0", ...torch("2.5.1")], gpu, 1],
    [["ctranslate2==4.5.0", ...torch("2.5.1")], gpu, 0],
    [["ctranslate2==4.6.3", ...torch("2.5.1")], gpu, 0],
    [["onnxruntime-gpu==1.18.0", ...torch("2.5.1")], gpu, 1],
    [["ctranslate2==4.4.0", ...torch("2.5.1")], {}, 0],
    [["ctranslate2==4.4.0", ...torch("2.5.1")], { ...gpu, image: "nvidia/cuda:12.2.2-cudnn8-runtime-ubuntu22.04" }, 0],
    [["ctranslate2==4.4.0"], gpu, 0],
  ])("%j on %j: %d", (pins, said, count) => {
    expect(found(cudnnMajor, pins, targetOf(said))).toHaveLength(count);
  });
});
