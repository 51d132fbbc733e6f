import { readFileSync } from "node:fs";
import path from "node:path";
import { readConfig } from "../../src/core/config/read-config.ts";
import { matchesGlob, readGlob } from "../../src/core/discovery/glob.ts";
import { fuzz } from "../support/fuzz.ts";

const textOf = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);

fuzz({
  name: "the configuration",
  read: (bytes) => readConfig(textOf(bytes), ".github/pinwarden.yml"),
  seeds: [
    readFileSync(path.join(import.meta.dirname, "../../examples/vision-service/base/.github/pinwarden.yml")),
    `extends: owner/repo/path@ref
models:
  - { id: a, path: models/*, targets: [prod] }
targets: &t
  prod: { python: "3.11", platform: linux/amd64, glibc: "2.31", driver: "535.183.01", gpu: [T4], image: "a/b:1" }
indexes:
  - { name: i, url: https://h.example/simple }
policy:
  fail-on-severity: 7.5
  packages: [{ name: torch, range: ">=2.4,<2.9", reason: "x" }]
  ignore: [{ id: GHSA-xxxx, package: pillow, until: 2027-01-31, reason: y, owner: "@ml" }]
`,
  ],
  pieces: [
    "models:\n",
    "  - ",
    "- ",
    "a: ",
    "a: b\n",
    "&a ",
    "*a",
    "{",
    "}",
    "[",
    "]",
    ",",
    ": ",
    "? ",
    "| \n",
    ">\n ",
    '"',
    "'",
    "#",
    "\n",
    "  ",
    "\t",
    "---\n",
    "...\n",
    "!!python/object ",
    "!!binary ",
    "<<: *a\n",
    "%YAML 1.1\n",
    "__proto__: 1\n",
    "targets:\n",
    "2027-01-31",
    "3.10",
    "\u0000",
    "~",
    "\\x",
  ],
  around: [
    ["models: [", "]\n"],
    ['a: "', '"\n'],
    ["policy:\n  ignore:\n", ""],
    ["models:\n  - path: '", "'\n"],
  ],
});

fuzz({
  name: "a glob of the configuration",
  read(bytes) {
    const text = textOf(bytes).slice(0, 4000);
    matchesGlob(readGlob(text), "a/a/a/a/a/a/a/a/b");
    matchesGlob(readGlob("**/a*a*/**/b"), text);
  },
  seeds: ["models/**/serving-*/[a-c]?.txt"],
  pieces: ["*", "**", "/", "a", "?", "[", "]", "{a,", "}", "!", "\\", "**/", "a*"],
});
