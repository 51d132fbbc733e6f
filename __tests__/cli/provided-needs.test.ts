import { describe, expect, it } from "@jest/globals";
import { openScene, type Scene } from "../support/command-line.ts";
import { readReport } from "../support/valid-output.ts";

const packages = [
  { name: "handler", versions: [{ version: "1.0", requires: ["boto3>=1.26"] }] },
  {
    name: "boto3",
    versions: [
      {
        version: "1.34.42",
        requires: [
          "botocore>=1.34.42,<1.35; python_version >= '3.8'",
          "awscrt==0.19; extra == 'crt'",
          "pywin32; sys_platform == 'win32'",
        ],
      },
      { version: "1.41.0" },
    ],
  },
  { name: "botocore", versions: [{ version: "1.34.60" }, { version: "1.41.0" }] },
  { name: "awscrt", versions: [{ version: "0.20" }] },
];

const open = (): Promise<Scene> => openScene({ packages });

async function told(scene: Scene, provides: string, requirements: string) {
  await scene.repository.write({
    ".github/pinwarden.yml": `targets:\n  default: { python: "3.11", platform: linux/amd64, glibc: "2.31", gpu: none, provides: ["${provides}"] }\n`,
    "models/a/requirements.txt": requirements,
    "models/b/requirements.txt": requirements,
  });
  const { stdout } = await scene.run(["check", ".", "--format", "json"]);
  const [target, ...others] = readReport(stdout).models.flatMap(({ targets }) => targets);
  if (target === undefined) throw new Error("no target was reported");
  expect(others.map(({ findings }) => findings.length)).toEqual([target.findings.length]);
  return {
    findings: target.findings.map(
      ({ rule, severity, package: name, message }) => `${rule} ${severity} ${name}: ${message}`,
    ),
    fixedIn: target.findings.flatMap(({ fixedIn }) => fixedIn),
    unread: target.notAssessed.filter(({ why }) => why.includes("was not looked at")).map(({ what }) => what),
  };
}

describe("what a provided package asks for", () => {
  it("is a finding where something else would be installed", async () => {
    await using scene = await open();
    expect(await told(scene, "boto3==1.34.42", "handler\nbotocore\n")).toEqual({
      findings: [
        "target/provided-broken high botocore: botocore 1.41.0 would be installed, and boto3 1.34.42, which the target provides, requires `botocore>=1.34.42,<1.35`.",
      ],
      fixedIn: ["1.34.60"],
      unread: [],
    });
  });

  it("is less where nothing of the model asks for it", async () => {
    await using scene = await open();
    const { findings } = await told(scene, "boto3==1.34.42", "botocore\n");
    expect(findings).toHaveLength(1);
    expect(findings[0]).toContain("target/provided-broken moderate botocore");
  });

  it("is fine where it is met, where nothing is installed of it, and for another platform or extra", async () => {
    await using scene = await open();
    const fine = { findings: [], fixedIn: [], unread: [] };
    expect(await told(scene, "boto3==1.34.42", "handler\nbotocore==1.34.60\nawscrt\n")).toEqual(fine);
    expect(await told(scene, "boto3==1.34.42", "handler\n")).toEqual(fine);
  });

  it("is read once for all models, a page and the metadata of one file", async () => {
    await using scene = await open();
    await told(scene, "boto3==1.34.42", "handler\nbotocore\n");
    const asked = scene.index.requests.map(({ path }) => path).filter((path) => path.includes("boto3"));
    expect(asked).toHaveLength(2);
  });

  it("is what a plan keeps to", async () => {
    await using scene = await open();
    await told(scene, "boto3==1.34.42", "handler\nbotocore==1.41.0\n");
    const { stdout } = await scene.run(["fix", ".", "--patch", "--index-url", scene.index.url]);
    expect(stdout).toContain("-botocore==1.41.0\n+botocore==1.34.60\n");
  });

  it("is not known of a vendor's own build, which is said", async () => {
    await using scene = await open();
    expect(await told(scene, "boto3==1.34.42+vendor", "handler\nbotocore\n")).toEqual({
      findings: [],
      fixedIn: [],
      unread: ["boto3 1.34.42+vendor"],
    });
  });
});
