import { describe, expect, it } from "@jest/globals";
import { openScene, type Scene } from "../support/command-line.ts";
import type { LoopbackPackage } from "../support/loopback-index.ts";
import { readReport } from "../support/valid-output.ts";

const digest = (text: string): string => text.repeat(32);
const packages: readonly LoopbackPackage[] = [
  {
    name: "web",
    versions: [
      { version: "1.0", provenance: "https://pypi.org/integrity/web/1.0/web-1.0-py3-none-any.whl/provenance" },
      { version: "2.0", provenance: "https://pypi.org/integrity/web/2.0/web-2.0-py3-none-any.whl/provenance" },
      { version: "3.0" },
    ],
  },
  { name: "reqeusts", versions: [{ version: "1.0" }] },
];
const config = `models:
  - { id: classifier, path: ., targets: [prod] }
targets:
  prod: { python: "3.11", platform: linux/amd64, glibc: "2.31", gpu: none }
`;

async function told(
  base: Readonly<Record<string, string>>,
  head: Readonly<Record<string, string>>,
  dialect: "html" | "json",
) {
  await using scene: Scene = await openScene({ packages, dialect });
  await scene.repository.write({ ".github/pinwarden.yml": config, ...base });
  await scene.repository.commit("base");
  await scene.repository.git("switch", "--quiet", "--create", "change");
  await scene.repository.write(head);
  await scene.repository.commit("head");
  const { exitCode, stdout } = await scene.run(["check", "--base", "main", "--head", "change", "--format", "json"]);
  const findings = readReport(stdout).models[0]?.targets[0]?.findings ?? [];
  const ours = findings.filter(({ rule }) => rule.startsWith("provenance/"));
  return {
    exitCode,
    ours,
    told: ours.map(({ rule, package: name, location }) => `${rule} ${name} ${location?.file}:${location?.line}`),
  };
}
const pins = (text: string) => ({ "requirements.txt": text });

describe("a check tells where packages come from", () => {
  it.each(["html", "json"] as const)("by an index in %s", async (dialect) => {
    const found = await told(pins("web==1.0\n"), pins("web==3.0\nreqeusts==1.0\n"), dialect);
    expect(found.told).toEqual([
      "provenance/lookalike-name reqeusts requirements.txt:2",
      "provenance/attestation-lost web requirements.txt:1",
    ]);
    // It warns: that is worth a look, and often meant.
    expect(found.exitCode).toBe(0);
    expect((await told(pins("web==1.0\n"), pins("web==2.0\n"), dialect)).told).toEqual([]);
  });

  it("by a line that leaves the index", async () => {
    const found = await told(pins("web==1.0\n"), pins("web @ git+https://git.example/web@v1\n"), "json");
    expect(found.told).toEqual(["provenance/source-changed web requirements.txt:1"]);
    expect(found.ours[0]?.message).toMatch(
      /^web comes from the repository https:\/\/git\.example\/web now, and came from the index http:/,
    );
  });

  it("and of a line for another platform nothing", async () => {
    const elsewhere = 'web @ git+https://git.example/web@v1 ; sys_platform == "win32"\n';
    const here = 'web==1.0 ; sys_platform == "linux"\n';
    expect((await told(pins("web==1.0\n"), pins(`${here}${elsewhere}`), "json")).told).toEqual([]);
    expect((await told(pins("web==1.0\n"), pins(elsewhere), "json")).told).toEqual([]);
  });

  it("by the hashes of a lock", async () => {
    const placed = "acme @ https://files.example/acme-1.0-py3-none-any.whl";
    const hashed = (one: string): Record<string, string> => pins(`${placed} \\\n    --hash=sha256:${digest(one)}\n`);
    const found = await told(hashed("aa"), hashed("bb"), "json");
    expect(found.told).toContain("provenance/hash-changed acme requirements.txt:1");
    const more = pins(`${placed} \\\n    --hash=sha256:${digest("aa")} \\\n    --hash=sha256:${digest("bb")}\n`);
    expect((await told(hashed("aa"), more, "json")).told).toEqual([]);
  });
});
