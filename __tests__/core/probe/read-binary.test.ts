import { describe, expect, it } from "@jest/globals";
import { mayBeBuildInfo, readBuildInfo } from "../../../src/core/probe/build-info.ts";
import { isElf, readBinary } from "../../../src/core/probe/read-binary.ts";
import { madeLibrary } from "../../support/elf.ts";
import { fc } from "../../support/fast-check.ts";

/** The value that `.gnu.version_r` has for GLIBC_2.28 in any library: the generic hash of its name. */
const glibc228 = 0x06969188;

describe("readBinary", () => {
  it("reads names, architectures and NumPy out of a library", () => {
    const bytes = madeLibrary({
      texts: [
        "libcudart.so.13",
        "libcublasLt.so.13",
        "sm_75 sm_80 compute_90",
        "sm_99",
        "numpy._core._multiarray_umath",
        "library of nothing.so",
      ],
      entries: [
        { kind: "cubin", architecture: 75 },
        { kind: "cubin", architecture: 120 },
        { kind: "ptx", architecture: 120 },
      ],
    });
    expect(isElf(bytes)).toBe(true);
    expect(readBinary("a/b.so", bytes.length, bytes)).toMatchObject({
      libraries: ["libcublasLt.so.13", "libcudart.so.13"],
      flags: ["sm_75 sm_80 compute_90"],
      cubins: ["75", "120"],
      ptx: ["120"],
      numpy: 2,
      glibc: null,
    });
  });

  it("reads the highest glibc from the hashes of the versions", () => {
    const bytes = madeLibrary({ glibcHash: glibc228 });
    expect(readBinary("a.so", bytes.length, bytes).glibc).toBe("2.28");
  });

  it("takes what it gets of a library that is cut off", () => {
    const bytes = madeLibrary({
      texts: ["libcudart.so.12"],
      entries: [
        { kind: "cubin", architecture: 80 },
        { kind: "cubin", architecture: 90 },
      ],
    });
    const cut = readBinary("a.so", bytes.length, bytes.subarray(0, bytes.length - 60));
    expect([cut.cubins, cut.read < cut.size]).toEqual([["80"], true]);
  });

  it("has an answer for any bytes", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 4096 }), (bytes) => {
        expect(readBinary("a.so", bytes.length, bytes).read).toBe(bytes.length);
      }),
    );
  });
});

describe("readBuildInfo", () => {
  it.each([
    ["torch/version.py", "cuda: Optional[str] = '13.0'\nhip = None\n", { cuda: "13.0" }],
    [
      "onnxruntime/capi/build_and_package_info.py",
      "package_name = 'onnxruntime-gpu'\ncuda_version = '12.2'\n",
      { cuda: "12.2" },
    ],
    [
      "tensorflow/python/platform/build_info.py",
      "OrderedDict([('cuda_compute_capabilities', ['sm_60', 'sm_89', 'compute_90']), ('cuda_version', '12.5.1'), ('cudnn_version', '9')])",
      { sm: ["60", "89"], ptx: ["90"] },
    ],
    [
      "xformers/cpp_lib.json",
      '{"env": {"TORCH_CUDA_ARCH_LIST": "7.5 8.0+PTX 9.0a"}}',
      { sm: ["75", "80", "90a"], ptx: ["80"] },
    ],
  ])("%s", (member, text, expected) => {
    expect(mayBeBuildInfo(member)).toBe(true);
    expect(readBuildInfo(member, text)).toMatchObject(expected);
  });

  it("says nothing where nothing is said", () => {
    expect(readBuildInfo("package/version.py", "__version__ = '1.0'\n")).toBeNull();
    expect(mayBeBuildInfo("package/cuda.py")).toBe(false);
  });
});
