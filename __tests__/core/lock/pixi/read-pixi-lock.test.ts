import { describe, expect, it } from "@jest/globals";
import { targetWith, windows } from "../../python/targets.ts";
import { entryOf, lines, lockFrom, problems, selected } from "../lock-from.ts";

const wheel = "https://files.pythonhosted.org/packages/7f/9c/aa/anyio-4.12.0-py3-none-any.whl";
const idna = "https://files.pythonhosted.org/packages/0e/61/aa/idna-3.11-py3-none-any.whl";
const torch = "https://download.pytorch.org/whl/cu126/torch-2.9.1%2Bcu126-cp311-cp311-manylinux_2_28_x86_64.whl";

/** In the form of version 6. */
const lock = `version: 6
environments:
  default:
    channels:
    - url: https://conda.anaconda.org/conda-forge/
    indexes:
    - https://pypi.org/simple
    packages:
      linux-64:
      - conda: https://conda.anaconda.org/conda-forge/linux-64/python-3.11.0-hab00c5b_0.conda
      - pypi: ${wheel}
        extras:
        - trio
      - pypi: ${idna}
      osx-arm64:
      - pypi: ${idna}
  gpu:
    indexes:
    - https://download.pytorch.org/whl/cu126
    packages:
      linux-64:
      - pypi: ${torch}
      - pypi: ./
packages:
- conda: https://conda.anaconda.org/conda-forge/linux-64/python-3.11.0-hab00c5b_0.conda
  sha256: fe51de61
- conda: https://conda.anaconda.org/conda-forge/noarch/click-8.3.1-pyh8f84b5b_1.conda
  sha256: aa
  purls:
  - pkg:pypi/click?source=hash-mapping
- pypi: ${wheel}
  name: anyio
  version: 4.12.0
  sha256: dad237
  requires_dist:
  - idna>=2.8
  - typing-extensions>=4.5 ; python_full_version < '3.11'
  - trio>=0.32 ; extra == 'trio'
  requires_python: '>=3.9'
- pypi: ${idna}
  name: idna
  version: '3.11'
  sha256: 771a87
- pypi: ${torch}
  name: torch
  version: 2.9.1+cu126
  sha256: bb
- pypi: ./
  name: served
  version: 1.2.0
  editable: true
`;
const reading = lockFrom("pixi.lock", lock);

describe("readPixiLock", () => {
  it("reads what comes from an index of Python packages, and names what conda installs", () => {
    expect(problems(reading)).toEqual([]);
    expect(reading.packages.map(({ name, source }) => `${name} ${source.kind}`)).toEqual([
      "anyio index",
      "idna index",
      "torch index",
      "served path",
    ]);
    expect(entryOf(reading, "torch").source).toEqual({ kind: "index", url: "https://download.pytorch.org/whl/cu126" });
    expect(entryOf(reading, "torch").files[0]?.filename).toBe(
      "torch-2.9.1+cu126-cp311-cp311-manylinux_2_28_x86_64.whl",
    );
    expect(reading.conda.map(({ name, version, platform, pypiNames }) => [name, version, platform, pypiNames])).toEqual(
      [
        ["python", "3.11.0", "linux-64", []],
        ["click", "8.3.1", "noarch", ["click"]],
      ],
    );
  });

  it("takes the environment and the platform that are asked for", () => {
    expect(lines(selected(reading))).toBe("anyio[trio] 4.12.0 -> idna\nidna 3.11");
    expect(lines(selected(reading, { groups: ["gpu"] }))).toBe("served 1.2.0\ntorch 2.9.1+cu126");
    expect(lines(selected(reading, { target: targetWith({ os: "macos", arch: "aarch64", libc: null }) }))).toBe(
      "idna 3.11",
    );
    expect(selected(reading, { target: windows("x86_64") }).uncovered?.reason).toBe(
      "it was made for `linux-64`, `osx-arm64`",
    );
  });

  it("misses nothing that conda could have brought", () => {
    expect(selected(reading).missing).toEqual([]);
  });

  it("reads version 4, in which an entry says what kind it is", () => {
    const old = lockFrom(
      "pixi.lock",
      `version: 4
environments:
  default:
    packages:
      linux-64:
      - pypi: ${idna}
packages:
- kind: conda
  name: tk
  version: 8.6.13
  subdir: linux-64
  url: https://conda.anaconda.org/conda-forge/linux-64/tk-8.6.13-h1abcd95_1.conda
- kind: pypi
  name: idna
  version: '3.11'
  url: ${idna}
  sha256: 771a87
`,
    );
    expect(problems(old)).toEqual([]);
    expect(lines(selected(old))).toBe("idna 3.11");
    expect(old.conda.map(({ name, version }) => `${name} ${version}`)).toEqual(["tk 8.6.13"]);
  });

  it("takes a version for the text that it is", () => {
    const ten = lockFrom("pixi.lock", lock.replace("version: '3.11'", "version: 3.10"));
    expect(entryOf(ten, "idna").version?.text).toBe("3.10");
  });
});
