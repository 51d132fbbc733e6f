import { describe, expect, it } from "@jest/globals";
import type { StatedEnvironment } from "../../../src/core/manifest/requirement.ts";
import { outsideOfEnvironments } from "../../../src/core/target/declared-environments.ts";
import { targetOf } from "../accelerator/served.ts";

const declared = (required: boolean, ...texts: readonly string[]): readonly StatedEnvironment[] =>
  texts.map((text, at) => ({
    text,
    required,
    origin: { file: "pyproject.toml", line: 5 + at, column: 1, endColumn: 9 },
  }));
const mac = "sys_platform == 'darwin'";
const linux = "sys_platform == 'linux' and platform_machine == 'x86_64'";

describe("the environments that uv is told of", () => {
  it("are told where the target is none of those that are locked for", () => {
    expect(outsideOfEnvironments(targetOf(), declared(false, mac, "python_version < '3.9'"))).toEqual([
      {
        what: "Environment of target `prod`",
        why: "`tool.uv.environments` in pyproject.toml:5 is `sys_platform == 'darwin'`, `python_version < '3.9'`, and the target is linux/x86_64 with Python 3.11: uv neither locks nor installs for it.",
      },
    ]);
  });

  it("are told where there are only required ones, and the target is none of them", () => {
    expect(outsideOfEnvironments(targetOf(), declared(true, mac))[0]?.why).toMatch(
      /uv makes sure of no wheels for it\.$/,
    );
  });

  it("name four of many", () => {
    const [said] = outsideOfEnvironments(targetOf(), declared(false, ...Array.from({ length: 9 }, () => mac)));
    expect(said?.why).toContain(" and 5 more, and the target");
  });

  it.each([
    ["nothing is declared", []],
    ["one of them is the target's", declared(false, mac, linux)],
    ["one of the required is the target's", declared(true, linux)],
    ["the target is locked for and not required", [...declared(true, mac), ...declared(false, linux)]],
  ])("are not spoken of where %s", (_, stated) => {
    expect(outsideOfEnvironments(targetOf(), stated)).toEqual([]);
  });
});
