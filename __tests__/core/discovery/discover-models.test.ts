import { describe, expect, it } from "@jest/globals";
import type { Config } from "../../../src/core/config/config.ts";
import { defaultConfig, readConfig } from "../../../src/core/config/read-config.ts";
import type { Discovery } from "../../../src/core/discovery/discover-models.ts";
import { discoverModels } from "../../../src/core/discovery/discover-models.ts";
import type { ListedEntry } from "../../../src/core/discovery/tree-index.ts";
import { fc } from "../../support/fast-check.ts";

const entry = (path: string): ListedEntry =>
  path.endsWith(" ->") ? { path: path.slice(0, -3), kind: "symlink" } : { path, kind: "file" };

function configOf(text: string): Config {
  const { config, problems } = readConfig(text, ".github/pinwarden.yml");
  if (config === null) throw new Error(problems.map(({ message }) => message).join("\n"));
  return config;
}

const discover = (paths: readonly string[], config = ""): Discovery =>
  discoverModels(paths.map(entry), config === "" ? defaultConfig() : configOf(config));

/** One line for each model: its id and what was taken. */
const told = ({ models }: Discovery): readonly string[] =>
  models.map(({ id, manifests, dockerfile }) =>
    [id, ...manifests.map(({ path }) => path), ...(dockerfile === null ? [] : [`FROM ${dockerfile}`])].join(" "),
  );

const unread = ({ notAssessed }: Discovery): readonly string[] => notAssessed.map(({ what }) => what);

describe("discoverModels without a configuration", () => {
  it.each<[string, readonly string[], readonly string[]]>([
    ["a requirements file at the root", ["requirements.txt", "app.py"], ["root requirements.txt"]],
    [
      "a folder for each model",
      ["models/a/requirements.txt", "models/b/requirements.txt", "models/b/Dockerfile", "README.md"],
      ["models/a models/a/requirements.txt", "models/b models/b/requirements.txt FROM models/b/Dockerfile"],
    ],
    ["a pyproject.toml", ["svc/pyproject.toml", "svc/svc/main.py"], ["svc svc/pyproject.toml"]],
    [
      "a pyproject.toml beside a requirements file: both",
      ["m/pyproject.toml", "m/requirements.txt"],
      ["m m/requirements.txt m/pyproject.toml"],
    ],
    ["a packaging file without requirements", ["m/cog.yaml"], ["m"]],
    ["an MLflow model", ["m/MLmodel", "m/requirements.txt", "m/conda.yaml"], ["m m/requirements.txt"]],
    ["a Triton model that installs nothing: none", ["repo/resnet/config.pbtxt", "repo/resnet/1/model.onnx"], []],
    [
      "a Triton model that does",
      ["repo/x/config.pbtxt", "repo/x/requirements.txt"],
      ["repo/x repo/x/requirements.txt"],
    ],
    ["a compiled pair: the compiled one", ["m/requirements.in", "m/requirements.txt"], ["m m/requirements.txt"]],
    ["a source that is not compiled", ["m/requirements.in"], ["m m/requirements.in"]],
    ["a folder of requirements", ["m/requirements/prod.txt", "m/requirements/base.txt"], ["m m/requirements/prod.txt"]],
    [
      "a folder of requirements beside the file itself",
      ["m/requirements.txt", "m/requirements/base.txt"],
      ["m m/requirements.txt"],
    ],
    [
      "constraints and other texts: no manifests",
      ["constraints.txt", "requirements/constraints.txt", "README.txt", "robots.txt"],
      [],
    ],
    [
      "a Dockerfile in docker/",
      ["m/requirements.txt", "m/docker/Dockerfile"],
      ["m m/requirements.txt FROM m/docker/Dockerfile"],
    ],
    ["the only Dockerfile", ["m/requirements.txt", "m/gpu.Dockerfile"], ["m m/requirements.txt FROM m/gpu.Dockerfile"]],
    [
      "two Dockerfiles that nothing tells apart",
      ["m/requirements.txt", "m/Dockerfile.cpu", "m/Dockerfile.gpu"],
      ["m m/requirements.txt"],
    ],
    [
      "the Dockerfile of serving",
      ["m/requirements.txt", "m/Dockerfile.train", "m/Dockerfile.serve"],
      ["m m/requirements.txt FROM m/Dockerfile.serve"],
    ],
    [
      "a folder named root beside the root",
      ["requirements.txt", "root/requirements.txt"],
      ["root requirements.txt", "root-2 root/requirements.txt"],
    ],
    ["nothing", [], []],
  ])("finds %s", (_, paths, wanted) => {
    expect(told(discover(paths))).toEqual(wanted);
  });

  it.each([
    ["requirements-dev.txt", "by its name it is for development"],
    ["test-requirements.txt", "by its name it is for tests"],
    ["requirements_docs.txt", "by its name it is for documentation"],
    ["requirements.lint.in", "by its name it is for linting"],
    ["docs/requirements.txt", "it stands in documentation"],
    ["tests/e2e/requirements.txt", "it stands in tests"],
    ["examples/a/pyproject.toml", "it stands in examples"],
    [".venv/lib/requirements.txt", "it stands in a hidden folder"],
    ["vendor/x/requirements.txt", "it stands in code of others"],
    ["requirements.txt ->", "it is a symlink, which is not followed"],
  ])("skips %s and says why", (path, why) => {
    const found = discover([path]);
    expect(found.models).toEqual([]);
    expect(found.skipped).toEqual([{ path: entry(path).path, why }]);
  });

  it("takes no guess between variants, and says what to write", () => {
    const found = discover(["m/requirements-cpu.txt", "m/requirements-gpu.txt"]);
    expect(told(found)).toEqual(["m"]);
    expect(found.notAssessed).toEqual([
      {
        what: "Requirements of `m`",
        why:
          "Nothing tells which of `m/requirements-cpu.txt`, `m/requirements-gpu.txt` is installed, so none was read. " +
          "List what is installed under `manifests:` of the model in .github/pinwarden.yml.",
      },
    ]);
  });

  it("names the variants beside the file that it took", () => {
    const found = discover(["m/requirements.txt", "m/requirements-gpu.txt", "m/requirements-dev.txt"]);
    expect(told(found)).toEqual(["m m/requirements.txt"]);
    expect(found.notAssessed[0]?.why).toContain(
      "`m/requirements.txt` was taken for what is installed, and `m/requirements-gpu.txt` was not read.",
    );
  });

  it("keeps the source of a compiled file", () => {
    const { models } = discover(["m/requirements.in", "m/requirements.txt"]);
    expect(models[0]?.manifests).toEqual([
      { path: "m/requirements.txt", kind: "requirements", compiledFrom: "m/requirements.in" },
    ]);
  });

  it("does not read a root pyproject.toml above models as one, and says so", () => {
    const found = discover(["pyproject.toml", "models/a/requirements.txt"]);
    expect(told(found)).toEqual(["models/a models/a/requirements.txt"]);
    expect(unread(found)).toEqual(["pyproject.toml"]);
  });

  it("lists formats that are not read", () => {
    const found = discover(["m/pyproject.toml", "m/uv.lock", "m/environment.yml", "m/setup.py", "m/bentofile.yaml"]);
    expect(unread(found).toSorted()).toEqual(["m/bentofile.yaml", "m/environment.yml"]);
    expect(found.models[0]?.locks).toEqual([{ path: "m/uv.lock", format: "uv-lock" }]);
  });

  it("mixes no nested model into the one around it", () => {
    expect(told(discover(["a/b/requirements.txt", "a/requirements.txt", "requirements.txt"]))).toEqual([
      "root requirements.txt",
      "a a/requirements.txt",
      "a/b a/b/requirements.txt",
    ]);
  });

  it("says how each was found", () => {
    expect(discover(["m/cog.yaml", "m/requirements.txt"]).models[0]?.why).toBe(
      "it holds cog.yaml and requirements.txt",
    );
    expect(discover(["m/requirements/prod.txt"]).models[0]?.why).toBe("it holds requirements/prod.txt");
  });

  it("does not depend on the order of the paths, and keeps ids when models come and go", () => {
    const paths = [
      "a/requirements.txt",
      "b/pyproject.toml",
      "pyproject.toml",
      "c/requirements/base.in",
      "c/requirements/dev.in",
      "docs/requirements.txt",
      "d/MLmodel",
      "d/Dockerfile",
    ];
    const wanted = discover(paths);
    fc.assert(
      fc.property(fc.shuffledSubarray(paths, { minLength: paths.length }), (shuffled) => {
        expect(discover(shuffled)).toEqual(wanted);
      }),
    );
    fc.assert(
      fc.property(fc.subarray(paths.filter((path) => path !== "pyproject.toml")), (some) => {
        const ids = new Set(wanted.models.map(({ id }) => id));
        for (const { id } of discover(some).models) expect(ids).toContain(id);
      }),
    );
  });

  it("reads a tree of 5,000 models and 60,000 files in linear time", () => {
    const listed = Array.from({ length: 5000 }, (_, model) => [
      `group${model % 50}/m${model}/requirements.txt`,
      ...Array.from({ length: 11 }, (__, file) => `group${model % 50}/m${model}/src/f${file}.py`),
    ]).flat();
    expect(discover(listed).models).toHaveLength(5000);
  });
});

describe("discoverModels with a configuration", () => {
  const tree = [
    "models/a/requirements.txt",
    "models/a/requirements-gpu.txt",
    "models/b/requirements.txt",
    "models/b/Dockerfile",
    "models/c/notes.md",
    "shared/constraints.txt",
    "svc/deps.txt",
  ];

  it("takes the models that it declares, and names those that it does not", () => {
    const found = discover(tree, "models: [{ id: alpha, path: models/a, manifests: [requirements-gpu.txt] }]");
    expect(told(found)).toEqual(["alpha models/a/requirements-gpu.txt"]);
    expect(found.models[0]?.why).toBe("declared in .github/pinwarden.yml:1");
    expect(found.undeclared).toEqual(["models/b"]);
  });

  it("finds the manifests of a declared model that lists none", () => {
    expect(told(discover(tree, "models: [{ path: models/b }]"))).toEqual([
      "models/b models/b/requirements.txt FROM models/b/Dockerfile",
    ]);
  });

  it("reads a glob as the folders that hold a manifest, less those declared by name", () => {
    const found = discover(tree, "models: [{ path: models/* }, { id: beta, path: models/b }]");
    expect(told(found)).toEqual([
      "models/a models/a/requirements.txt",
      "beta models/b/requirements.txt FROM models/b/Dockerfile",
    ]);
  });

  it("takes a listed file by any name, also outside of the folder, and constraints with it", () => {
    const found = discover(
      tree,
      "models: [{ path: svc, manifests: [deps.txt, ../models/*/requirements.txt], constraints: [../shared/constraints.txt] }]",
    );
    expect(told(found)).toEqual(["svc svc/deps.txt models/a/requirements.txt models/b/requirements.txt"]);
    expect(found.models[0]?.constraints).toEqual(["shared/constraints.txt"]);
  });

  it("takes a listed glob for each folder of a glob", () => {
    expect(told(discover(tree, 'models: [{ path: "*", manifests: ["*.txt"] }]'))).toEqual([
      "shared shared/constraints.txt",
      "svc svc/deps.txt",
    ]);
  });

  it.each([
    [
      "models: [{ id: x, path: gone }]",
      "Model `x`",
      "Path `gone` (.github/pinwarden.yml:1) is no folder of this tree.",
    ],
    [
      "models: [{ path: gone/* }]",
      "Models of `gone/*`",
      "Path `gone/*` (.github/pinwarden.yml:1) matches no folder that holds a manifest.",
    ],
    [
      "models: [{ path: models/a, manifests: [lost.txt] }]",
      "Manifest `lost.txt` of `models/a`",
      "There is no such file in this tree.",
    ],
    [
      "models: [{ path: models/a, manifests: [../../../etc/passwd] }]",
      "Manifest `../../../etc/passwd` of `models/a`",
      "The path leaves the repository.",
    ],
    [
      "models: [{ path: models/c, manifests: [notes.md] }]",
      "models/c/notes.md",
      "The format is not read: expected a requirements file or a pyproject.toml.",
    ],
    [
      "models: [{ path: models/b, dockerfile: Lostfile }]",
      "Dockerfile `Lostfile` of model `models/b`",
      "There is no such file in this tree.",
    ],
    [
      "models: [{ path: models/b, constraints: [../../../c.txt] }]",
      "Constraints `../../../c.txt` of model `models/b`",
      "The path leaves the repository.",
    ],
  ])("does not assess what is not there: %s", (config, what, why) => {
    expect(discover(tree, config).notAssessed).toContainEqual({ what, why });
  });

  it("does not follow a listed symlink", () => {
    const found = discover(["m/requirements.txt ->", "m/x.py"], "models: [{ path: m, manifests: [requirements.txt] }]");
    expect(found.models[0]?.manifests).toEqual([]);
    expect(found.notAssessed).toEqual([
      { what: "Manifest `requirements.txt` of `m`", why: "It is a symlink, which is not followed." },
    ]);
  });

  it.each([
    ["targets: { prod: {}, edge: {} }", ["prod", "edge"]],
    ["targets: { prod: {}, default: {} }", ["default"]],
    ["policy: {}", ["default"]],
  ])("gives a model without targets those of %s", (config, wanted) => {
    expect(discover(tree, config).models[0]?.targets).toEqual(wanted);
  });
});
