import { describe, expect, it } from "@jest/globals";
import { openScene } from "../support/command-line.ts";

const hash = (text: string): string => text.repeat(32);
const packages = [
  { name: "web", versions: [{ version: "1.0", requires: ["images"], listedHash: hash("1a") }, { version: "2.0" }] },
  { name: "images", versions: [{ version: "1.0", listedHash: hash("2a") }, { version: "2.0" }] },
];
const lock = `{
  "_meta": { "hash": { "sha256": "${hash("00")}" }, "pipfile-spec": 6, "requires": {}, "sources": [] },
  "default": {
    "images": { "hashes": ["sha256:${hash("2a")}"], "version": "==1.0" },
    "web": { "hashes": ["sha256:${hash("1a")}"], "version": "==1.0" }
  }
}
`;
const onLinux = ["--python", "3.11", "--platform", "linux/amd64", "--glibc", "2.31"];

describe("resolve of a lock", () => {
  it("prints what it installs, with who asks for it, and solves nothing", async () => {
    await using scene = await openScene({ packages });
    await scene.repository.write({ "Pipfile.lock": lock, Pipfile: '[packages]\nweb = "*"\n' });
    const { exitCode, stdout, stderr } = await scene.run(["resolve", "-r", "Pipfile.lock", ...onLinux]);
    expect([exitCode, stdout]).toEqual([0, "images==1.0\n    # via web 1.0\nweb==1.0\n    # via Pipfile:2\n"]);
    expect(stderr).toContain("not assessed: Pipfile.lock: taken as it is: nothing was solved");
  });

  it("does not complete where something that is needed is not locked", async () => {
    await using scene = await openScene({ packages });
    const without = lock.replace(/^ {4}"images".*\n/m, "");
    await scene.repository.write({ "Pipfile.lock": without });
    const { exitCode, stderr } = await scene.run(["resolve", "-r", "Pipfile.lock", ...onLinux]);
    expect(exitCode).toBe(3);
    expect(stderr).toContain("images: missing in the lock, and needed by web");
  });

  it("takes a lock alone", async () => {
    await using scene = await openScene({ packages });
    await scene.repository.write({ "Pipfile.lock": lock });
    const { exitCode, stderr } = await scene.run(["resolve", "images", "-r", "Pipfile.lock", ...onLinux]);
    expect(exitCode).toBe(2);
    expect(stderr).toContain("`Pipfile.lock` is a lock: it says all that is installed.");
  });

  it("refuses one that cannot be read", async () => {
    await using scene = await openScene({ packages });
    await scene.repository.write({ "uv.lock": "[[package]\n" });
    const { exitCode, stderr } = await scene.run(["resolve", "-r", "uv.lock", ...onLinux]);
    expect(exitCode).toBe(2);
    expect(stderr).toContain("lock/invalid-toml");
  });
});
