import { ListedFiles, plainFile } from "../../src/core/index/listed-file.ts";
import type { ParsedPage } from "../../src/core/index/page-file.ts";
import { parseSimpleHtml } from "../../src/core/index/simple-html.ts";
import { parseSimpleJson } from "../../src/core/index/simple-json.ts";
import { fuzz } from "../support/fuzz.ts";

const place = { index: "https://pypi.org/simple/", url: "https://pypi.org/simple/a/" };
const digest = "ab".repeat(32);
const textOf = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);

/** Every field of every file: most are read only when somebody asks. */
function readAll(page: ParsedPage): void {
  if (page.kind === "page") for (const file of new ListedFiles(page.rows).all()) plainFile(file);
}

fuzz({
  name: "an HTML page",
  read: (bytes) => readAll(parseSimpleHtml(textOf(bytes), place)),
  seeds: [
    `<!DOCTYPE html>
<html><head><meta name="pypi:repository-version" content="1.1"><base href="../../"><title>Links for a</title></head>
<body><!-- a remark --><script>"<a href=x>"</script>
<a href="f/a-1.0%2Bcu121-cp311-cp311-linux_x86_64.whl#sha256=${digest}" data-requires-python="&gt;=3.8,&lt;4" data-yanked="">a</a>
<a data-core-metadata="sha256=${digest}" data-upload-time="2024-01-02T03:04:05Z" data-size=12 href='a-1.0.tar.gz'>b</a><br/>
</body></html>`,
  ],
  pieces: [
    "<a ",
    '<a href="',
    "<a href='",
    "<a href=a-1.0.zip>",
    "<A HREF = ",
    'a-1.0.tar.gz">',
    "#sha256=",
    `#sha256=${digest}`,
    "<!--",
    "-->",
    "<!",
    "<script>",
    "</script",
    "</",
    "<base href=",
    "<base href='//h/'>",
    "<meta ",
    "name=",
    "content=",
    "data-yanked",
    'data-requires-python="',
    "data-core-metadata=",
    "&amp;",
    "&#x",
    "&#1114112;",
    "&",
    '"',
    "'",
    "=",
    "/",
    ">",
    "<",
    " ",
    "\u0000",
    "../",
    "%2F",
    "%",
    "http://[",
  ],
  around: [
    ['<a href="', '">'],
    ["<a href='a-1.0.zip' data-yanked='", "'>"],
    ["<script>", "</script>"],
  ],
});

fuzz({
  name: "a JSON page",
  read: (bytes) => readAll(parseSimpleJson(textOf(bytes), place)),
  seeds: [
    JSON.stringify({
      meta: { "api-version": "1.3" },
      name: "a",
      "project-status": { status: "archived", reason: "x" },
      versions: ["1.0"],
      files: [
        {
          filename: "a-1.0-py3-none-any.whl",
          url: "https://h.example/a-1.0-py3-none-any.whl",
          hashes: { sha256: digest },
          "requires-python": ">=3",
          yanked: "bad",
          "upload-time": "2024-01-02T03:04:05.678Z",
          size: 7,
          "core-metadata": { sha256: digest },
        },
        { filename: "a-1.0.tar.gz", url: "../a-1.0.tar.gz", hashes: {}, "dist-info-metadata": false },
      ],
    }),
  ],
  pieces: [
    '{"files":[',
    '{"filename":"a-1.0.zip",',
    '"url":',
    '"hashes":{"__proto__":{}},',
    '"yanked":true,',
    '"core-metadata":',
    '"https://h.example/a-1.0.zip"}',
    '"__proto__":',
    '"meta":{"api-version":"1.0"},',
    "[",
    "]",
    "{",
    "}",
    ",",
    ":",
    '"',
    "\\u0000",
    "\\",
    "null",
    "-1e999",
    "true",
  ],
  around: [
    ['{"files":[', "]}"],
    ['{"files":[{"filename":"a-1.0.zip","url":"', '"}]}'],
    ['{"files":[{"filename":"', '","url":"a-1.0.zip"}]}'],
  ],
});
