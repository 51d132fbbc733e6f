import { describe, expect, it } from "@jest/globals";
import { withRequires } from "../../scripts/builtin-modules.ts";

describe("an import of one of Node's modules, as the bundle has it", () => {
  it.each([
    ['import process from "node:process";', 'const process = require("node:process");'],
    ["import * as os from 'os'", 'const os = require("os");'],
    ['import { open, setTimeout as delay } from "node:fs";', 'const { open, setTimeout: delay } = require("node:fs");'],
    ['import fs, { open } from "node:fs";', 'const fs = require("node:fs"); const { open } = require("node:fs");'],
    ['import {\n  type Stats,\n  lstat,\n} from "node:fs/promises";', 'const { lstat } = require("node:fs/promises");'],
    ['import { type Stats } from "node:fs";', ""],
  ])("%j is a require", (line, wanted) => {
    expect(withRequires(line, null)).toBe(wanted);
  });

  it.each([
    'import { z } from "zod";',
    'import { parse } from "./process.ts";',
    'import type { Stats } from "node:fs";',
    '  import os from "node:os";',
    'export { open } from "node:fs";',
  ])("%j stays", (line) => {
    expect(withRequires(line, null)).toBe(line);
  });

  it("is put off to the call where a library needs the module for what is never done", () => {
    const line = "import childProcess from 'node:child_process';";
    expect(withRequires(line, "commander")).toBe(
      "const childProcess = { spawn: (...words) => require('node:child_process').spawn(...words) };",
    );
    expect(withRequires(line, "another")).toBe('const childProcess = require("node:child_process");');
  });
});
