import { describe, expect, it } from "@jest/globals";
import { readChallenge } from "../../../src/core/image/challenge.ts";

describe("what a registry wants to see", () => {
  it.each([
    [
      'Bearer realm="https://auth.docker.io/token",service="registry.docker.io",scope="repository:a/b:pull"',
      { kind: "bearer", realm: "https://auth.docker.io/token", service: "registry.docker.io" },
    ],
    ["bearer realm=https://auth.example/t", { kind: "bearer", realm: "https://auth.example/t", service: null }],
    [
      'Basic realm="a, b", Bearer realm = "https://x.example" , error="invalid_token"',
      { kind: "bearer", realm: "https://x.example", service: null },
    ],
    ['Bearer realm="https://x.example/\\"q"', { kind: "bearer", realm: 'https://x.example/"q', service: null }],
    [
      'Bearer realm="https://first.example",realm="https://second.example"',
      { kind: "bearer", realm: "https://first.example", service: null },
    ],
    ['Bearer realm="https://x.example', { kind: "bearer", realm: "https://x.example", service: null }],
    ['Basic realm="registry"', { kind: "basic" }],
    ["Basic", { kind: "basic" }],
    ["Negotiate", null],
    ["Bearer", null],
    ['realm="https://x.example"', null],
    ["", null],
    [`Bearer realm="${"a".repeat(9000)}"`, null],
  ])("reads %s", (header, wanted) => expect(readChallenge(header)).toEqual(wanted));

  it("reads none where there is no header", () => expect(readChallenge(undefined)).toBeNull());

  it.each([",".repeat(8000), '"'.repeat(8000), "= ".repeat(4000), "a ".repeat(4000), 'a="'.repeat(2000)])(
    "comes to an end",
    (header) => {
      expect(() => readChallenge(header)).not.toThrow();
    },
  );
});
