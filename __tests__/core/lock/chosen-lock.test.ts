import { describe, expect, it } from "@jest/globals";
import { readConfig } from "../../../src/core/config/read-config.ts";
import { discoverModels } from "../../../src/core/discovery/discover-models.ts";

const paths = ["a/pyproject.toml", "a/uv.lock", "a/poetry.lock", "locks/uv.lock"];

function discovered(lock: string): ReturnType<typeof discoverModels> {
  const { config } = readConfig(`models:\n  - { id: a, path: a${lock} }\n`, ".github/pinwarden.yml");
  if (config === null) throw new Error("the configuration was refused");
  return discoverModels(
    paths.map((path) => ({ path, kind: "file", size: 1 })),
    config,
  );
}

describe("the lock of a model in the configuration", () => {
  it("is found from the model's folder", () => {
    expect(discovered(", lock: poetry.lock").models[0]?.lock).toBe("a/poetry.lock");
    expect(discovered(", lock: ../locks/uv.lock").models[0]?.lock).toBe("locks/uv.lock");
    expect(discovered("").models[0]?.lock).toBeUndefined();
    expect(discovered(", lock: false").models[0]?.lock).toBe(false);
  });

  it("is not assessed where there is none, or where it leaves the repository", () => {
    for (const lock of ["pdm.lock", "../../uv.lock"]) {
      const { models, notAssessed } = discovered(`, lock: ${lock}`);
      expect(models[0]?.lock).toBeUndefined();
      expect(notAssessed).toEqual([
        { what: `Lock \`${lock}\` of model \`a\``, why: "There is no such file in this tree." },
      ]);
    }
  });

  it.each(["true", "/etc/passwd", "[]"])("is refused as %s", (lock) => {
    const { config, problems } = readConfig(`models:\n  - { path: a, lock: ${lock} }\n`, ".github/pinwarden.yml");
    expect(config).toBeNull();
    expect(problems.map(({ key }) => key)).toEqual(["models[0].lock"]);
  });
});
