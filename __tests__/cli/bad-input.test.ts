import { symlink, truncate, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "@jest/globals";
import { temporaryFolder } from "../shell/files/temporary-folder.ts";
import { type CommandResult, onLinux, openScene, runCommand, type Scene } from "../support/command-line.ts";
import { readReport, readResolution } from "../support/valid-output.ts";

const secret = "who-may-not-be-named";
const megabyte = 1024 * 1024;
/** A process alone takes 100 to 250 MB, by the machine: who held a gigabyte would be far above this. */
const muchLess = 700 * megabyte;

const open = (): Promise<Scene> =>
  openScene({
    packages: [
      { name: "lib", versions: [{ version: "1.0" }] },
      { name: secret, versions: [{ version: "1" }] },
    ],
  });

const resolved = (scene: Scene, file = "requirements.txt"): Promise<CommandResult> =>
  scene.run(["resolve", "-r", file, ...onLinux]);

describe("a requirements file", () => {
  it("has every malformed line named, with what was expected", async () => {
    await using scene = await open();
    await scene.repository.write({
      "requirements.txt": "lib\nlib >> 1\n--no-such-option\nlib==1.0 ; os.name == 3\nlib==\n",
    });
    const { exitCode, stdout, stderr } = await resolved(scene);
    expect([exitCode, stdout]).toEqual([2, ""]);
    for (const line of [2, 3, 4, 5])
      expect(stderr).toMatch(new RegExp(`requirements\\.txt:${line}:\\d+: .*(?:expected|not an option)`));
    expect(stderr).not.toContain("requirements.txt:1:");
  });

  it("is not let out of the tree by a path", async () => {
    await using scene = await open();
    await scene.repository.write({
      "a/requirements.txt": "lib\n-r ../../etc/passwd\n-c /etc/passwd\n-r ..\\..\\x.txt\n",
    });
    const { exitCode, stdout, stderr } = await resolved(scene, "a/requirements.txt");
    expect([exitCode, stdout]).toEqual([2, ""]);
    expect(stderr).toMatch(
      /a\/requirements\.txt:2:4: .*`\.\.\/\.\.\/etc\/passwd` is not read: it leads out of the repository/,
    );
    expect(stderr).toMatch(/a\/requirements\.txt:3:4: .*`\/etc\/passwd` is not read: it is absolute/);
    expect(stderr).not.toContain("root:");
  });

  it("is not let out of the tree by a symlink", async () => {
    await using outside = await open();
    await using scene = await open();
    await outside.repository.write({ "secret.txt": `${secret}\n` });
    await scene.repository.write({ "requirements.txt": "lib\n-r link.txt\n-r folder/secret.txt\n" });
    await symlink(join(outside.repository.path, "secret.txt"), join(scene.repository.path, "link.txt"));
    await symlink(outside.repository.path, join(scene.repository.path, "folder"));
    const { exitCode, stderr } = await resolved(scene);
    expect(exitCode).toBe(2);
    expect(stderr).toMatch(/requirements\.txt:2:4: `link\.txt` is not read: it is a symlink/);
    expect(stderr).toMatch(/requirements\.txt:3:4: `folder\/secret\.txt` is not read: .*symlink/);
    expect(stderr).not.toContain(secret);

    await scene.repository.commit("links");
    const checked = await scene.run(["check", "--head", "HEAD", "--format", "json"]);
    const findings = readReport(checked.stdout).models.flatMap((model) =>
      model.targets.flatMap((target) => target.findings),
    );
    expect(checked.exitCode).toBe(1);
    expect(
      findings.filter(({ rule }) => rule === "manifest/include-refused").map(({ location }) => location?.line),
    ).toEqual([2, 3]);
    expect(checked.stdout).not.toContain(secret);
    expect(scene.index.requests.map(({ path }) => path)).not.toContain(`/simple/${secret}/`);
  });

  it("that includes itself is told with the way", async () => {
    await using scene = await open();
    await scene.repository.write({
      "requirements.txt": "-r a.txt\nlib\n",
      "a.txt": "-r b.txt\n",
      "b.txt": "\n-r requirements.txt\n",
    });
    const { exitCode, stderr } = await resolved(scene);
    expect(exitCode).toBe(2);
    expect(stderr).toMatch(/b\.txt:2:4: .*requirements\.txt:1 → a\.txt:1 → b\.txt:2/);
  });

  it("of 50 MB is refused with its size", async () => {
    await using scene = await open();
    await writeFile(join(scene.repository.path, "requirements.txt"), Buffer.alloc(50 * megabyte, "lib==1.0\n"));
    const { exitCode, stderr } = await resolved(scene);
    expect(exitCode).toBe(2);
    expect(stderr).toMatch(/requirements\.txt.* has 52428800 bytes, and at most \d+ are read/);

    const checked = await scene.run(["check", "--format", "json"]);
    expect(checked.exitCode).toBe(1);
    expect(checked.stdout).toContain("52428800 bytes");
  });

  it("of a gigabyte is refused without being held", async () => {
    await using scene = await open();
    const file = join(scene.repository.path, "requirements.txt");
    await writeFile(file, "lib==1.0\n");
    await truncate(file, 1024 * megabyte);
    const { exitCode, stderr, peakBytes } = await resolved(scene);
    expect(exitCode).toBe(2);
    expect(stderr).toContain("1073741824 bytes");
    expect(peakBytes).toBeLessThan(muchLess);
  });

  it("just below the limit is read in bounded memory", async () => {
    await using scene = await open();
    await writeFile(
      join(scene.repository.path, "requirements.txt"),
      Buffer.alloc(15 * megabyte, "# nothing but remarks\n\n"),
    );
    const { exitCode, peakBytes } = await resolved(scene);
    expect(exitCode).toBe(0);
    expect(peakBytes).toBeLessThan(muchLess);
  });

  it("with more requirements than anybody has is refused by number", async () => {
    await using scene = await open();
    await scene.repository.write({
      "requirements.txt": Array.from({ length: 30_000 }, (_, at) => `p${at}`).join("\n"),
    });
    const { exitCode, stderr } = await resolved(scene);
    expect(exitCode).toBe(2);
    expect(stderr).toMatch(/20,?000/);
    expect(scene.index.requests).toHaveLength(0);
  });

  it("that is binary is not taken for requirements", async () => {
    await using scene = await open();
    await writeFile(
      join(scene.repository.path, "requirements.txt"),
      Buffer.from([0x50, 0x4b, 3, 4, 0, 0, 0xff, 0xfe, 0x80, 0x81]),
    );
    const { exitCode, stderr } = await resolved(scene);
    expect(exitCode).toBe(2);
    expect(stderr).toContain("requirements.txt:1");
  });
});

describe("an index", () => {
  it("that streams a gigabyte of metadata is left in time, and the check is incomplete", async () => {
    await using scene = await open();
    scene.index.fault(`${scene.index.pathOf("lib-1.0-py3-none-any.whl")}.metadata`, {
      kind: "huge",
      bytes: 1024 * megabyte,
    });
    const { exitCode, stdout, peakBytes } = await scene.run(["resolve", "lib", ...onLinux, "--format", "json"]);
    expect(exitCode).toBe(3);
    expect(JSON.stringify(readResolution(stdout).notAssessed)).toMatch(/lib-1\.0.*bytes/);
    expect(peakBytes).toBeLessThan(muchLess);
  });

  it("that announces a gigabyte is not read at all", async () => {
    await using scene = await open();
    scene.index.fault("/simple/lib/", { kind: "huge", bytes: 1024 * megabyte, announced: true });
    const { exitCode, stderr, peakBytes } = await scene.run(["resolve", "lib", ...onLinux]);
    expect(exitCode).toBe(3);
    expect(stderr).toMatch(/lib.*bytes/);
    expect(peakBytes).toBeLessThan(muchLess);
  });

  it.each<[string, string, Parameters<Scene["index"]["fault"]>[1], RegExp]>([
    ["answers 500", "/simple/lib/", { kind: "status", status: 500 }, /answered 500/],
    ["forbids", "/simple/lib/", { kind: "status", status: 403 }, /answered 403.*credentials/],
    ["breaks off", "/simple/lib/", { kind: "reset", afterBytes: 40 }, /simple\/lib/],
    ["truncates its page", "/simple/lib/", { kind: "truncate", afterBytes: 40 }, /simple\/lib/],
    ["answers no page", "/simple/lib/", { kind: "body", body: "404, sorry" }, /neither a JSON nor an HTML page/],
    ["truncates metadata", "/files/lib-1.0-py3-none-any.whl.metadata", { kind: "truncate", afterBytes: 9 }, /lib-1\.0/],
    [
      "lies about metadata",
      "/files/lib-1.0-py3-none-any.whl.metadata",
      { kind: "body", body: "Metadata-Version: 2.1\nName: lib\nVersion: 1.0\n" },
      /lib-1\.0.*sha256/,
    ],
    ["redirects for ever", "/simple/lib/", { kind: "redirect", to: "/simple/lib/" }, /redirects more than 10 times/],
    [
      "redirects inside the network",
      "/simple/lib/",
      { kind: "redirect", to: "http://169.254.169.254/latest/" },
      /169\.254\.169\.254.*(?:not asked|http)/,
    ],
  ])("that %s makes it incomplete, with the reason", async (_, path, fault, wanted) => {
    await using scene = await open();
    scene.index.fault(path, fault);
    const { exitCode, stdout, stderr } = await scene.run(["resolve", "lib", ...onLinux]);
    expect([exitCode, stdout]).toEqual([3, ""]);
    expect(stderr).toMatch(wanted);
  });

  it("that lists another hash than the file has is not believed", async () => {
    await using scene = await openScene({
      packages: [{ name: "lib", versions: [{ version: "1.0", listedHash: "0".repeat(64) }] }],
      sidecars: "none",
      ranges: "none",
    });
    const { exitCode, stderr } = await scene.run(["resolve", "lib", ...onLinux]);
    expect(exitCode).toBe(3);
    expect(stderr).toMatch(/lib-1\.0.*sha256/);
  });

  it("that nobody answers at is named", async () => {
    await using scene = await open();
    const { origin } = scene.index;
    await scene.index.close();
    const { exitCode, stderr } = await scene.run(["resolve", "lib", ...onLinux]);
    expect(exitCode).toBe(3);
    expect(stderr).toContain(origin);
    expect(stderr).toContain("ECONNREFUSED");
  });
});

describe("what breaks outside of every handler", () => {
  it("ends with the status of work that could not be completed, and never with that of a finding", async () => {
    await using folder = await temporaryFolder();
    const later =
      "data:text/javascript,process.once('newListener',()=>setTimeout(()=>{throw new Error('a socket of node')},0))";
    const ended = await runCommand(["models", "."], { cwd: folder.path, node: ["--import", later] });
    expect(ended).toMatchObject({ exitCode: 3, stderr: expect.stringContaining("a socket of node") });
  });
});
