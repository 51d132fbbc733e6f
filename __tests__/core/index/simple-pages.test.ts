import { describe, expect, it } from "@jest/globals";
import type { DistributionFile } from "../../../src/core/index/distribution-file.ts";
import { ListedFiles, plainFile } from "../../../src/core/index/listed-file.ts";
import type { ParsedPage } from "../../../src/core/index/page-file.ts";
import { parseSimpleHtml } from "../../../src/core/index/simple-html.ts";
import { type PageForm, parseSimpleJson } from "../../../src/core/index/simple-json.ts";
import { fc } from "../../support/fast-check.ts";

const place = { index: "https://pypi.org/simple/", url: "https://pypi.org/simple/a/" };
const digest = "ab".repeat(32);

const listed = (page: Extract<ParsedPage, { kind: "page" }>): readonly DistributionFile[] =>
  new ListedFiles(page.rows).all();

function files(page: ParsedPage): readonly DistributionFile[] {
  if (page.kind !== "page") throw new Error(page.reason);
  return listed(page).map(plainFile);
}
const html = (text: string): readonly DistributionFile[] => files(parseSimpleHtml(text, place));
const onlyUrl = (text: string): string | undefined => html(text)[0]?.url;

describe("parseSimpleHtml", () => {
  it("reads every attribute that the PEPs give a file", () => {
    const text = `<a href="https://files.pythonhosted.org/p/a-1.0-py3-none-any.whl#sha256=${digest}" data-requires-python="&gt;=3.8,&lt;4" data-yanked="bad &amp; ugly"
      data-core-metadata="sha256=${digest}" data-upload-time="2024-01-02T03:04:05.678Z" data-size="12">x</a>`;
    expect(html(text)).toEqual([
      {
        filename: "a-1.0-py3-none-any.whl",
        url: "https://files.pythonhosted.org/p/a-1.0-py3-none-any.whl",
        index: place.index,
        hashes: { sha256: digest },
        requiresPython: ">=3.8,<4",
        yanked: "bad & ugly",
        uploadTime: "2024-01-02T03:04:05.678Z",
        size: 12,
        coreMetadata: true,
        coreMetadataHashes: { sha256: digest },
      },
    ]);
  });

  it.each([
    ["any order and quoting", "<A data-yanked HREF='/f/a-1.0.tar.gz' >", "https://pypi.org/f/a-1.0.tar.gz"],
    ["no quotes at all", "<a rel=nofollow href=../../f/a-1.0.tar.gz>", "https://pypi.org/f/a-1.0.tar.gz"],
    ["line breaks within the tag", '<a\n  href\n=\n"a-1.0.zip"\n>', "https://pypi.org/simple/a/a-1.0.zip"],
    [
      "a base address",
      '<base href="https://mirror.example/x/"><a href="a-1.0.zip">',
      "https://mirror.example/x/a-1.0.zip",
    ],
    [
      "only the first base",
      '<base href="https://one.example/"><base href="https://two.example/"><a href="a-1.0.zip">',
      "https://one.example/a-1.0.zip",
    ],
    ["another host", '<a href="//cdn.example/a-1.0.zip">', "https://cdn.example/a-1.0.zip"],
    [
      "an escaped local version",
      '<a href="https://h.example/whl/cu121/a-1.0%2Bcu121-py3-none-any.whl">',
      "https://h.example/whl/cu121/a-1.0%2Bcu121-py3-none-any.whl",
    ],
    [
      "entities in the address",
      '<a href="https:&#x2F;&#47;h.example/a-1.0.zip?x=1&amp;y=2">',
      "https://h.example/a-1.0.zip?x=1&y=2",
    ],
    ["credentials, which are dropped", '<a href="https://u:p@h.example/a-1.0.zip">', "https://h.example/a-1.0.zip"],
    ["dot segments", '<a href="https://pypi.org/x/../y/./a-1.0.zip">', "https://pypi.org/y/a-1.0.zip"],
  ])("resolves with %s", (_, text, url) => expect(onlyUrl(text)).toBe(url));

  it("resolves the thousandth link as the first", () => {
    const links = [
      "https://h.example/p/a-1.0.zip",
      "https://h.example/p/../q/a-2.0.zip",
      "https://h.example/p/a b-3.0.zip",
      "https://h.example/%41/a-4.0.zip",
    ];
    expect(html(links.map((link) => `<a href="${link}">`).join("")).map(({ url }) => url)).toEqual(
      links.map((link) => new URL(link).href),
    );
  });

  it("unescapes the name of a local version", () => {
    expect(html('<a href="a-1.0%2Bcu121-py3-none-any.whl">')[0]?.filename).toBe("a-1.0+cu121-py3-none-any.whl");
  });

  it("tells silence from a promise and from its denial", () => {
    const read = (attribute: string) => html(`<a href="a-1.0.zip" ${attribute}>`)[0]?.coreMetadata;
    expect([
      read(""),
      read("data-core-metadata"),
      read('data-core-metadata="true"'),
      read('data-core-metadata="false"'),
      read("data-dist-info-metadata"),
    ]).toEqual([null, true, true, false, true]);
  });

  it("drops what is no distribution, and counts it", () => {
    const page = parseSimpleHtml(
      '<a href="a-1.0.exe"><a href="a-1.0-py2.7.egg"><a href="../"><a href="javascript:a-1.0.zip"><a name="x"><a href="a-1.0.zip">',
      place,
    );
    expect(page).toMatchObject({ kind: "page", dropped: 4 });
    expect(files(page)).toHaveLength(1);
  });

  it("sees no links in comments, scripts, or the values of attributes", () => {
    const text = `<!-- <a href="x-1.zip"> --><script>"<a href='x-2.zip'>"</script><a href="a-1.0.zip" data-yanked="<a href='x-3.zip'>" data-requires-python=">=3,<4">`;
    expect(html(text).map(({ filename }) => filename)).toEqual(["a-1.0.zip"]);
    expect(html(text)[0]).toMatchObject({ yanked: "<a href='x-3.zip'>", requiresPython: ">=3,<4" });
  });

  it("lets no page of the network name a file of this machine", () => {
    for (const text of [
      '<a href="file:///srv/a-1.0.zip">',
      '<base href="file:///srv/x/"><a href="a-1.0.zip"><a href="../a-1.0.zip">',
    ])
      expect(html(text)).toEqual([]);
    expect(files(parseSimpleJson('{"files":[{"filename":"a-1.0.zip","url":"file:///srv/a-1.0.zip"}]}', place))).toEqual(
      [],
    );
    const local = parseSimpleHtml('<a href="../a-1.0.zip">', { index: "file:///srv/", url: "file:///srv/a/" });
    expect(files(local)[0]?.url).toBe("file:///srv/a-1.0.zip");
  });

  it("takes no digest of an unknown algorithm or a wrong length", () => {
    for (const fragment of ["sha256=abcd", `__proto__=${digest}`, `sha256=${"zz".repeat(32)}`, "egg=a"])
      expect(html(`<a href="a-1.0.zip#${fragment}">`)[0]?.hashes).toEqual({});
    expect(html(`<a href="a-1.0.zip#egg=a&sha256=${digest.toUpperCase()}">`)[0]?.hashes).toEqual({ sha256: digest });
  });

  it("reads where attestations are and why a project has its status (PEP 740, 792)", () => {
    const text = `<meta name="pypi:project-status" content="archived"><meta name="pypi:project-status-reason" content=" moved &amp; renamed ">
      <a href="a-1.0.tar.gz" data-provenance="https://pypi.org/integrity/a/1.0/a-1.0.tar.gz/provenance">x</a><a href="a-1.1.tar.gz" data-provenance="javascript:alert(1)">y</a>`;
    const page = parseSimpleHtml(text, place);
    expect(page).toMatchObject({ status: "archived", statusReason: "moved & renamed" });
    expect(files(page).map(({ provenance }) => provenance)).toEqual([
      "https://pypi.org/integrity/a/1.0/a-1.0.tar.gz/provenance",
      undefined,
    ]);
    const alone = parseSimpleHtml('<meta name="pypi:project-status-reason" content="why">', place);
    expect(alone).not.toHaveProperty("statusReason");
  });

  it("reads the status and refuses a later major version", () => {
    expect(parseSimpleHtml('<meta name="pypi:project-status" content="quarantined">', place)).toMatchObject({
      status: "quarantined",
    });
    expect(parseSimpleHtml('<meta content="1.9" name="pypi:repository-version">', place)).toMatchObject({
      kind: "page",
    });
    expect(parseSimpleHtml('<meta name="pypi:repository-version" content="2.0">', place)).toMatchObject({
      kind: "broken",
      reason: expect.stringContaining("2.0"),
    });
  });

  it("takes no page that lost its end for a shorter one", () => {
    const page =
      '<!DOCTYPE html><HTML lang="en"><body><a href="a-1.0.zip">a</a>\n<a href="a-2.0.zip">b</a></body></html>';
    expect(files(parseSimpleHtml(`${page}\n<!-- made at noon -->\n`, place))).toHaveLength(2);
    for (let end = 1; end < page.length; end += 1)
      expect(parseSimpleHtml(page.slice(0, end), place)).toMatchObject({
        kind: "broken",
        reason: expect.stringContaining("cut off"),
      });
    expect(html('<!DOCTYPE html><a href="a-1.0.zip">a</a><a href="a-2.0.zip">b')).toHaveLength(2);
  });

  it("takes only times in UTC", () => {
    const time = (text: string) => html(`<a href="a-1.0.zip" data-upload-time="${text}">`)[0]?.uploadTime;
    expect([
      time("2024-01-02T03:04:05Z"),
      time("2024-01-02 03:04:05+00:00"),
      time("2024-01-02T03:04:05+02:00"),
      time("yesterday"),
    ]).toEqual(["2024-01-02T03:04:05Z", "2024-01-02T03:04:05Z", null, null]);
  });

  it("takes any text at all, in time linear in its length", () => {
    const pieces = fc.constantFrom(
      "<a ",
      "href=",
      '"',
      "'",
      ">",
      "<!--",
      "-->",
      "<script>",
      "</script",
      "<base ",
      "a-1.0.zip",
      "&#",
      ";",
      "=",
      "/",
      " ",
      "<",
      "\u0000",
      "é",
    );
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 60 }), (parts) =>
        ["page", "broken"].includes(parseSimpleHtml(parts.join(""), place).kind),
      ),
    );
    for (const piece of ['<a href="', "<a href='x", "<!--", "<script>", "<a a=b ", '<a href="#', "</", "<a x='"])
      parseSimpleHtml(piece.repeat(200_000), place);
  });
});

describe.each<PageForm>(["rows", "text"])("parseSimpleJson, to be held as %s", (form) => {
  const parse = (source: string): ParsedPage => parseSimpleJson(source, place, form);
  const json = (entry: unknown, more: object = {}): ParsedPage =>
    parse(JSON.stringify({ meta: { "api-version": "1.3" }, name: "a", files: [entry], ...more }));
  const entry = { filename: "a-1.0.tar.gz", url: "https://h.example/a-1.0.tar.gz", hashes: { sha256: digest } };

  it("reads a file", () => {
    const full = {
      ...entry,
      "requires-python": ">=3",
      yanked: true,
      "upload-time": "2024-01-02T03:04:05Z",
      size: 7,
      "core-metadata": { sha256: digest },
    };
    expect(files(json(full, { "project-status": { status: "archived" } }))).toEqual([
      {
        filename: "a-1.0.tar.gz",
        url: "https://h.example/a-1.0.tar.gz",
        index: place.index,
        hashes: { sha256: digest },
        requiresPython: ">=3",
        yanked: "",
        uploadTime: "2024-01-02T03:04:05Z",
        size: 7,
        coreMetadata: true,
        coreMetadataHashes: { sha256: digest },
      },
    ]);
  });

  it("reads where attestations are and why a project has its status (PEP 740, 792)", () => {
    const provenance = "https://pypi.org/integrity/a/1.0/a-1.0.tar.gz/provenance";
    const page = json({ ...entry, provenance }, { "project-status": { status: "quarantined", reason: "malware" } });
    expect(page).toMatchObject({ status: "quarantined", statusReason: "malware" });
    expect(files(page)[0]?.provenance).toBe(provenance);
    expect(files(json({ ...entry, provenance: null }))[0]).not.toHaveProperty("provenance");
    expect(json(entry, { "project-status": { status: "archived", reason: 7 } })).not.toHaveProperty("statusReason");
    expect(json(entry, { "project-status": { reason: "x" } })).toMatchObject({ status: null });
  });

  it("reads what wrong types leave", () => {
    const wrong = {
      ...entry,
      "requires-python": 3,
      yanked: false,
      "upload-time": 1,
      size: -1,
      hashes: [],
      "core-metadata": null,
    };
    expect(files(json(wrong))[0]).toMatchObject({
      requiresPython: null,
      yanked: null,
      uploadTime: null,
      size: null,
      hashes: {},
      coreMetadata: null,
    });
  });

  it.each([
    [{}],
    [null],
    [[]],
    [{ ...entry, url: 3 }],
    [{ ...entry, filename: "../a-1.0.tar.gz" }],
    [{ ...entry, url: "javascript:1" }],
  ])("drops %j", (bad) => expect(json(bad)).toMatchObject({ kind: "page", rows: { count: 0 }, dropped: 1 }));

  /** A list of lists with a sign that is no ASCII makes JSON's own parser read the page. */
  const both = (entry: object, more: object = {}): readonly [unknown, unknown] => {
    const seen = [json(entry, more), json({ ...entry, remark: [["\u00e9"]] }, more)].map((page) =>
      page.kind === "page" ? [files(page), page.dropped, page.status] : page,
    );
    return [seen[0], seen[1]];
  };
  const path = `3f/95/${"ab".repeat(30)}`;

  it.each([
    [{ url: `https://files.example/packages/${path}/a-1.0.tar.gz` }],
    [{ url: `https://files.example/packages/${path.toUpperCase()}/a-1.0.tar.gz` }],
    [{ url: `https://files.example/${path}/a-1.0.tar.gz?x#y` }],
    [{ url: "https://h.example/a%2D1.0.tar.gz" }],
    [{ url: "../../a-1.0.tar.gz" }],
    [{ url: "a-1.0.tar.gz" }],
    [{ hashes: { sha256: digest.toUpperCase() } }],
    [{ hashes: { md5: "0".repeat(32), sha256: digest } }],
    [{ hashes: { sha256: "short" } }],
    [{ hashes: { __proto__: null, constructor: "x" } }],
    [{ "upload-time": "2024-01-02T03:04:05.678901Z" }],
    [{ "upload-time": "2024-01-02T03:04:05.678901x" }],
    [{ "upload-time": "2024-01-02T03:04:05.6789012Z" }],
    [{ "upload-time": "0000-00-00T00:00:00.000000Z" }],
    [{ "requires-python": " >=3.8,\t<4 " }],
    [{ "requires-python": ' "quoted" \u2026 ' }],
    [{ yanked: 'a "bad" one\n' }],
    [{ size: 0 }],
    [{ size: 1e15 }],
    [{ size: 1.5 }],
    [{ size: 127 }],
    [{ size: 128 }],
    [{ "core-metadata": false }],
    [{ "core-metadata": true }],
    [{ "core-metadata": {} }],
    [{ "core-metadata": { md5: "0".repeat(32) } }],
    [{ "core-metadata": "yes" }],
    [{ "dist-info-metadata": { sha256: digest } }],
    [{ provenance: "https://h.example/integrity/a-1.0.tar.gz/$&/provenance" }],
    [{ provenance: "javascript:1" }],
    [{ nested: { files: [{ filename: "b" }], "": [[], {}, "]}", 1, null] } }],
    [{ filename: "a-1.0-py3-none-any.whl" }],
    [{ filename: "a-1.0.exe" }],
    [{ filename: ".whl" }],
    [{ filename: `${"a".repeat(600)}.zip` }],
  ])("reads %j as JSON's own parser does", (some) => {
    const [scanned, whole] = both({ ...entry, ...some });
    expect(scanned).toEqual(whole);
  });

  it("reads whatever values the fields have as JSON's own parser does", () => {
    const value = fc.oneof(
      fc.jsonValue(),
      fc.string(),
      fc.constantFrom(true, false, null, digest, 12, { sha256: digest }),
    );
    const name = fc.constantFrom(
      "core-metadata",
      "hashes",
      "provenance",
      "requires-python",
      "size",
      "upload-time",
      "yanked",
      "filename",
      "url",
    );
    fc.assert(
      fc.property(fc.dictionary(name, value), (some) => {
        const [scanned, whole] = both({ ...entry, ...some });
        expect(scanned).toEqual(whole);
      }),
    );
  });

  describe("of several files", () => {
    /** As JavaScript writes JSON, as Python does, and over several lines. */
    const spellings: readonly ((value: unknown) => string)[] = [
      (value) => JSON.stringify(value),
      (value) =>
        JSON.stringify(value, null, 1)
          .replace(/([{[])\n */g, "$1")
          .replace(/\n *([}\]])/g, "$1")
          .replace(/\n */g, " "),
      (value) => JSON.stringify(value, null, "\t"),
    ];
    const spelling = fc.constantFrom(...spellings);
    const name = fc.constantFrom(
      "a-1.0.tar.gz",
      "a-1.0-py3-none-any.whl",
      "a-1.0-cp311-cp311-linux_x86_64.whl",
      "a-2.0.zip",
      "a-1.0.exe",
      "x/a-1.0.zip",
      'a"-1.0.zip',
      "\u00e9-1.0.zip",
    );
    const address = fc.constantFrom(
      "https://h.example/p/",
      "https://h.example.org/p/",
      "http://other.example/",
      "../../p/",
      "p/",
      "javascript:",
      'https://h.example/"\\',
    );
    const field = fc.record(
      {
        yanked: fc.constantFrom<unknown>(false, true, "why", 'a "bad" one', "\u00e9"),
        "requires-python": fc.constantFrom<unknown>(null, ">=3.8", "\t", 3),
        size: fc.constantFrom<unknown>(7, 0, -1, 1.5, 1e30),
        hashes: fc.constantFrom<unknown>({ sha256: digest }, {}, { md5: "0".repeat(32), filename: "b-1.0.zip" }, null),
        "core-metadata": fc.constantFrom<unknown>(false, { sha256: digest }, null),
        other_key: fc.constantFrom<unknown>("x", { a: { b: 1 } }, []),
      },
      { requiredKeys: [] },
    );
    const made = fc
      .tuple(fc.option(name), fc.option(address), field, fc.boolean())
      .map(([filename, beginning, fields, isFirst]) => ({
        ...(isFirst ? {} : fields),
        ...(filename === null ? {} : { filename }),
        ...(beginning === null ? {} : { url: `${beginning}${filename}` }),
        ...(isFirst ? fields : {}),
      }));
    const told = (page: ParsedPage): unknown =>
      page.kind === "page" ? [files(page), page.dropped, page.status] : page.kind;
    /** The same page, which JSON's own parser is made to read by one more entry, which is dropped. */
    const whole = (entries: readonly unknown[]): unknown => {
      const page = parse(JSON.stringify({ files: [...entries, { remark: [["\u00e9"]] }] }));
      return told(page.kind === "page" ? { ...page, dropped: page.dropped - 1 } : page);
    };

    it("reads each as JSON's own parser does", () => {
      fc.assert(
        fc.property(fc.array(made, { maxLength: 12 }), spelling, (entries, spell) => {
          expect(told(parse(spell({ files: entries })))).toEqual(whole(entries));
        }),
        { numRuns: 300 },
      );
    });

    it("takes no page for one that is no JSON, whatever sign of it is spoilt", () => {
      const sign = fc.constantFrom('"', "\\", "{", "}", "[", "]", ",", ":", " ", "\n", "\u0001", "0", "x", "");
      fc.assert(
        fc.property(
          fc.array(made, { minLength: 1, maxLength: 4 }),
          spelling,
          fc.nat(),
          sign,
          (entries, spell, at, spoilt) => {
            const text = spell({ files: [...entries, ...entries] });
            const place = at % text.length;
            const other = text.slice(0, place) + spoilt + text.slice(place + 1);
            const isJson = ((): boolean => {
              try {
                return Array.isArray(JSON.parse(other).files);
              } catch {
                return false;
              }
            })();
            expect(parse(other).kind).toBe(isJson ? "page" : "broken");
          },
        ),
        { numRuns: 500 },
      );
    });

    it("tells where one continues the version of the one before", () => {
      const names = [
        "a-1.0-cp311-cp311-linux_x86_64.whl",
        "a-1.0-cp312-cp312-linux_x86_64.whl",
        "a-1.0.tar.gz",
        "a-1.0-py3-none-any.whl",
        "a-1.00-py3-none-any.whl",
      ];
      const page = parse(JSON.stringify({ files: names.map((filename) => ({ filename, url: filename })) }));
      if (page.kind !== "page") throw new Error(page.reason);
      expect(names.map((_, row) => page.rows.continues(row))).toEqual([false, true, false, false, false]);
    });

    it("reads an entry of very many escapes, and one of very many fields", () => {
      const escapes = { ...entry, yanked: "\n".repeat(6_000_000) };
      const fields = {
        ...entry,
        hashes: Object.fromEntries(Array.from({ length: 100_000 }, (_, at) => [`h${at}`, 1])),
      };
      for (const long of [escapes, fields])
        expect(parse(JSON.stringify({ files: [entry, long] }))).toMatchObject({ kind: "page", rows: { count: 2 } });
    });
  });

  it("takes the last of two keys, wherever else its name stands", () => {
    const first = JSON.stringify([{ ...entry, filename: "b-1.0.tar.gz" }]);
    const second = JSON.stringify([entry]);
    const names = (text: string): readonly string[] => files(parse(text)).map(({ filename }) => filename);
    expect(names(`{"files":${first},"files":${second}}`)).toEqual(["a-1.0.tar.gz"]);
    expect(names(`{"meta":{"files":${first}},"files":${second}}`)).toEqual(["a-1.0.tar.gz"]);
    expect(names(`{"x\\"files":${first},"files":${second}}`)).toEqual(["a-1.0.tar.gz"]);
    expect(names(`{ "files" :\n[ ] , "versions" : ["1.0"] }`)).toEqual([]);
  });

  it("refuses what is no JSON behind its files, and what is cut off anywhere", () => {
    const text = JSON.stringify({ files: [entry, entry], meta: { "api-version": "1.0" } });
    expect(parse(text).kind).toBe("page");
    for (let end = 0; end < text.length; end += 1) expect(parse(text.slice(0, end)).kind).toBe("broken");
    expect(parse(`${text}x`).kind).toBe("broken");
    expect(parse(text.replace("},{", "},,{")).kind).toBe("broken");
    expect(parse(text.replace("},{", "}{")).kind).toBe("broken");
  });

  it("keeps every file of a long page apart", () => {
    const many = Array.from({ length: 9000 }, (_, at) => {
      const filename = `a-1.${at >> 2}-cp3${at & 3}-cp3${at & 3}-linux_x86_64.whl`;
      const hex = at.toString(16).padStart(64, "0");
      return {
        filename,
        url: `https://files.example/p/${hex.slice(0, 2)}/${hex.slice(2, 4)}/${hex.slice(4)}/${filename}`,
        hashes: { sha256: hex },
        size: at * 1000,
      };
    });
    const page = files(parse(JSON.stringify({ files: many })));
    expect(page.map(({ filename, url, hashes, size }) => ({ filename, url, hashes, size }))).toEqual(many);
  });

  it.each(["", "[]", "{}", '{"files":', '{"files":{}}', '{"meta":{"api-version":"2.0"},"files":[]}'])(
    "says what is wrong with %j",
    (text) => expect(parse(text).kind).toBe("broken"),
  );

  it("survives any JSON", () => {
    fc.assert(fc.property(fc.json(), (text) => ["page", "broken"].includes(parse(text).kind)));
    fc.assert(fc.property(fc.jsonValue(), (value) => json(value).kind === "page"));
  });

  it("keeps fields readable through JSON, as a recording needs", () => {
    const page = json(entry);
    expect(page.kind === "page" && JSON.parse(JSON.stringify(listed(page)))).toEqual([...files(page)]);
  });
});
