import { gzipSync } from "node:zlib";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import type { ResolutionOutcome } from "../../../src/core/resolution/resolution.ts";
import { resolve } from "../../../src/core/resolution/resolve.ts";
import { speculation } from "../../../src/core/resolution/speculation.ts";
import type { Http } from "../../../src/shell/http/http.ts";
import { drive } from "../../../src/shell/resolve/drive.ts";
import { fc } from "../../support/fast-check.ts";
import { patience, runsOf } from "../../support/fuzz.ts";
import { type Fault, type LoopbackOptions, startLoopbackIndex } from "../../support/loopback-index.ts";
import { pinsOf, requestOf } from "../../support/universe-text.ts";
import { clientOf, testHttp } from "./index-fixture.ts";

const packages = [
  {
    name: "app",
    versions: [
      { version: "2.0", requires: ["lib>=1", "tool"] },
      { version: "1.0", requires: ["lib"] },
    ],
  },
  {
    name: "lib",
    versions: [
      { version: "1.0", requires: ["base<2"] },
      { version: "1.5", requires: ["base>=3"] },
    ],
  },
  { name: "base", versions: [{ version: "1.0" }, { version: "1.9" }, { version: "2.0" }] },
  {
    name: "tool",
    versions: [
      { version: "0.9", wheels: [], sdist: { "PKG-INFO": "Metadata-Version: 2.2\nName: tool\nVersion: 0.9\n" } },
    ],
  },
];
const right = "app 2.0, base 1.9, lib 1.0, tool 0.9";
const pages = packages.map(({ name }) => `/simple/${name}/`);
const files = ["app-2.0", "app-1.0", "lib-1.0", "lib-1.5", "base-1.0", "base-1.9", "base-2.0"].flatMap((stem) => [
  `/files/${stem}-py3-none-any.whl`,
  `/files/${stem}-py3-none-any.whl.metadata`,
]);

let http: Http;
beforeEach(() => {
  http = testHttp();
});
afterEach(() => http.close());

async function outcomeWith(
  options: Partial<LoopbackOptions>,
  faults: readonly (readonly [path: string, fault: Fault])[],
): Promise<ResolutionOutcome> {
  await using server = await startLoopbackIndex({ packages, ...options });
  for (const [path, fault] of faults) server.fault(path, fault);
  const request = requestOf("app");
  return await drive(resolve(request), clientOf(http, [server.url]), speculation(request));
}

/** The right pins, or a reason why there are none: never other pins, and never a proof that there can be none. */
function expectRightOrUnknown(outcome: ResolutionOutcome): void {
  if (outcome.kind === "resolved") {
    expect(pinsOf(outcome)).toBe(right);
    return;
  }
  expect(outcome.kind).toBe("incomplete");
  if (outcome.kind !== "incomplete") return;
  expect(outcome.notAssessed.length).toBeGreaterThan(0);
  for (const { what, why } of outcome.notAssessed) expect([what, why]).not.toContain("");
}

const garbage = fc.constantFrom<string | Uint8Array>(
  "",
  "{",
  "<html>",
  "<!DOCTYPE html><title>Sign in</title>",
  "\u0000\u0001",
  gzipSync("<html></html>"),
  "null",
  "Metadata-Version: 2.1\nName: another\nVersion: 1\n",
);

/** What a server, or what lies before it, does to some of the requests for a path. */
const fault: fc.Arbitrary<Fault> = fc
  .tuple(
    fc.oneof(
      fc
        .constantFrom(400, 401, 403, 408, 429, 500, 502, 503, 504)
        .map((status) => ({ kind: "status", status }) as const),
      fc.constant({ kind: "status", status: 429, headers: { "retry-after": "1" } } as const),
      fc.nat(400).map((afterBytes) => ({ kind: "reset", afterBytes }) as const),
      fc.nat(400).map((afterBytes) => ({ kind: "truncate", afterBytes }) as const),
      fc.constant({ kind: "redirect", to: "http://169.254.169.254/" } as const),
      fc
        .constantFrom("text/plain", "application/json", "image/png", "")
        .map((type) => ({ kind: "headers", headers: { "content-type": type } }) as const),
      fc
        .constantFrom("gzip", "br", "zstd", "gzip, gzip")
        .map((encoding) => ({ kind: "headers", headers: { "content-encoding": encoding } }) as const),
      fc
        .constantFrom("bytes 0-0/1", "bytes 5-1/3", "bytes */*", "x")
        .map((range) => ({ kind: "headers", headers: { "content-range": range } }) as const),
    ),
    fc.constantFrom(1, 2, 3, undefined),
  )
  .map(([kind, times]) => (times === undefined ? kind : { ...kind, times }));

const spoiled = fc.tuple(garbage, fc.constantFrom(1, undefined)).map(
  ([body, times]): Fault => ({
    kind: "body",
    body,
    ...(times !== undefined && { times }),
  }),
);

describe("an index with faults", () => {
  it(
    "gives the right pins or a reason, whatever fails of its pages and files",
    async () => {
      const options = fc.record({
        dialect: fc.constantFrom("json", "html"),
        gzip: fc.boolean(),
        sidecars: fc.constantFrom("promised", "none"),
        ranges: fc.constantFrom("full", "no-suffix", "none"),
      }) satisfies fc.Arbitrary<Partial<LoopbackOptions>>;
      const onPage = fc.tuple(fc.constantFrom(...pages), fault);
      const onFile = fc.tuple(fc.constantFrom(...files), fc.oneof(fault, spoiled));
      await fc.assert(
        fc.asyncProperty(
          options,
          fc.array(fc.oneof(onPage, onFile), { minLength: 1, maxLength: 5 }),
          async (how, faults) => {
            expectRightOrUnknown(await outcomeWith(how, faults));
          },
        ),
        runsOf(120),
      );
    },
    patience,
  );

  it.each<[string, Fault]>([
    ["hangs", { kind: "hang" }],
    ["drips past the limit", { kind: "drip", bytes: 1, everyMs: 40 }],
  ])("that %s is left within the limits", async (_, hanging) => {
    await http.close();
    http = testHttp("hasty");
    const outcome = await outcomeWith({}, [["/simple/base/", hanging]]);
    expect(outcome).toMatchObject({ kind: "incomplete" });
    expectRightOrUnknown(outcome);
  });

  it.each<[string, Fault]>([
    ["answers 500 in a burst", { kind: "status", status: 500, times: 2 }],
    ["asks to wait", { kind: "status", status: 429, headers: { "retry-after": "0" }, times: 1 }],
    ["breaks off once", { kind: "reset", afterBytes: 20, times: 1 }],
    ["drips", { kind: "drip", bytes: 60, everyMs: 2 }],
    ["names a wrong type", { kind: "headers", headers: { "content-type": "image/png" } }],
  ])("that %s is got over", async (_, passing) => {
    for (const dialect of ["json", "html"] as const)
      expect(
        pinsOf(
          await outcomeWith(
            { dialect },
            pages.map((path) => [path, passing] as const),
          ),
        ),
      ).toBe(right);
  });

  it("keeps to the page that it began with where the next one is another", async () => {
    await using server = await startLoopbackIndex({ packages });
    const client = clientOf(http, [server.url]);
    const request = requestOf("app");
    expect(pinsOf(await drive(resolve(request), client))).toBe(right);
    server.replace([{ name: "app", versions: [{ version: "9.0" }] }]);
    // The same client is the same moment: base and head of a change see one page.
    expect(pinsOf(await drive(resolve(requestOf("app")), client))).toBe(right);
    expect(pinsOf(await drive(resolve(requestOf("app")), clientOf(http, [server.url])))).toBe("app 9.0");
  });

  it("does not mix the sidecar's word with the wheel's", async () => {
    const lying = packages.map((one) =>
      one.name === "lib"
        ? {
            ...one,
            versions: one.versions.map((version) => ({
              ...version,
              metadata: `Metadata-Version: 2.1\nName: lib\nVersion: ${version.version}\nRequires-Dist: ghost\n`,
              sidecar: `Metadata-Version: 2.1\nName: lib\nVersion: ${version.version}\nRequires-Dist: base<2\n`,
            })),
          }
        : one,
    );
    // The index promises the sidecar with its digest: it is what counts, as for pip and uv.
    expect(pinsOf(await outcomeWith({ packages: lying }, []))).toBe("app 2.0, base 1.9, lib 1.5, tool 0.9");
    // Another's sidecar is nobody's: a name or a version that is not the file's.
    for (const sidecar of ["Name: other\nVersion: 1.5", "Name: lib\nVersion: 1.4"]) {
      const stranger = lying.map((one) => ({
        ...one,
        versions: one.versions.map((version) =>
          version.version === "1.5" ? { ...version, sidecar: `Metadata-Version: 2.1\n${sidecar}\n` } : version,
        ),
      }));
      const outcome = await outcomeWith({ packages: stranger }, []);
      if (outcome.kind === "resolved") expect(pinsOf(outcome)).not.toContain("lib 1.5");
    }
  });
});
