import { describe, expect, it } from "@jest/globals";
import type { Explanation } from "../../src/core/report/explanation.ts";
import { explainSchema } from "../../src/core/report/schema/explain-schema.ts";
import { onLinux, openScene, type Scene } from "../support/command-line.ts";
import type { LoopbackPackage } from "../support/loopback-index.ts";

const packages: readonly LoopbackPackage[] = [
  {
    name: "serve",
    versions: [
      { version: "1.0", requires: ["tensor==1.0", "codec"] },
      { version: "2.0", requires: ["tensor>=2", "codec"] },
    ],
  },
  { name: "tensor", versions: [{ version: "1.0", requires: ["codec<3"] }, { version: "2.0" }, { version: "2.1rc1" }] },
  {
    name: "codec",
    versions: [
      { version: "1.0" },
      { version: "2.0" },
      { version: "3.0" },
      { version: "4.0", wheels: ["cp311-cp311-win_amd64"] },
    ],
  },
  {
    name: "tool",
    versions: [
      { version: "1.0", requires: ["codec<3"] },
      { version: "2.0", requires: ["codec<2"] },
    ],
  },
];

const open = (): Promise<Scene> => openScene({ packages });

async function explained(scene: Scene, name: string, requirements: string): Promise<Explanation> {
  await scene.repository.write({ "requirements.txt": requirements });
  const { exitCode, stdout, stderr } = await scene.run(["explain", name, ".", ...onLinux, "--format", "json"]);
  expect([exitCode, stderr]).toEqual([0, ""]);
  const [only, ...others] = explainSchema.parse(JSON.parse(stdout)).explanations;
  expect(others).toEqual([]);
  if (only === undefined) throw new Error("nothing was explained");
  return only;
}

describe("explain", () => {
  it("tells what holds a package back, which line would let it go, and what would then move", async () => {
    await using scene = await open();
    const { chains, newer, version } = await explained(scene, "tensor", "serve==1.0\ncodec\n");
    expect(version).toBe("1.0");
    expect(chains).toEqual([["requirements.txt:1 serve==1.0", "tensor==1.0"]]);
    expect(newer).toMatchObject({
      kind: "held-back",
      version: "2.0",
      by: [["requirements.txt:1 serve==1.0", "tensor==1.0"]],
      proof: expect.stringContaining("`serve==1.0` (requirements.txt:1)"),
      reachable: null,
      releases: [
        {
          line: "requirements.txt:1 serve==1.0",
          version: "2.0",
          changes: [
            { name: "serve", from: "1.0", to: "2.0" },
            { name: "tensor", from: "1.0", to: "2.0" },
          ],
        },
      ],
    });
  });

  it("prints it so that it can be read", async () => {
    await using scene = await open();
    await scene.repository.write({ "requirements.txt": "serve==1.0\n" });
    const { stdout } = await scene.run(["explain", "Tensor", ".", ...onLinux]);
    expect(stdout).toBe(`tensor 1.0 in root on default
  file          tensor-1.0-py3-none-any.whl from ${scene.index.url}
  asked for by  requirements.txt:1 serve==1.0 → tensor==1.0
  newest        2.0, which the target could load
  held back by  requirements.txt:1 serve==1.0 → tensor==1.0
  would move    to 2.0, if requirements.txt:1 serve==1.0 allowed newer versions:
                  serve 1.0 → 2.0
  because       Because serve==1.0 needs \`tensor==1.0\` and you require \`serve==1.0\` (requirements.txt:1), you need tensor==1.0.
                So, because you require \`tensor==2.0\` (what is explained), your requirements cannot be met together.
`);
  });

  it("tells what would move with a version that could be had", async () => {
    await using scene = await open();
    // The newest tool leaves only the oldest codec: the other way round is as good, and was not chosen.
    const { newer } = await explained(scene, "codec", "tool\ncodec\n");
    expect(newer).toMatchObject({ kind: "held-back", version: "3.0" });
    if (newer.kind !== "held-back") throw new Error("it is held back");
    expect(newer.reachable?.changes.map(({ name, from, to }) => `${name} ${from} ${to}`) ?? null).toEqual(
      newer.reachable === null ? null : ["codec 1.0 2.0", "tool 2.0 1.0"],
    );
  });

  it("says of the newest why newer ones that exist are not taken", async () => {
    await using scene = await open();
    const codec = await explained(scene, "codec", "codec\n");
    expect(codec).toMatchObject({ version: "3.0", reason: null, newer: { kind: "newest" } });
    expect(JSON.stringify(codec.newer)).toContain("4.0");
    const tensor = await explained(scene, "tensor", "tensor\n");
    expect(tensor).toMatchObject({ version: "2.0", newer: { kind: "newest" } });
    expect(JSON.stringify(tensor.newer)).toContain("2.1rc1");
  });

  it("says where the package is not installed, and where nothing can be", async () => {
    await using scene = await open();
    await scene.repository.write({ "requirements.txt": "codec\n" });
    expect(await scene.run(["explain", "tensor", ".", ...onLinux])).toMatchObject({
      exitCode: 1,
      stderr: expect.stringContaining("tensor is not installed for root on default"),
    });
    await scene.repository.write({ "requirements.txt": "codec<2\nserve==2.0\ntensor<2\n" });
    expect(await scene.run(["explain", "tensor", ".", ...onLinux])).toMatchObject({
      exitCode: 1,
      stderr: expect.stringContaining("has no resolution"),
    });
    expect(await scene.run(["explain", "-x-", "."])).toMatchObject({ exitCode: 2 });
  });

  it("is incomplete where an index fails", async () => {
    await using scene = await open();
    await scene.repository.write({ "requirements.txt": "codec\n" });
    scene.index.fault("/simple/codec/", { kind: "status", status: 403 });
    expect(await scene.run(["explain", "codec", ".", ...onLinux, "--no-cache"])).toMatchObject({ exitCode: 3 });
  });
});
