import { parseEggRequires } from "../../src/core/index/egg-requires.ts";
import { readProjectTable } from "../../src/core/index/project-table-metadata.ts";
import { readSdistMetadata } from "../../src/core/index/sdist-metadata.ts";
import { parseCoreMetadata } from "../../src/core/python/core-metadata-reader.ts";
import { parseLenientDependencySpecifier } from "../../src/core/python/dependency-specifier.ts";
import { parseLenientSpecifierSet } from "../../src/core/python/lenient-specifier.ts";
import { fuzz } from "../support/fuzz.ts";

const textOf = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);
const recorded = {
  metadataVersion: "2.1",
  name: "a",
  version: "1.0",
  requiresPython: null,
  requiresDist: [],
  providesExtra: [],
  dynamic: [],
  licenseExpression: null,
} as never;

function readRequirements(lines: readonly string[]): void {
  for (const line of lines) parseLenientDependencySpecifier(line);
}

fuzz({
  name: "METADATA",
  read(bytes) {
    const metadata = parseCoreMetadata(textOf(bytes));
    if (!metadata.ok) return;
    readRequirements(metadata.value.requiresDist);
    parseLenientSpecifierSet(metadata.value.requiresPython ?? "");
    readSdistMetadata("a-1.0.tar.gz", {
      pkgInfo: textOf(bytes),
      pyproject: null,
      hasEggInfo: true,
      eggRequires: textOf(bytes),
      hasSetup: true,
    });
  },
  seeds: [
    "Metadata-Version: 2.1\r\nName: a\r\nVersion: 1.0\r\nRequires-Python: >=3.8,!=3.9.*\r\nRequires-Dist: b[c] (>=1,<2) ; extra == 'x'\r\n  and python_version < \"3\"\r\nProvides-Extra: x\r\nDynamic: requires-dist\r\n\r\nText",
    "\uFEFFName: a\nVersion: 1.0\nRequires-Dist: b @ https://h/b-1.zip#sha256=ab ; os_name=='nt'\n",
  ],
  pieces: [
    "Metadata-Version: 2.2\n",
    "Name: a\n",
    "Version: 1.0\n",
    "Requires-Dist: ",
    "Requires-Dist: b\n",
    "Requires-Python: ",
    "Provides-Extra: x\n",
    "Dynamic: requires-dist\n",
    ">=1,",
    "!=3.9.*",
    "(",
    ")",
    "[x]",
    " ; ",
    "extra == 'x'",
    " and ",
    "\n ",
    "\n\t",
    "\n",
    "\r",
    "\r\n",
    ":",
    " ",
    "UNKNOWN",
    "\u0000",
  ],
  around: [
    ["Name: a\nVersion: 1.0\nRequires-Dist: ", "\n"],
    ["Name: a\nVersion: 1.0\nRequires-Python: ", "\n"],
  ],
});

fuzz({
  name: "requires.txt of an egg",
  read(bytes) {
    const { requiresDist } = parseEggRequires(textOf(bytes));
    readRequirements(requiresDist);
  },
  seeds: [
    "a>=1\nb\n\n[x]\nc\n\n[x:python_version < '3']\nd ; os_name == 'nt'\n[:sys_platform == 'win32']\ne @ https://h/e.zip\n",
  ],
  pieces: [
    "a",
    ">=1",
    "\n",
    "[",
    "]",
    "x",
    ":",
    "[x]\n",
    "[:os_name == 'nt']\n",
    ";",
    '"',
    "'",
    "@ https://h/a.zip",
    "#",
    " ",
  ],
  around: [["[", "]\na"]],
});

fuzz({
  name: "the [project] table of a source archive",
  read: (bytes) => readRequirements(readProjectTable(textOf(bytes), recorded)?.requiresDist ?? []),
  seeds: [
    '[project]\nname = "a"\nversion = "1.0"\nrequires-python = ">=3.8"\ndependencies = ["b>=1", \'c; os_name=="nt"\']\n[project.optional-dependencies]\nx = ["d"]\n',
  ],
  pieces: [
    "[project]\n",
    "dependencies = ",
    "[",
    "]",
    "{",
    "}",
    '"b"',
    ",",
    "\n",
    "a.",
    '"',
    "'''",
    '"""',
    "=",
    "dynamic = ",
    "x",
    "1",
    "#",
    "\\",
    "\\U0010FFFF",
  ],
  around: [
    ["[project]\ndependencies = [", "]\n"],
    ["[project]\n", "= 1\n"],
  ],
});
