// How the bundle comes to Node's own modules: by `require`, where the module that needs them is reached.
import { readFile } from "node:fs/promises";
import { isBuiltin } from "node:module";
import path from "node:path";
import type { Plugin } from "esbuild";

/** A line that imports, as this project and its libraries write it: a name, names in braces or a namespace. */
const importLine = /^import (?:(?:\* as )?([\w$]+))?(?:, )?(\{[^}]*\})? from (["'])([\w:/]+)\3;?$/gm;

/** What a library takes from one of Node's modules for what Pinwarden never has it do: loaded when it is called. */
const whenCalled: ReadonlyMap<string, string> = new Map([
  // A subcommand that is a program of its own; the module takes 3 ms to load.
  ["commander childProcess", "{ spawn: (...words) => require('node:child_process').spawn(...words) }"],
]);

/**
 * Node's own modules by `require`. A static import of a name that an older Node lacks ends the program before its first line,
 * and with it the sentence that a newer Node is needed. The imports are rewritten in the sources: what esbuild makes of an import of a CommonJS module
 * copies each of its names for each file that imports it, which takes 15 ms until a small set is resolved.
 */
export const builtinModules: Plugin = {
  name: "builtin-modules",
  setup(builder) {
    builder.onLoad({ filter: /\.(?:ts|m?js)$/ }, async ({ path: file }) => {
      const text = await readFile(file, "utf8");
      const contents = withRequires(text, packageOf(file));
      return contents === text ? null : { contents, loader: file.endsWith(".ts") ? "ts" : "js" };
    });
    builder.onResolve({ filter: /^/ }, ({ path: name, kind, importer }) =>
      kind === "import-statement" && isBuiltin(name)
        ? { errors: [{ text: `\`${importer}\` imports ${name} in a way that is not rewritten` }] }
        : null,
    );
  },
};

/** Each import of one of Node's modules as a `require`, with the types left out. */
export function withRequires(text: string, library: string | null): string {
  return text.replace(importLine, (line: string, whole?: string, names?: string, _quote?: string, name = "") => {
    if (!isBuiltin(name)) return line;
    const module = whenCalled.get(`${library} ${whole}`) ?? `require(${JSON.stringify(name)})`;
    const values = (names ?? "{}")
      .slice(1, -1)
      .split(",")
      .map((one) => one.trim())
      .filter((one) => one !== "" && !one.startsWith("type "))
      .map((one) => one.replace(/ as /, ": "));
    const ways = [
      ...(whole === undefined ? [] : [whole]),
      ...(values.length === 0 ? [] : [`{ ${values.join(", ")} }`]),
    ];
    return ways.map((way) => `const ${way} = ${module};`).join(" ");
  });
}

function packageOf(file: string): string | null {
  const parts = file.split(path.sep);
  const at = parts.lastIndexOf("node_modules");
  return at === -1 ? null : (parts[at + 1] ?? null);
}
