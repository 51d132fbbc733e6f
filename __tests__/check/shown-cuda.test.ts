import { describe, expect, it } from "@jest/globals";
import { discover } from "../../src/check/discover.ts";
import { readModelSide, targetOf } from "../../src/check/read-model.ts";
import { embeddedTables } from "../../src/core/accelerator/embedded-tables.ts";
import { defaultConfig } from "../../src/core/config/read-config.ts";
import { describeTarget } from "../../src/core/report/target-text.ts";
import { nothingStated } from "../../src/core/target/stated-target.ts";
import { memoryTree } from "../../src/shell/files/memory-tree.ts";

async function shown(path: string, text: string): Promise<readonly string[]> {
  const tree = memoryTree(new Map([[path, text]]));
  const config = defaultConfig();
  const { models } = await discover(tree, config);
  const lines: string[] = [];
  for (const model of models) {
    const side = await readModelSide(tree, model, new Map());
    lines.push(...describeTarget(targetOf("default", side, config, nothingStated, embeddedTables())).split("\n"));
  }
  return lines;
}

describe("a target as it is shown", () => {
  it("has the CUDA that a manifest installs, and the one that it asks of the driver", async () => {
    const conda = "dependencies:\n  - python=3.11\n  - cudatoolkit=11.8\n";
    expect(await shown("m/environment.yml", conda)).toContain(
      "  cuda      11.8  — installed: `cudatoolkit` in m/environment.yml:3",
    );
    const pixi =
      '[workspace]\nchannels = ["conda-forge"]\nplatforms = ["linux-64"]\n[system-requirements]\ncuda = "12.4"\n';
    expect(await shown("m/pixi.toml", pixi)).toContain(
      "  cuda      12.4  — asked of the driver: `system-requirements.cuda` in m/pixi.toml:5",
    );
  });

  it("says where it is none of the environments that uv locks for", async () => {
    const project = "[project]\nname = 'a'\nversion = '1'\n[tool.uv]\nenvironments = [\"sys_platform == 'darwin'\"]\n";
    expect(await shown("m/pyproject.toml", project)).toContain(
      "  but       Environment of target `default`: `tool.uv.environments` in m/pyproject.toml:5 is `sys_platform == 'darwin'`, and the target is linux/x86_64 with Python 3.11: uv neither locks nor installs for it.",
    );
  });
});
