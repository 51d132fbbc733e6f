import { readFile } from "node:fs/promises";
import { describe, expect, it } from "@jest/globals";
import { Ajv2020 } from "ajv/dist/2020.js";
import { configJsonSchema, configSchema } from "../../../src/core/config/config-schema.ts";
import { fc } from "../../support/fast-check.ts";

const validate = new Ajv2020({ strict: true, allowUnionTypes: true }).compile(configJsonSchema());

describe("schemas/config.schema.json", () => {
  it("is what the source generates", async () => {
    const path = new URL("../../../schemas/config.schema.json", import.meta.url);
    expect(JSON.parse(await readFile(path, "utf8"))).toEqual(configJsonSchema());
  });

  it.each<[unknown, boolean]>([
    [{}, true],
    [{ models: [{ path: "a" }] }, true],
    [{ models: [{}] }, false],
    [{ models: [{ path: "" }] }, false],
    [{ models: {} }, false],
    [{ targets: { prod: { python: 3.11, driver: "535", gpu: ["T4", 7.5], cpu: "avx2" } } }, true],
    [{ targets: { "a b": {} } }, false],
    [{ targets: { prod: { gpu: [[]] } } }, false],
    [{ policy: { "fail-on-severity": 7 } }, true],
    [{ policy: { "fail-on-severity": 10.5 } }, false],
    [{ policy: { "fail-on-severity": "none" } }, false],
    [{ policy: { ignore: [{ id: "X", until: "2027-1-1" }] } }, false],
    [{ policy: { "environment-variables": ["PIP_TOKEN"] } }, true],
    [{ policy: { "environment-variables": ["$(id)"] } }, false],
    [{ indexes: [{ name: "a", url: "https://example.org" }] }, true],
    [{ reports: { formats: ["pdf"] } }, false],
    [{ surplus: 1 }, false],
    [[], false],
    [null, false],
  ])("agrees with the reader on %j", (value, wanted) => {
    expect([validate(value), configSchema.safeParse(value).success]).toEqual([wanted, wanted]);
  });

  it("agrees with the reader on anything", () => {
    const scalar = fc.oneof(
      fc.constantFrom("high", "T4", "a", "", "2027-01-31", "lowest", ":all:"),
      fc.double({ noNaN: true }),
      fc.boolean(),
      fc.constant(null),
    );
    const keys = [
      "models",
      "targets",
      "indexes",
      "resolve",
      "policy",
      "scan",
      "path",
      "id",
      "name",
      "url",
      "gpu",
      "packages",
      "ignore",
      "prod",
      "sdists",
      "fail-on-severity",
      "resolution",
    ];
    const { tree } = fc.letrec((tie) => ({
      tree: fc.oneof(
        { depthSize: "small" },
        scalar,
        fc.array(tie("tree"), { maxLength: 3 }),
        fc.dictionary(fc.constantFrom(...keys), tie("tree"), { maxKeys: 4 }),
      ),
    }));
    fc.assert(
      fc.property(tree, (value) => validate(value) === configSchema.safeParse(value).success),
      { numRuns: 2000 },
    );
  });
});
