import { readdirSync, readFileSync } from "node:fs";
import { builtinModules } from "node:module";
import path from "node:path";
import { describe, expect, it } from "@jest/globals";

const root = path.dirname(import.meta.dirname);

function sources(folder: string): string[] {
  return readdirSync(path.join(root, folder), { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".ts"))
    .map((file) => path.posix.join(folder, file.split(path.sep).join("/")))
    .sort();
}

/** What a file imports, statically or not, types included. */
function importsOf(file: string): string[] {
  const text = readFileSync(path.join(root, file), "utf8");
  const found = text.matchAll(
    /(?:^|\n)\s*(?:import|export)\s[^"';]*?from\s*["']([^"']+)["']|(?:^|\n)import\s*["']([^"']+)["']|\bimport\(\s*["']([^"']+)["']/g,
  );
  return [...found].map((one) => one[1] ?? one[2] ?? one[3] ?? "");
}

/** The packages that the core may use: each computes and does nothing else. */
const pure = new Set([
  "ae-cvss-calculator",
  "dockerfile-ast",
  "mdast",
  "mdast-util-gfm",
  "mdast-util-to-markdown",
  "packageurl-js",
  "smol-toml",
  "spdx-expression-parse",
  "spdx-satisfies",
  "toml-eslint-parser",
  "yaml",
  "zod",
]);

const core = sources("src/core");
const packageOf = (name: string): string =>
  name
    .split("/")
    .slice(0, name.startsWith("@") ? 2 : 1)
    .join("/");

describe("the wall around the core", () => {
  it.each(core)("%s imports the core and pure packages alone", (file) => {
    const wrong = importsOf(file).filter((name) => {
      if (name.startsWith(".")) {
        const target = path.posix.join(path.posix.dirname(file), name);
        return !target.startsWith("src/core/") && !/^tables\/[\w-]+\.json$/.test(target);
      }
      return name.startsWith("node:") || builtinModules.includes(name) || !pure.has(packageOf(name));
    });
    expect(wrong).toEqual([]);
  });
});

describe("the direction of the flow", () => {
  it.each(sources("src/shell"))("%s knows no entry point", (file) => {
    const upwards = importsOf(file).filter(
      (name) => /^\.\.?\/.*(cli|action|check)\//.test(name) && !name.includes("core/"),
    );
    expect(upwards).toEqual([]);
  });

  it("gives the solver no word of Python", () => {
    const outside = sources("src/core/solver").flatMap((file) =>
      importsOf(file).filter((name) => path.posix.join(path.posix.dirname(file), name).startsWith("src/core/python")),
    );
    expect(outside).toEqual([]);
  });
});

describe("the size of the rooms", () => {
  it.each(sources("src"))("%s holds at most 400 lines", (file) => {
    expect(readFileSync(path.join(root, file), "utf8").split("\n").length).toBeLessThanOrEqual(400);
  });
});

describe("the size of the bundle", () => {
  it.each(sources("src"))("%s takes no more of zod than it names", (file) => {
    // Its `z` is one value that holds every locale, half a megabyte; of a namespace the bundler keeps what is used.
    const text = readFileSync(path.join(root, file), "utf8");
    expect(text).not.toMatch(/^import (?:type )?(?!\*)(?!type \*)[^;]*from "zod";/m);
  });
});
