import { describe, expect, it } from "@jest/globals";
import { openScene } from "../support/command-line.ts";
import type { LoopbackPackage } from "../support/loopback-index.ts";
import { readReport } from "../support/valid-output.ts";

const models = Array.from({ length: 100 }, (_, at) => `model-${at}`);
/** Each model has one package of its own; all of them need the same eight. */
const shared = Array.from({ length: 8 }, (_, at) => `shared-${at}`);
const packages: readonly LoopbackPackage[] = [
  ...shared.map((name, at) => ({
    name,
    versions: [{ version: "1.0" }, { version: "2.0", requires: shared.slice(at + 1, at + 3) }],
  })),
  ...models.map((name) => ({ name: `own-${name}`, versions: [{ version: "1.0", requires: ["shared-0>=2"] }] })),
];

const config = `models:
${models.map((id) => `  - { id: ${id}, path: ${id}, targets: [prod] }`).join("\n")}
targets:
  prod: { python: "3.11", platform: linux/amd64, glibc: "2.31" }
`;

describe("a hundred models that share packages", () => {
  it("fetch each page and each file of metadata once", async () => {
    await using scene = await openScene({ packages });
    await scene.repository.write({
      ".github/pinwarden.yml": config,
      ...Object.fromEntries(
        models.map((id) => [`${id}/requirements.txt`, `own-${id}\n${shared.map((name) => `${name}>=1`).join("\n")}\n`]),
      ),
    });
    const { exitCode, stdout, stderr } = await scene.run(["check", "--format", "json"]);
    expect({ exitCode, stderr }).toMatchObject({ exitCode: 0 });
    expect(readReport(stdout).models).toHaveLength(models.length);

    const asked = scene.index.requests.map(({ path }) => path);
    // Not one address twice: nothing was fetched anew for another model.
    expect(asked.filter((path, at) => asked.indexOf(path) !== at)).toEqual([]);
    expect(asked.filter((path) => path.startsWith("/simple/"))).toHaveLength(models.length + shared.length);
    // Of the shared packages only what was selected, each once.
    expect(asked.filter((path) => /^\/files\/shared.*\.metadata$/.test(path))).toHaveLength(shared.length);
  });
});
