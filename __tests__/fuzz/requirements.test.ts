import { readRequirementsFile } from "../../src/core/manifest/requirements-txt/read-requirements-file.ts";
import {
  parseDependencySpecifier,
  parseLenientDependencySpecifier,
} from "../../src/core/python/dependency-specifier.ts";
import { parseLenientSpecifierSet } from "../../src/core/python/lenient-specifier.ts";
import { evaluateMarker, formatMarker, parseMarker, undefinedComparisons } from "../../src/core/python/marker.ts";
import { markerEnvironment } from "../../src/core/python/marker-environment.ts";
import { normalizeName } from "../../src/core/python/name.ts";
import { parseSdistFilename } from "../../src/core/python/sdist-filename.ts";
import { parseSpecifierSet } from "../../src/core/python/specifier.ts";
import { parseVersion } from "../../src/core/python/version.ts";
import { parseWheelFilename } from "../../src/core/python/wheel-filename.ts";
import { readingFrom } from "../core/manifest/reading-from.ts";
import { targetWith } from "../core/python/targets.ts";
import { fuzz } from "../support/fuzz.ts";

const textOf = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);
const environment = markerEnvironment(targetWith());

fuzz({
  name: "a requirement",
  read(bytes) {
    parseDependencySpecifier(textOf(bytes));
    parseLenientDependencySpecifier(textOf(bytes));
    parseSpecifierSet(textOf(bytes));
    parseLenientSpecifierSet(textOf(bytes));
    parseVersion(textOf(bytes));
  },
  seeds: [
    "torch[a,b-c] >=1.0,!=2.*,~=3.1 ; python_version<'3.9' and extra == \"x\"",
    "a @ git+https://h/a@1#egg=a ; os_name=='nt'",
    "1!2.0rc1.post2.dev3+cu121.a",
  ],
  pieces: [
    "a",
    "torch",
    "[",
    "]",
    ",",
    ">=",
    "==",
    "===",
    "~=",
    "!=",
    "1",
    ".",
    "*",
    "1.0",
    "rc1",
    "+",
    "!",
    "-",
    "_",
    "(",
    ")",
    " ",
    "\t",
    ";",
    "@",
    "https://h/a.zip",
    "'",
    '"',
    " and ",
    "extra",
    "\n",
    "v",
    "0",
    "post",
    "dev",
  ],
  around: [
    ["a ", ""],
    ["a[", "]"],
    ["a @ ", ""],
    ["a==", ""],
    ["a; extra == '", "'"],
  ],
});

fuzz({
  name: "a marker",
  read(bytes) {
    const marker = parseMarker(textOf(bytes));
    if (!marker.ok) return;
    formatMarker(marker.value);
    evaluateMarker(marker.value, environment, new Set([normalizeName("x")]));
    undefinedComparisons(marker.value, environment);
  },
  seeds: ["(python_version >= '3.8' or os_name == 'nt') and 'linux' in sys_platform and extra != \"x\""],
  pieces: [
    "(",
    ")",
    " and ",
    " or ",
    "not ",
    "in ",
    "os_name",
    "python_version",
    "extra",
    "'3.8'",
    "'x'",
    '"',
    "'",
    "==",
    "<=",
    "~=",
    "===",
    " ",
    "os.name",
    "platform_release",
    "'1.*'",
  ],
  around: [
    ["(", ")"],
    ["os_name == '", "'"],
    ["os_name == 'a' ", ""],
  ],
});

fuzz({
  name: "a file's name",
  read(bytes) {
    parseWheelFilename(textOf(bytes));
    parseSdistFilename(textOf(bytes));
  },
  seeds: [
    "my_pkg-1.0+cu121-1abc-cp38.cp39-abi3.none-manylinux_2_17_x86_64.manylinux2014_x86_64.whl",
    "a-b-1.0rc1.tar.gz",
    "a-1.0.zip",
  ],
  pieces: [
    "a",
    "-",
    ".",
    "_",
    "1.0",
    "py3",
    "cp311",
    "abi3",
    "none",
    "any",
    "manylinux_2_17_x86_64",
    ".whl",
    ".tar.gz",
    ".zip",
    "1",
    "+",
    "!",
    "py2.py3",
    "\u0000",
    "/",
  ],
  around: [
    ["a-1.0-", "-none-any.whl"],
    ["", "-1.0.tar.gz"],
    ["a-1.0-py3-none-", ".whl"],
  ],
});

fuzz({
  name: "a requirements file",
  read: (bytes) => readingFrom({ "r.txt": bytes, a: bytes, "a.txt": "-r r.txt\nx\n" }, readRequirementsFile("r.txt")),
  seeds: [
    `\uFEFF# coding: utf-8\n-r a.txt\n-c a.txt\r\n--index-url https://u:p@h/simple \\\n  --extra-index-url https://h\ntorch[x]==2.0 ; os_name=='nt' \\\n  --hash=sha256:${"0".repeat(64)} # why\n-e ./here\n--pre\n./a-1.0.tar.gz\ngit+https://h/a#egg=a\n\${TOKEN}\n`,
    Uint8Array.from(Buffer.from("\uFEFFtorch==1.0\r\n", "utf16le")),
  ],
  pieces: [
    "torch",
    "==",
    "2.0",
    " ",
    "\t",
    "\\\n",
    "\n",
    "\r",
    "\r\n",
    "#",
    " #",
    "-r ",
    "-r a.txt\n",
    "-c ",
    "-e ",
    "--hash=",
    "--index-url ",
    "--no-binary",
    "'",
    '"',
    "..",
    "/",
    "$" + "{A}",
    "[",
    "]",
    ";",
    "@",
    "\u0000",
    "\u2028",
    "git+",
    "://",
    "u:p@",
    "--",
    "-",
    "a.txt",
    "# coding: latin-1\n",
    "# coding: ",
    "egg=",
  ],
  around: [
    ["torch==1.0 ", "\n"],
    ["-r ", "\n"],
    ["git+https://", "\n"],
    ["--index-url https://", "\n"],
  ],
});
