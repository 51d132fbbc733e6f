import { describe, expect, it } from "@jest/globals";
import { type DockerfileOptions, readDockerfile } from "../../../../src/core/manifest/dockerfile/read-dockerfile.ts";
import { SourceText } from "../../../../src/core/manifest/source-text.ts";
import { problemsOf, readingFrom } from "../reading-from.ts";

const file = "svc/Dockerfile";

function read(content: string, options: DockerfileOptions = {}) {
  return readingFrom({ [file]: content }, readDockerfile(file, options));
}

const base = (content: string, options: DockerfileOptions = {}) => read(content, options).baseImage?.text ?? null;

describe("the base image", () => {
  it("is that of the final stage, with its place", () => {
    const content =
      "# build\nFROM golang:1.22 AS tools\nRUN true\n\nFROM  nvidia/cuda:12.4.1-runtime-ubuntu22.04@sha256:abc\nCOPY --from=tools /a /a\n";
    const reading = read(content);
    expect(reading.baseImage).toEqual({
      text: "nvidia/cuda:12.4.1-runtime-ubuntu22.04@sha256:abc",
      origin: { file, line: 5, column: 7, endColumn: 56 },
    });
    expect(new SourceText(file, content).slice(reading.stages[0]?.from.origin as never)).toBe("golang:1.22");
    expect(reading.problems).toEqual([]);
    expect(reading.files).toEqual([file]);
  });

  it("is found through the stages that rest on each other, by any case", () => {
    const reading = read("FROM python:3.11 AS Base\nFROM base as deps\nFROM node:22 AS other\nFROM DEPS\n");
    expect(reading.baseImage?.text).toBe("python:3.11");
    expect(reading.baseImage?.origin.line).toBe(1);
    expect(reading.stages.map(({ name, parent }) => [name, parent])).toEqual([
      ["base", null],
      ["deps", 0],
      ["other", null],
      [null, 1],
    ]);
  });

  it("is that of the stage that is asked for", () => {
    const content = "FROM a:1 AS one\nFROM b:2 AS two\n";
    expect(base(content, { target: "ONE" })).toBe("a:1");
    const reading = read(content, { target: "three" });
    expect(reading.baseImage).toBeNull();
    expect(reading.problems[0]).toMatchObject({ code: "dockerfile/unknown-target", severity: "error" });
    expect(reading.problems[0]?.hint).toContain("`one`, `two`");
  });

  it("never rests on itself or on a later stage", () => {
    expect(base("FROM a AS a\n")).toBe("a");
    expect(base("FROM later AS x\nFROM x AS later\n")).toBe("later");
  });

  it.each([
    ["ARG V=12.4\nFROM cuda:$V", "cuda:12.4", ["V"]],
    ["ARG A=12\nARG V=${A}.4\nFROM cuda:${V}-x", "cuda:12.4-x", ["A", "V"]],
    ["ARG V\nFROM cuda:${V:-11.8}", "cuda:11.8", ["V"]],
    ["ARG V=\nFROM cuda:${V:-11.8}${V-9}", "cuda:11.8", ["V"]],
    ["ARG V=1\nFROM cuda${V:+-gpu}", "cuda-gpu", ["V"]],
    ["FROM ${NOT_SET:-${ALSO:-a}:b}", "a:b", []],
    ['ARG V="1.0 "\nFROM cuda:$V', "cuda:1.0 ", ["V"]],
    ["ARG V='$X'\nFROM cuda:$V", "cuda:$X", ["V"]],
    ["ARG A=1 \nFROM a\nARG A=2\nFROM cuda:$A", "cuda:1", ["A"]],
  ])("has its arguments substituted in %j", (content, image, assumed) => {
    const reading = read(content);
    expect(reading.baseImage?.text).toBe(image);
    expect(reading.assumedArguments).toEqual(assumed);
    expect(reading.problems).toEqual([]);
  });

  it("takes the arguments that the build gives", () => {
    const reading = read("ARG V=1\nFROM cuda:$V\n", { buildArguments: new Map([["V", "13"]]) });
    expect(reading).toMatchObject({ baseImage: { text: "cuda:13" }, assumedArguments: [] });
  });

  it.each([
    ["ARG BASE\nFROM $BASE", "`BASE` has no default"],
    ["FROM ${BASE}", "`BASE` is not set"],
    ["FROM a\nARG X=1\nFROM b:$X", "`X` is not set"],
    ["ARG B=x\nFROM ${B%y}", "not followed"],
    ["FROM ${B", "not followed"],
    ["FROM a:$TARGETARCH", "not known before the build"],
    ["ARG B=\nFROM $B", "empty"],
    ["FROM", "empty"],
  ])("is unknown, with the reason, in %j", (content, reason) => {
    const reading = read(content);
    expect(reading.baseImage).toBeNull();
    expect(reading.problems).toHaveLength(1);
    expect(reading.problems[0]).toMatchObject({ code: "dockerfile/unknown-base-image", severity: "not-assessed" });
    expect(reading.problems[0]?.message).toContain(reason);
  });

  it("keeps the platform where it is said and known", () => {
    expect(read("FROM --platform=linux/arm64 a").platform).toBe("linux/arm64");
    expect(read("ARG P=linux/amd64\nFROM --platform=$P a AS b\nFROM b").platform).toBe("linux/amd64");
    expect(read("FROM --platform=$BUILDPLATFORM a").platform).toBeNull();
  });

  it("reads continued lines, directives and heredocs", () => {
    expect(base("# escape=`\nARG V=1\nFROM `\n  cuda:$V `\n  AS x\n")).toBe("cuda:1");
    expect(base("FROM a\nRUN <<EOF\nFROM b\nEOF\n")).toBe("a");
    expect(base("\uFEFFFROM a\r\nRUN x\r\n")).toBe("a");
  });
});

describe("variables", () => {
  it("are those of the stages that the final one rests on", () => {
    const reading = read(
      [
        "ARG PY=3.11",
        "FROM a AS base",
        "ARG PY",
        'ENV PYTHON_VERSION=$PY NVIDIA_REQUIRE_CUDA="cuda>=12.4 brand=tesla,driver>=470"',
        "FROM b AS unrelated",
        "ENV CUDA_VERSION=1",
        "FROM base",
        "ENV NVIDIA_DISABLE_REQUIRE 1",
        "ENV OTHER=x",
      ].join("\n"),
    );
    expect([...reading.environment].map(([name, value]) => [name, value.text, value.origin.line])).toEqual([
      ["PYTHON_VERSION", "3.11", 4],
      ["NVIDIA_REQUIRE_CUDA", "cuda>=12.4 brand=tesla,driver>=470", 4],
      ["NVIDIA_DISABLE_REQUIRE", "1", 8],
    ]);
  });

  it("do not see the others of their own instruction, and win over an ARG", () => {
    const reading = read("FROM a\nENV CUDA_A=1\nENV CUDA_A=2 CUDA_B=$CUDA_A\nARG CUDA_A=3\nENV CUDA_C=$CUDA_A");
    expect([...reading.environment.values()].map((value) => value.text)).toEqual(["2", "1", "2"]);
  });

  it("that cannot be known are reported where they matter", () => {
    const reading = read("FROM a\nARG V\nENV CUDA_VERSION=$V PATH=/x:$PATH\n");
    expect(reading.environment.size).toBe(0);
    expect(problemsOf(reading)).toEqual([`${file}:3:5-20 not-assessed dockerfile/unknown-variable`]);
  });

  it("do not leave one stage by ARG", () => {
    expect(read("FROM a AS b\nARG X=1\nFROM b\nENV CUDA_X=$X").problems.map((problem) => problem.code)).toEqual([
      "dockerfile/unknown-variable",
    ]);
  });
});

function filesOf({ installs }: ReturnType<typeof read>) {
  return installs.filter((install) => install.kind === "file");
}

describe("requirements files", () => {
  const files = (content: string) =>
    filesOf(read(content)).map(({ written, contextPath, role }) => [written, contextPath, role]);

  it.each([
    ["FROM a\nCOPY requirements.txt .\nRUN pip install -r requirements.txt", "requirements.txt", "requirements.txt"],
    [
      "FROM a\nWORKDIR /app\nCOPY req/a.txt req/b.txt ./\nRUN pip3 install --no-cache-dir -r b.txt",
      "b.txt",
      "req/b.txt",
    ],
    ["FROM a\nWORKDIR /app\nCOPY . .\nRUN python3.11 -m pip install -r svc/r.txt", "svc/r.txt", "svc/r.txt"],
    ["FROM a\nCOPY svc /srv\nRUN cd /srv && pip install -r /srv/r.txt", "/srv/r.txt", "svc/r.txt"],
    ["FROM a\nCOPY a.txt /tmp/b.txt\nRUN uv pip install --system --requirement=/tmp/b.txt", "/tmp/b.txt", "a.txt"],
    ['FROM a\nCOPY ["a.txt", "/tmp/"]\nRUN ["pip", "install", "-r", "/tmp/a.txt"]', "/tmp/a.txt", "a.txt"],
    ["FROM a AS b\nCOPY r.txt /x/\nFROM b\nRUN pip install \\\n  # why\n  -U \\\n  -r /x/r.txt", "/x/r.txt", "r.txt"],
    ["FROM a\nCOPY --from=b r.txt /x/\nRUN pip install -r /x/r.txt", "/x/r.txt", null],
    ["FROM a\nCOPY req*.txt /x/\nRUN pip install -r /x/r.txt", "/x/r.txt", null],
    ["FROM a\nRUN --mount=type=cache,target=/c apt-get update; PIP_X=1 pip install -rr.txt", "r.txt", null],
    ["FROM a\nRUN <<EOF\nset -e\npip install -r r.txt\nEOF", "r.txt", null],
  ])("are named with where they come from in %j", (content, written, contextPath) => {
    expect(files(content)).toEqual([[written, contextPath, "requirement"]]);
    const origin = filesOf(read(content))[0]?.origin;
    expect(new SourceText(file, content).slice(origin as never)).toContain(written);
  });

  it("may be constraints", () => {
    expect(files("FROM a\nRUN pip install -c c.txt --constraint d.txt .")).toEqual([
      ["c.txt", null, "constraint"],
      ["d.txt", null, "constraint"],
    ]);
  });

  it("are not taken from other commands or other stages", () => {
    expect(
      files(
        "FROM a AS x\nRUN pip install -r a.txt\nFROM b\nRUN echo pip install -r b.txt && grep -r c.txt\nRUN pip --version; pip download -r d.txt",
      ),
    ).toEqual([]);
  });
});

describe("bad files", () => {
  it("without FROM, missing, refused, or too large are reported", () => {
    const codes = (content: string | Uint8Array) =>
      readingFrom({ [file]: content }, readDockerfile(file)).problems.map((problem) => problem.code);
    expect(codes("")).toEqual(["dockerfile/no-from"]);
    expect(codes("RUN x\n")).toEqual(["dockerfile/no-from"]);
    expect(codes(" ".repeat(2_000_000))).toEqual(["dockerfile/file-too-large"]);
    expect(codes("FROM a\n".repeat(6000))).toEqual(["dockerfile/too-many-instructions"]);
    expect(readingFrom({}, readDockerfile(file)).problems).toMatchObject([{ code: "dockerfile/missing-file" }]);
    expect(codes(Uint8Array.from([0x46, 0x52, 0x4f, 0x4d, 0x20, 0x61, 0x0a, 0x23, 0xff]))).toEqual([
      "dockerfile/encoding",
    ]);
  });

  it("cannot make values grow or substitutions nest without bound", () => {
    const doubling = Array.from({ length: 100 }, (_, index) => `ARG V${index + 1}=$V${index}$V${index}`);
    expect(base(["ARG V0=xxxxxxxx", ...doubling, "FROM a:$V100"].join("\n"))).toBeNull();
    expect(base(`FROM ${"${A:-".repeat(100_000)}`)).toBeNull();
    expect(base(`FROM ${"${A:-".repeat(1000)}x${"}".repeat(1000)}`)).toBeNull();
  });

  it("end, whatever they repeat", () => {
    // Half a megabyte in one comment takes the parser minutes where it begins anew at each of its characters.
    expect(read("#".repeat(500_000)).stages).toEqual([]);
    for (const line of [
      "ENV CUDA_A=$CUDA_A$CUDA_B",
      "RUN pip install -r r.txt",
      "FROM x AS x",
      "COPY a b c /d/",
      "RUN '",
      "RUN <<E",
    ]) {
      const content = `FROM x\n${`${line}\n`.repeat(800)}`;
      expect(read(content).stages.length).toBeGreaterThan(0);
    }
    expect(read(`FROM x\nRUN ${"pip install -r a && \\\n".repeat(2000)}true`).installs).toHaveLength(4000);
  });
});
