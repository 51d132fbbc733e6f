/**
 * How long parsing takes, per page and per megabyte: `node bench/index/parse-page.ts [FILE…]`. Without files it makes a page of
 * 3 MB as the public index writes them, in HTML and in JSON. `names` is what a resolve needs of every file; `all` reads every field.
 */
import { readFileSync } from "node:fs";
import { ListedFiles } from "../../src/core/index/listed-file.ts";
import type { ParsedPage } from "../../src/core/index/page-file.ts";
import { parseSimpleHtml } from "../../src/core/index/simple-html.ts";
import { parseSimpleJson } from "../../src/core/index/simple-json.ts";

const place = { index: "https://pypi.org/simple/", url: "https://pypi.org/simple/numpy/" };
const rounds = 30;

function madePages(files: number): readonly (readonly [string, string])[] {
  const rows = Array.from({ length: files }, (_, index) => {
    const hex = (index * 2654435761).toString(16).padStart(16, "0").repeat(4).slice(0, 64);
    const filename = `numpy-${index % 40}.${index % 7}.${index % 9}-cp3${index % 6}-cp3${index % 6}-manylinux_2_17_x86_64.manylinux2014_x86_64.whl`;
    return {
      filename,
      hex,
      url: `https://files.pythonhosted.org/packages/${hex.slice(0, 2)}/${hex.slice(2, 4)}/${hex.slice(4)}/${filename}`,
    };
  });
  const html = rows.map(
    ({ filename, hex, url }) =>
      `<a href="${url}#sha256=${hex}" data-requires-python="&gt;=3.11" data-upload-time="2026-01-02T03:04:05.678901Z" data-core-metadata="sha256=${hex}">${filename}</a><br/>`,
  );
  const entries = rows.map(({ filename, hex, url }) => ({
    filename,
    url,
    hashes: { sha256: hex },
    "requires-python": ">=3.11",
    "upload-time": "2026-01-02T03:04:05.678901Z",
    size: 18_000_000,
    yanked: false,
    "core-metadata": { sha256: hex },
  }));
  return [
    ["made, HTML", `<!DOCTYPE html><html><body>${html.join("\n")}</body></html>`],
    ["made, JSON", JSON.stringify({ meta: { "api-version": "1.3" }, name: "numpy", files: entries })],
  ];
}

const pages =
  process.argv.length > 2
    ? process.argv.slice(2).map((path) => [path, readFileSync(path, "utf8")] as const)
    : madePages(6400);
for (const [name, text] of pages) {
  const parse = (): ParsedPage => (text.startsWith("{") ? parseSimpleJson(text, place) : parseSimpleHtml(text, place));
  const names = median(() => parse());
  const all = median(() => {
    const page = parse();
    if (page.kind === "page") for (const file of new ListedFiles(page.rows).all()) void file.hashes;
  });
  const page = parse();
  const megabytes = text.length / 1e6;
  const files = page.kind === "page" ? page.rows.count : 0;
  console.log(
    `${name}: ${megabytes.toFixed(2)} MB, ${files} files; names ${names.toFixed(1)} ms (${(names / megabytes).toFixed(1)} ms/MB), all ${all.toFixed(1)} ms`,
  );
}

function median(work: () => unknown): number {
  const times: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const started = performance.now();
    work();
    times.push(performance.now() - started);
  }
  return times.sort((one, other) => one - other)[rounds >> 1] ?? Number.NaN;
}
