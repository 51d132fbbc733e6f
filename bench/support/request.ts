import { cpython } from "../../__tests__/core/python/targets.ts";
import { parseDependencySpecifier } from "../../src/core/python/dependency-specifier.ts";
import { defaultResolveOptions, type ResolveRequest } from "../../src/core/resolution/request.ts";
import { linuxOn } from "../../src/core/target/platform.ts";

/** A request for what the benchmarks resolve: Python 3.11 on x86_64 with glibc 2.28, wheels only. */
export function requestFor(requirements: readonly string[]): ResolveRequest {
  return {
    requirements: requirements.map((text, at) => {
      const specifier = parseDependencySpecifier(text);
      if (!specifier.ok) throw new Error(`${text}: ${specifier.problem.message}`);
      const origin = { file: "requirements.in", line: at + 1, column: 1, endColumn: text.length + 1 };
      return { specifier: specifier.value, text, kind: "direct" as const, origin, hashes: [] };
    }),
    target: {
      ...linuxOn("x86_64"),
      id: "bench",
      python: cpython(11),
      libc: { family: "glibc", major: 2, minor: 28 },
      driver: null,
      gpus: [],
      image: null,
      cpuFeatures: [],
      sources: {},
    },
    options: { ...defaultResolveOptions, onlyBinary: [":all:"] },
  };
}
