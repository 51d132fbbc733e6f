import { describe, expect, it } from "@jest/globals";
import { chainTo } from "../../../src/core/comparison/chain-to.ts";
import { demandChains } from "../../../src/core/comparison/demand-chain.ts";
import { normalizeName } from "../../../src/core/python/name.ts";
import { fc } from "../../support/fast-check.ts";
import { resolutionOf } from "../../support/resolution-text.ts";

const chain = (text: string, name: string) => chainTo(resolutionOf(text), normalizeName(name));

describe("chainTo", () => {
  it("leads from a manifest's line to the package, markers left out", () => {
    const found = chain(
      `torch 2.11.0 <- requirements.txt:3 torch==2.11.0
       cuda-toolkit 13.0.2 <- torch: cuda-toolkit[cublas]==13.0.2; platform_system == "Linux"
       nvidia-cublas 13.1.0 <- cuda-toolkit: nvidia-cublas==13.1.*`,
      "nvidia-cublas",
    );
    expect(found?.texts).toEqual([
      "requirements.txt:3 torch==2.11.0",
      "cuda-toolkit[cublas]==13.0.2",
      "nvidia-cublas==13.1.*",
    ]);
    expect(found?.names).toEqual(["torch", "cuda-toolkit", "nvidia-cublas"]);
    expect(found?.root.origin).toMatchObject({ file: "requirements.txt", line: 3 });
  });

  it("takes the shortest, then the first by name, whatever order the demands are in", () => {
    const lines = [
      "z 1 <- a.txt:1 z",
      "b 1 <- a.txt:2 b",
      "c 1 <- a.txt:3 c",
      "deep 1 <- b: deep",
      "x 1 <- deep: x | c: x>1 | b: x>2",
    ];
    expect(chain(lines.join("\n"), "x")?.texts).toEqual(["a.txt:2 b", "x>2"]);
    expect(chain([...lines].reverse().join("\n"), "x")?.texts).toEqual(["a.txt:2 b", "x>2"]);
  });

  it("prefers the line that asks over one that constrains, then the first by file and line", () => {
    expect(chain("x 1 <- constraint a.txt:1 x<2 | b.txt:9 x | b.txt:2 x>=1", "x")?.texts).toEqual(["b.txt:2 x>=1"]);
  });

  it("shows a requirement of the command line by its text", () => {
    expect(chain("x 1 <- x>=1", "x")?.texts).toEqual(["x>=1"]);
  });

  it("ends on cycles, and has no chain to what nobody asks for", () => {
    const text = "a 1 <- r.txt:1 a | b: a\nb 1 <- a: b\nc 1 <- d: c\nd 1 <- c: d\ne 1";
    expect([...demandChains(resolutionOf(text)).keys()]).toEqual(["a", "b"]);
    expect(chain(text, "c")).toBeNull();
    expect(chain(text, "unknown")).toBeNull();
  });

  it("cuts what is long", () => {
    const extras = Array.from({ length: 100 }, (_, at) => `extra${at}`).join(",");
    expect(chain(`a 1 <- r.txt:1 a\nb 1 <- a: b[${extras}]`, "b")?.texts[1]).toHaveLength(161);
  });

  it("is the same from the package up as from the manifests down", () => {
    const demands = fc.array(fc.tuple(fc.nat(11), fc.nat(11)), { minLength: 4, maxLength: 30 });
    const roots = fc.array(fc.nat(11), { minLength: 1, maxLength: 3 });
    fc.assert(
      fc.property(demands, roots, (edges, lines) => {
        const text = Array.from({ length: 12 }, (_, at) => {
          const asked = [
            ...lines.flatMap((line, place) => (line === at ? [`r.txt:${place + 1} p${at}`] : [])),
            ...edges.flatMap(([from, to]) => (to === at ? [`p${from}: p${at}`] : [])),
          ];
          return asked.length === 0 ? `p${at} 1` : `p${at} 1 <- ${asked.join(" | ")}`;
        });
        const resolution = resolutionOf(text.join("\n"));
        const all = demandChains(resolution);
        for (const { name } of resolution.packages) expect(chainTo(resolution, name)).toEqual(all.get(name) ?? null);
      }),
    );
  });

  it("walks the whole graph where the line is far", () => {
    const lines = ["p0 1 <- r.txt:1 p0"];
    for (let at = 1; at < 100; at += 1) lines.push(`p${at} 1 <- p${at - 1}: p${at}`);
    const resolution = resolutionOf(lines.join("\n"));
    expect(chainTo(resolution, normalizeName("p99"))?.names).toHaveLength(100);
    expect(chainTo(resolution, normalizeName("p99"))).toBe(demandChains(resolution).get(normalizeName("p99")));
  });

  it("is quick on a wide graph", () => {
    const lines = ["p0 1 <- r.txt:1 p0"];
    for (let at = 1; at < 3_000; at += 1) lines.push(`p${at} 1 <- p${Math.floor(at / 2)}: p${at} | p${at - 1}: p${at}`);
    expect(demandChains(resolutionOf(lines.join("\n"))).size).toBe(3_000);
  });
});
