import { describe, expect, it } from "@jest/globals";
import { movableLines } from "../../../src/core/remediation/movable-lines.ts";
import { lineKey, type Standing } from "../../../src/core/remediation/standing.ts";
import { pinsOf, requestOf, requirementsOf, resolveIn, universeOf } from "../../support/universe-text.ts";

const universe = `
  torch 2.5
    triton==3.1
    blas==12.4; platform_system == "Linux"
    sympy>=1
  vision 0.20
    torch==2.5
  triton 3.1
  blas 12.4
  sympy 1.13
  other 1.0
`;

/** For each line, the lines that move with it. */
function together(list: string): Readonly<Record<string, readonly string[]>> {
  const requirements = requirementsOf(list);
  const outcome = resolveIn(universeOf(universe), requestOf(requirements));
  if (outcome.kind !== "resolved") throw new Error(pinsOf(outcome));
  const standing: Standing = { place: "prod", requirements, resolution: outcome.resolution, findings: [] };
  const lines = movableLines([standing], new Set(), new Set(), false);
  const textOf = (key: string): string => requirements.find(({ origin }) => lineKey(origin) === key)?.text ?? "";
  return Object.fromEntries([...lines].map(([key, line]) => [textOf(key), (line.together ?? []).map(textOf)]));
}

describe("lines that move together", () => {
  it("are those whose packages ask for each other's very version, through others too", () => {
    const list = "torch==2.5\nvision==0.20\ntriton==3.1\nblas==12.4\nsympy==1.13\nother==1.0";
    const family = ["torch==2.5", "vision==0.20", "triton==3.1", "blas==12.4"];
    const others = (own: string): readonly string[] => family.filter((one) => one !== own);
    expect(together(list)).toEqual({
      ...Object.fromEntries(family.map((one) => [one, others(one)])),
      "sympy==1.13": [],
      "other==1.0": [],
    });
  });
});
