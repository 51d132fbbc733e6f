import { describe, expect, it } from "@jest/globals";
import { requirementsLimits } from "../../../../src/core/manifest/requirements-txt/limits.ts";
import {
  type RequirementsOptions,
  readRequirementsFile,
} from "../../../../src/core/manifest/requirements-txt/read-requirements-file.ts";
import { drive, latin1, linesOf, problemsOf, readingFrom, slicesOf } from "../reading-from.ts";

const sha = "a".repeat(64);

function read(content: string | Uint8Array, options: RequirementsOptions = {}) {
  return readingFrom({ "r.txt": content }, readRequirementsFile("r.txt", options));
}

describe("plain lines", () => {
  it("keeps each requirement with its place", () => {
    const content =
      "# models\n\ntorch==2.10.0\n  transformers[torch] >= 4.40 ; python_version >= '3.9'  # why\r\nnumpy\t<2\n";
    const reading = read(content);
    expect(linesOf(reading)).toEqual([
      "direct r.txt:3 torch==2.10.0",
      "direct r.txt:4 transformers[torch] >= 4.40 ; python_version >= '3.9'",
      "direct r.txt:5 numpy\t<2",
    ]);
    expect(reading.requirements[1]?.origin).toEqual({ file: "r.txt", line: 4, column: 3, endColumn: 56 });
    expect(slicesOf("r.txt", content, reading)).toEqual(reading.requirements.map((requirement) => requirement.text));
    expect(reading.problems).toEqual([]);
  });

  it("counts columns after a byte order mark as an editor does", () => {
    const reading = read("\uFEFFtorch==2.0\n");
    expect(reading.requirements[0]?.origin).toEqual({ file: "r.txt", line: 1, column: 1, endColumn: 11 });
  });

  it("joins continued lines, and ends a comment with its line", () => {
    const content = [
      "torch==2.0 \\",
      `    --hash=sha256:${sha} \\`,
      `    --hash sha384:${"b".repeat(96)}`,
      "  # via",
      "numpy \\",
      "  >=1.2, \\",
      `  <2 --hash=sha256:${sha}`,
      "# only \\",
      `scipy --hash=sha256:${sha}`,
    ].join("\n");
    const reading = read(content);
    expect(linesOf(reading)).toEqual([
      "direct r.txt:1 torch==2.0",
      "direct r.txt:5 numpy   >=1.2,   <2",
      "direct r.txt:9 scipy",
    ]);
    expect(reading.requirements[0]?.hashes).toEqual([`sha256:${sha}`, `sha384:${"b".repeat(96)}`]);
    expect(reading.requirements[1]?.origin).toMatchObject({ line: 5, column: 1 });
    expect(reading.problems).toEqual([]);
  });

  it("cuts a comment after joining, as pip does", () => {
    expect(linesOf(read("torch # the next line belongs to the comment \\\nnumpy\nscipy"))).toEqual([
      "direct r.txt:1 torch",
      "direct r.txt:3 scipy",
    ]);
    expect(linesOf(read("torch \\\n# a comment ends it\nnumpy"))).toEqual([
      "direct r.txt:1 torch",
      "direct r.txt:3 numpy",
    ]);
  });

  it("takes the last line with a backslash and the lone carriage return", () => {
    expect(linesOf(read("torch\rnumpy\\"))).toEqual(["direct r.txt:1 torch", "direct r.txt:2 numpy"]);
  });

  it("splits at the separators that Python splits at", () => {
    const reading = read("torch\u2028numpy\u0085scipy\vpandas");
    expect(reading.requirements.map((requirement) => requirement.specifier.name)).toEqual([
      "torch",
      "numpy",
      "scipy",
      "pandas",
    ]);
    expect(reading.requirements[3]?.origin).toEqual({ file: "r.txt", line: 1, column: 19, endColumn: 25 });
  });

  it("keeps a `#` that no space precedes", () => {
    const reading = read("pkg @ https://example.org/a.zip#sha256=0\n");
    expect(reading.requirements[0]?.specifier.url).toBe("https://example.org/a.zip#sha256=0");
  });
});

describe("options", () => {
  it("reads every form that pip's parser takes", () => {
    const reading = read(
      [
        "-i https://a.example/simple",
        "--index-url=https://b.example/simple",
        "--extra-index-url https://c.example/simple --extra-index-url 'https://d.example/simple'",
        "-fhttps://links.example/",
        "--no-index",
        "--pre",
        "--require-hashes",
        "--no-binary Foo_Bar,:all:",
        "--only-binary=:none:",
        "--prefer-binary",
        "--trusted-host h.example",
        "--use-feature fast-deps",
      ].join("\n"),
    );
    expect(reading.problems).toEqual([]);
    expect(reading.options.indexUrl).toEqual({
      text: "https://b.example/simple",
      origin: { file: "r.txt", line: 2, column: 13, endColumn: 37 },
    });
    expect(reading.options.extraIndexUrls.map((url) => url.text)).toEqual([
      "https://c.example/simple",
      "https://d.example/simple",
    ]);
    expect(reading.options.findLinks.map((url) => url.text)).toEqual(["https://links.example/"]);
    expect(reading.options).toMatchObject({
      noIndex: true,
      prereleases: true,
      requireHashes: true,
      noBinary: ["foo-bar", ":all:"],
      onlyBinary: [":none:"],
    });
  });

  it("takes the beginning of an option that only one has", () => {
    expect(read("--extra-index https://c.example/").options.extraIndexUrls).toHaveLength(1);
    expect(problemsOf(read("--no https://c.example/"))).toContain("r.txt:1:1-5 error requirements/invalid-option");
  });

  it("takes options of a requirement that change no resolution", () => {
    const reading = read('torch==2.0 --global-option="--a b" --config-settings k=v -C x=y');
    expect(linesOf(reading)).toEqual(["direct r.txt:1 torch==2.0"]);
    expect(reading.problems).toEqual([]);
  });

  it.each([
    ["--hsah sha256:x", "r.txt:1:1-7 error requirements/invalid-option", "--hash"],
    ["--index-url", "r.txt:1:1-12 error requirements/invalid-option", "with a value"],
    ["--pre=yes", "r.txt:1:1-10 error requirements/invalid-option", "alone"],
    ['-r "a.txt', "r.txt:1:4-10 error requirements/invalid-option", "Close"],
    ["-i ftp:x", "r.txt:1:4-9 not-assessed requirements/local-index", "publish"],
    ["--find-links ./wheels", "r.txt:1:14-22 not-assessed requirements/local-index", "publish"],
    ["--no-binary a/b", "r.txt:1:13-16 error requirements/invalid-option", ":all:"],
    ["--process-dependency-links", "r.txt:1:1-27 error requirements/removed-option", "Remove"],
    ["torch --pre", "r.txt:1:7-12 not-assessed requirements/misplaced-option", "own"],
    [`--hash=sha256:${sha}`, "r.txt:1:1-79 not-assessed requirements/misplaced-option", "backslash"],
    ["torch==1 --hash=md5:00", "r.txt:1:17-23 error requirements/invalid-hash", "Compile"],
    ["torch==1 --hash=sha256:zz", "r.txt:1:17-26 error requirements/invalid-hash", "Compile"],
  ])("reports %j", (line, problem, hint) => {
    const reading = read(`${line}\nnumpy\n`);
    expect(problemsOf(reading)).toContain(problem);
    expect(reading.problems[0]?.hint).toContain(hint);
    expect(linesOf(reading)).toContain("direct r.txt:2 numpy");
  });

  it("follows uv where it differs from pip", () => {
    expect(read("--pre\na", { dialect: "uv" }).options.prereleases).toBe(false);
    const files = { "c.txt": "-r more.txt\na<2", "more.txt": "b<2" };
    const constraints = (dialect: "pip" | "uv") =>
      linesOf(readingFrom(files, readRequirementsFile("c.txt", { kind: "constraint", dialect })));
    expect(constraints("pip")).toEqual(["direct more.txt:1 b<2", "constraint c.txt:2 a<2"]);
    expect(constraints("uv")).toEqual(["constraint more.txt:1 b<2", "constraint c.txt:2 a<2"]);
  });
});

describe("lines that are no PEP 508 requirement", () => {
  it.each([
    ["./wheels/a", "path"],
    ["../a.tar.gz", "path"],
    ["sub/folder", "path"],
    ["C:\\wheels\\a", "path"],
    ["https://example.org/a.zip", "address"],
    ["git+https://example.org/a.git@main", "version-control"],
    ["-e .", "path"],
    ["--editable=./sub", "path"],
  ])("reports %j as not assessed", (line, what) => {
    const reading = read(`${line}\nnumpy`);
    expect(reading.problems).toHaveLength(1);
    expect(reading.problems[0]).toMatchObject({ severity: "not-assessed", code: "requirements/unnamed" });
    expect(reading.problems[0]?.message).toContain(what);
    expect(linesOf(reading)).toEqual(["direct r.txt:2 numpy"]);
  });

  it("takes the ending of an archive for a file only where nothing but extras follows it", () => {
    expect(linesOf(read("a.tar[x]>=1\nb.zip<2"))).toEqual(["direct r.txt:1 a.tar[x]>=1", "direct r.txt:2 b.zip<2"]);
    expect(read("a.tar[x]\nb.ZIP").problems.map(({ code }) => code)).toEqual([
      "requirements/unnamed",
      "requirements/unnamed",
    ]);
  });

  it("keeps the name that an address tells", () => {
    const reading = read(
      [
        "torch @ https://user:secret@example.org/torch-2.0-cp311-cp311-linux_x86_64.whl ; python_version>'3'",
        "git+https://example.org/a.git@main#egg=Some_Name&subdirectory=x",
        "./wheels/flash_attn-2.5.0-cp311-cp311-linux_x86_64.whl",
        "-e git+ssh://git@example.org/b.git#egg=editable-one",
      ].join("\n"),
    );
    expect(reading.problems).toEqual([]);
    expect(reading.requirements.map(({ specifier }) => [specifier.name, specifier.url])).toEqual([
      ["torch", "https://example.org/torch-2.0-cp311-cp311-linux_x86_64.whl"],
      ["some-name", "git+https://example.org/a.git@main#egg=Some_Name&subdirectory=x"],
      ["flash-attn", "file:./wheels/flash_attn-2.5.0-cp311-cp311-linux_x86_64.whl"],
      ["editable-one", "git+ssh://example.org/b.git#egg=editable-one"],
    ]);
  });

  it.each([
    ["diffusers=0.21.4", "`diffusers==0.21.4`"],
    ["torch=>2.0", "`torch>=2.0`"],
    ["torch 2.0", "`torch==2.0`"],
    ["numpy=1.26=py311_0", "conda"],
    ["torch>=2.0 numpy", "line of its own"],
    ["torch>=2.0, numpy<2", "line of its own"],
    ["torch>=2.0 <3", "comma"],
    ["torch>=2.0;<3", "comma"],
    ['"torch>=2.0"', "quotation"],
    ["torch>=2.0#why", "space before"],
    ["pip install torch", "install"],
    ["<<<<<<< HEAD", "merge conflict"],
    ["torch^2.0", "Poetry"],
    ["torch>=2.*", ".*"],
    ["torch \\ ", "backslash"],
  ])("says which edit mends %j", (line, hint) => {
    const reading = read(`a\n${line}\nb`);
    expect(linesOf(reading)).toEqual(["direct r.txt:1 a", "direct r.txt:3 b"]);
    expect(reading.problems).toHaveLength(1);
    expect(reading.problems[0]).toMatchObject({
      severity: "error",
      code: "requirements/invalid-line",
      origin: { line: 2 },
    });
    expect(reading.problems[0]?.hint).toContain(hint);
  });

  it("points at what does not fit", () => {
    expect(problemsOf(read("  torch>=2.0 numpy"))).toEqual(["r.txt:1:14-19 error requirements/invalid-line"]);
  });

  it("never repeats credentials or control characters in a message", () => {
    const reading = read("-i https://user:hunter2@h.example/${X}/\nfoo bar https://u:hunter2@h \u001b[31m");
    expect(reading.problems).toHaveLength(2);
    const shown = JSON.stringify(reading.problems.map((problem) => [problem.message, problem.hint]));
    expect(shown).not.toContain("hunter2");
    expect(shown).not.toContain("\\u001b");
  });
});

describe("environment variables", () => {
  it("are not expanded unless allowed, and the line names them", () => {
    const reading = read("torch==${TORCH_VERSION}\nnumpy");
    expect(problemsOf(reading)).toEqual(["r.txt:1:1-24 not-assessed requirements/environment-variable"]);
    expect(reading.problems[0]?.message).toContain("`TORCH_VERSION`");
    expect(linesOf(reading)).toEqual(["direct r.txt:2 numpy"]);
  });

  it("are expanded where allowed, and the text stays as written", () => {
    const reading = read("torch==${V}\n--index-url https://${H}/simple", {
      environment: new Map([
        ["V", "2.0"],
        ["H", "h.example"],
      ]),
    });
    expect(reading.requirements[0]).toMatchObject({ text: "torch==${V}", origin: { column: 1, endColumn: 12 } });
    expect(reading.requirements[0]?.specifier.specifier.text).toBe("==2.0");
    expect(reading.options.indexUrl?.text).toBe("https://h.example/simple");
  });

  it("leave the index known where they hold its credentials alone", () => {
    const reading = read("--extra-index-url https://${USER_NAME}:${TOKEN}@h.example/simple");
    expect(reading.options.extraIndexUrls.map((url) => url.text)).toEqual(["https://h.example/simple"]);
    expect(reading.problems[0]).toMatchObject({ severity: "not-assessed", code: "requirements/environment-variable" });
  });

  it("are in pip's form alone", () => {
    expect(problemsOf(read("$HOME\n%HOME%\n${lower}"))).toEqual([
      "r.txt:1:1-6 error requirements/invalid-line",
      "r.txt:2:1-7 error requirements/invalid-line",
      "r.txt:3:1-9 error requirements/invalid-line",
    ]);
  });
});

describe("includes", () => {
  it("are relative to the file that names them, and what a constraints file says is a constraint", () => {
    const files = {
      "a/r.txt": "-r ../base.txt\n-cpins/c.txt\n--requirement=more.txt\ntorch",
      "base.txt": "numpy",
      "a/pins/c.txt": "-c ../../d.txt\nscipy<2",
      "d.txt": "pandas<3",
      "a/more.txt": "pillow",
    };
    const { value, asked } = drive(files, readRequirementsFile("a/r.txt"));
    expect(linesOf(value)).toEqual([
      "direct base.txt:1 numpy",
      "constraint d.txt:1 pandas<3",
      "constraint a/pins/c.txt:2 scipy<2",
      "direct a/more.txt:1 pillow",
      "direct a/r.txt:4 torch",
    ]);
    expect(asked).toEqual(["a/r.txt", "base.txt", "a/pins/c.txt", "d.txt", "a/more.txt"]);
    expect(value.files).toEqual(asked);
  });

  it.each([
    ["../../etc/passwd", "outside-tree"],
    ["/etc/passwd", "outside-tree"],
    ["C:/secrets.txt", "outside-tree"],
    ["a\0b", "outside-tree"],
    ["sub\\\\base.txt", "outside-tree"],
    ["sub\\base.txt", "outside-tree"],
    ["..", "outside-tree"],
    ["file:///etc/passwd", "url"],
    ["https://example.org/constraints.txt", "url"],
  ])("never ask for %j", (path, code) => {
    const { value, asked } = drive({ "a/r.txt": `-r ${path}\ntorch` }, readRequirementsFile("a/r.txt"));
    expect(asked).toEqual(["a/r.txt"]);
    expect(value.problems).toHaveLength(1);
    expect(value.problems[0]).toMatchObject({
      code: `requirements/include-${code}`,
      origin: { file: "a/r.txt", line: 1, column: 4 },
    });
    expect(value.problems[0]?.hint).not.toBeNull();
    expect(linesOf(value)).toEqual(["direct a/r.txt:2 torch"]);
  });

  it("that make a circle are told once, with the way", () => {
    const files = { "a.txt": "-r b.txt\nx", "b.txt": "\n-r c.txt\ny", "c.txt": "-r b.txt\nz" };
    const reading = readingFrom(files, readRequirementsFile("a.txt"));
    expect(problemsOf(reading)).toEqual(["c.txt:1:4-9 error requirements/include-cycle"]);
    expect(reading.problems[0]?.message).toContain("b.txt:2 → c.txt:1 → b.txt");
    expect(linesOf(reading)).toEqual(["direct c.txt:2 z", "direct b.txt:3 y", "direct a.txt:2 x"]);
  });

  it("that are missing or refused are named", () => {
    const files = { "r.txt": "-r gone.txt\n-r link.txt\ntorch", "link.txt": { refused: "it is a symlink" } };
    const reading = readingFrom(files, readRequirementsFile("r.txt"));
    expect(problemsOf(reading)).toEqual([
      "r.txt:1:4-12 error requirements/include-missing",
      "r.txt:2:4-12 error requirements/include-refused",
    ]);
    expect(reading.problems[1]?.message).toContain("it is a symlink");
  });

  it("are read once however often they are named", () => {
    const files: Record<string, string> = { "f0.txt": "torch" };
    for (let level = 1; level < 30; level++) files[`f${level}.txt`] = `-r f${level - 1}.txt\n-r ./f${level - 1}.txt`;
    const { value, asked } = drive(files, readRequirementsFile("f29.txt"));
    expect(asked).toHaveLength(30);
    expect(linesOf(value)).toEqual(["direct f0.txt:1 torch"]);
  });

  it("end at the limits of depth and number", () => {
    const files: Record<string, string> = {};
    for (let level = 0; level < 100; level++) files[`f${level}.txt`] = `-r f${level + 1}.txt`;
    expect(readingFrom(files, readRequirementsFile("f0.txt")).problems.map((problem) => problem.code)).toEqual([
      "requirements/include-too-deep",
    ]);
    const wide: Record<string, string> = {
      "r.txt": Array.from({ length: 10 }, (_, index) => `-r w${index}.txt`).join("\n"),
    };
    for (let index = 0; index < 10; index++) wide[`w${index}.txt`] = `p${index}`;
    const limits = { ...requirementsLimits, files: 5 };
    const reading = readingFrom(wide, readRequirementsFile("r.txt", { limits }));
    expect(reading.requirements).toHaveLength(4);
    expect(reading.problems[0]).toMatchObject({ code: "requirements/too-many-files", origin: { line: 5 } });
  });

  it("follow one file of a line, as pip does, and report the other", () => {
    const files = { "r.txt": "-r a.txt -r b.txt", "a.txt": "x", "b.txt": "y" };
    const reading = readingFrom(files, readRequirementsFile("r.txt"));
    expect(linesOf(reading)).toEqual(["direct a.txt:1 x"]);
    expect(problemsOf(reading)).toEqual(["r.txt:1:10-18 not-assessed requirements/misplaced-option"]);
  });
});

describe("constraints", () => {
  it("cannot have extras for pip", () => {
    expect(problemsOf(read("torch[x]<3", { kind: "constraint" }))).toEqual([
      "r.txt:1:1-11 error requirements/constraint-with-extras",
    ]);
    expect(read("torch[x]<3", { kind: "constraint", dialect: "uv" }).problems).toEqual([]);
  });
});

describe("encodings", () => {
  const text = "torch==2.0  # schnell für alle\nnumpy\n";
  const utf16 = (littleEndian: boolean) => {
    const bytes = new Uint8Array((text.length + 1) * 2);
    const view = new DataView(bytes.buffer);
    const marked = `\uFEFF${text}`;
    for (let index = 0; index < marked.length; index++)
      view.setUint16(index * 2, marked.charCodeAt(index), littleEndian);
    return bytes;
  };

  it("reads UTF-16 with a byte order mark, as PowerShell writes it", () => {
    for (const bytes of [utf16(true), utf16(false)]) {
      const reading = read(bytes);
      expect(linesOf(reading)).toEqual(["direct r.txt:1 torch==2.0", "direct r.txt:2 numpy"]);
      expect(reading.problems).toEqual([]);
    }
  });

  it("takes a PEP 263 coding line", () => {
    const latin = latin1("# -*- coding: latin-1 -*-\ntorch # f\u00fcr\n");
    expect(read(latin).problems).toEqual([]);
    expect(linesOf(read(latin))).toEqual(["direct r.txt:2 torch"]);
  });

  it.each([
    ["invalid UTF-8", latin1("torch\n# f\u00fcr\nnumpy\n"), "r.txt:2:4-5", 2],
    ["UTF-16 without a mark", utf16(true).subarray(2), "r.txt:1:1-1", 0],
    ["UTF-32", Uint8Array.from([0xff, 0xfe, 0, 0, 0x61, 0, 0, 0]), "r.txt:1:1-1", 0],
    ["an unknown coding line", new TextEncoder().encode("# coding: klingon\ntorch\nnumpy\n"), "r.txt:1:1-2", 2],
  ])("reports %s", (_name, bytes, place, requirements) => {
    const reading = read(bytes);
    expect(problemsOf(reading)).toEqual([`${place} error requirements/encoding`]);
    expect(reading.problems[0]?.hint).toContain("UTF-8");
    expect(reading.requirements).toHaveLength(requirements);
  });
});

describe("hostile input", () => {
  it("is refused by size, with the limit named", () => {
    const reading = read(new Uint8Array(requirementsLimits.fileBytes + 1).fill(0x61));
    expect(reading.problems).toHaveLength(1);
    expect(reading.problems[0]).toMatchObject({ code: "requirements/file-too-large", severity: "error" });
    expect(reading.problems[0]?.message).toContain(String(requirementsLimits.fileBytes));
  });

  it("has a line of a megabyte left out and the rest read", () => {
    const reading = read(`torch\n${"x".repeat(1_000_000)}\n${"y\\\n".repeat(400_000)}\nnumpy\n`);
    expect(linesOf(reading).map((line) => line.split(" ")[2])).toEqual(["torch", "numpy"]);
    expect(reading.problems.map((problem) => problem.code)).toEqual([
      "requirements/line-too-long",
      "requirements/line-too-long",
    ]);
    expect(reading.problems[0]?.message).toContain(String(requirementsLimits.lineLength));
  });

  it("ends at the number of requirements", () => {
    const reading = read("a\n".repeat(requirementsLimits.requirements + 5));
    expect(reading.requirements).toHaveLength(requirementsLimits.requirements);
    expect(reading.problems).toHaveLength(1);
    expect(reading.problems[0]).toMatchObject({
      code: "manifest/too-many-requirements",
      origin: { line: requirementsLimits.requirements + 1 },
    });
  });

  it("lists a bounded number of problems", () => {
    const reading = read("= no\n".repeat(50_000));
    expect(reading.problems).toHaveLength(1001);
    expect(reading.problems.at(-1)?.code).toBe("manifest/too-many-problems");
  });

  it("is read in linear time", () => {
    for (const unit of ["[", "((", "-r ", "'", "\\", "${A", "# #", "a@", "://@", " ;", "\u2028", "-"]) {
      const reading = read(`${unit.repeat(100_000 / unit.length)}\ntorch`);
      expect(reading.requirements.length + reading.problems.length).toBeGreaterThan(0);
    }
  });

  it("cannot name a property of an object", () => {
    const reading = read("__proto__\nconstructor==1\n--no-binary __proto__");
    expect(linesOf(reading)).toEqual(["direct r.txt:2 constructor==1"]);
  });
});

it("reports a file that is not there", () => {
  const reading = readingFrom({}, readRequirementsFile("gone.txt"));
  expect(problemsOf(reading)).toEqual(["gone.txt:1:1-1 error requirements/missing-file"]);
});
