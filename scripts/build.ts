// Bundles the sources into the one file that the action and the command line run: `node scripts/build.ts [--check | --into FOLDER]`.
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import process from "node:process";
import { build, type Metafile, type Plugin } from "esbuild";
import { builtinModules } from "./builtin-modules.ts";

const root = path.dirname(import.meta.dirname);
const bundle = "dist/index.js";

/** The pages of docs/rules in the place of the module that reads them from a checkout: `dist` is run alone. */
const rulePagesInside: Plugin = {
  name: "rule-pages-inside",
  setup(builder) {
    builder.onLoad({ filter: /[\\/]shell[\\/]documentation[\\/]rule-pages\.ts$/ }, () => {
      const folder = path.join(root, "docs/rules");
      const files = readdirSync(folder).filter((file) => file.endsWith(".md"));
      const pages = files.sort().map((file) => [file, readFileSync(path.join(folder, file), "utf8")]);
      const contents = `const pages = new Map(${JSON.stringify(pages)});
export function rulePageText(file) {
  return pages.get(file) ?? "";
}
`;
      return { contents, loader: "js" };
    });
  },
};

/** Builds in memory, so that `--check` can compare without touching what is committed. */
async function buildBundle(): Promise<Map<string, string>> {
  const result = await build({
    absWorkingDir: root,
    entryPoints: ["src/main.ts"],
    outfile: bundle,
    bundle: true,
    write: false,
    metafile: true,
    platform: "node",
    target: "node24",
    // For the same reason: an older Node could not parse the file.
    supported: { using: false },
    plugins: [rulePagesInside, builtinModules],
    format: "esm",
    // Un-minified: whoever reviews the action can read what it runs.
    minify: false,
    // Escaped: a single sign beyond Latin makes every sign of the source two bytes in memory, and its reading half as fast.
    charset: "ascii",
    legalComments: "none",
    logLevel: "warning",
    // Some CommonJS dependencies call `require` for Node's own modules.
    banner: {
      js: '#!/usr/bin/env node\nimport { createRequire as pinwardenCreateRequire } from "node:module";\nconst require = pinwardenCreateRequire(import.meta.url);',
    },
  });
  const output = result.outputFiles[0];
  if (output === undefined) throw new Error("esbuild wrote nothing");
  return new Map([
    [bundle, asciiOnly(output.text)],
    ["dist/licenses.txt", licenses(result.metafile)],
    // `dist` is run alone in an empty folder: this says that its file is an ES module.
    ["dist/package.json", `${JSON.stringify({ type: "module" })}\n`],
  ]);
}

/**
 * What esbuild leaves unescaped stands in remarks and in regular expressions, where an escape is the same. In the raw text of a template it would not be: that is refused.
 */
function asciiOnly(text: string): string {
  if (/String\.raw`[^`]*[^\0-\x7f]/.test(text)) throw new Error("a raw template holds a sign that is no ASCII");
  return text.replace(/[^\0-\x7f]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`);
}

/** The licence texts of every package that has code in the bundle, in the order of their names. */
function licenses(metafile: Metafile): string {
  const folders = new Set<string>();
  for (const input of Object.keys(metafile.inputs)) {
    const found = /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(input);
    if (found?.[1] !== undefined) folders.add(found[1]);
  }
  const texts = [...folders].map((folder) => {
    const manifest: { name: string; version: string; license?: string } = JSON.parse(
      readFileSync(path.join(root, folder, "package.json"), "utf8"),
    );
    const file = readdirSync(path.join(root, folder)).find((name) => /^(licen[cs]e|copying)/i.test(name));
    const text =
      file === undefined
        ? "(no licence file in the package)"
        : readFileSync(path.join(root, folder, file), "utf8").trim();
    return `${manifest.name} ${manifest.version} (${manifest.license ?? "unknown"})\n\n${text}\n`;
  });
  return texts.sort().join(`\n${"-".repeat(80)}\n\n`);
}

const outputs = await buildBundle();
if (process.argv.includes("--check")) {
  const stale = [...outputs].filter(([file, text]) => {
    const committed = path.join(root, file);
    return !existsSync(committed) || readFileSync(committed, "utf8") !== text;
  });
  for (const [file] of stale)
    process.stderr.write(`${file} is not what the sources build. Run \`npm run build\` and commit it.\n`);
  process.exit(stale.length === 0 ? 0 : 1);
}
const into = process.argv.includes("--into") ? process.argv[process.argv.indexOf("--into") + 1] : root;
if (into === undefined) throw new Error("`--into` is followed by a folder");
mkdirSync(path.join(into, "dist"), { recursive: true });
for (const [file, text] of outputs) writeFileSync(path.join(into, file), text);
process.stdout.write(`${bundle}: ${Math.round((outputs.get(bundle)?.length ?? 0) / 1024)} KiB\n`);
