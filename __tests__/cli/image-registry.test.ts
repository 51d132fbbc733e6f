import { describe, expect, it } from "@jest/globals";
import { openScene, type Scene } from "../support/command-line.ts";
import { type RegistryDouble, rayImage, startRegistryDouble } from "../support/registry-double.ts";

const image = "rayproject/ray:2.40.0-py310-gpu";

async function open(): Promise<{ scene: Scene; registry: RegistryDouble } & AsyncDisposable> {
  const registry = await startRegistryDouble({
    access: { kind: "bearer" },
    images: { [image]: rayImage("3.10", "12.4.1", { ubuntu: 30_000_000 }) },
  });
  const scene = await openScene({
    packages: [
      {
        name: "web",
        versions: [
          { version: "1.0", requiresPython: ">=3.9" },
          { version: "2.0", requiresPython: ">=3.11" },
        ],
      },
    ],
  });
  return {
    scene,
    registry,
    async [Symbol.asyncDispose]() {
      await scene[Symbol.asyncDispose]();
      await registry[Symbol.asyncDispose]();
    },
  };
}

const configuration = /image configuration sha256:[0-9a-f]{64}/;

describe("an image that the tables do not have", () => {
  it("tells `resolve --image` its Python and its C library", async () => {
    await using opened = await open();
    const { scene, registry } = opened;
    const env = { PINWARDEN_REGISTRY: registry.address };
    const { exitCode, stdout } = await scene.run(["resolve", "web", "--image", image, "--format", "json"], { env });
    expect(exitCode).toBe(0);
    const { target, packages } = JSON.parse(stdout);
    expect(packages[0].version).toBe("1.0");
    expect(target).toMatchObject({ python: { full: "3.10.0" }, libc: { family: "glibc", major: 2, minor: 35 } });
    expect(target.sources.python.from).toMatch(configuration);
  });

  it("is asked for by nobody where `resolve` needs nothing of it", async () => {
    await using opened = await open();
    const { scene, registry } = opened;
    const env = { PINWARDEN_REGISTRY: registry.address };
    const args = ["resolve", "web", "--image", image, "--python", "3.12", "--glibc", "2.31"];
    expect((await scene.run(args, { env })).stdout).toContain("web==2.0");
    expect((await scene.run(["resolve", "web", "--image", "python:3.12-slim-bookworm"], { env })).exitCode).toBe(0);
    expect(registry.requests).toEqual([]);
  });

  it("is not asked for where the configuration of the folder says never, and is said with that reason", async () => {
    await using opened = await open();
    const { scene, registry } = opened;
    await scene.repository.write({
      ".github/pinwarden.yml": `images: { registry: never, mirror: "${registry.address}" }\n`,
    });
    const args = ["resolve", "web", "--image", image, "--format", "json"];
    const never = await scene.run(args, { env: { PINWARDEN_REGISTRY: "" } });
    expect(JSON.parse(never.stdout).notAssessed).toContainEqual({
      what: `Image \`${image}\``,
      why: "The tables do not tell everything that is needed of it, and its registry did not: `images.registry` is `never`.",
    });
    expect(registry.requests).toEqual([]);
    await scene.repository.write({ ".github/pinwarden.yml": `images: { mirror: "${registry.address}" }\n` });
    const mirrored = await scene.run(args, { env: { PINWARDEN_REGISTRY: "" } });
    expect(JSON.parse(mirrored.stdout).target.python.full).toBe("3.10.0");
    await scene.repository.write({ ".github/pinwarden.yml": "images: { registry: sometimes }\n" });
    const broken = await scene.run(args, { env: { PINWARDEN_REGISTRY: "" } });
    expect(broken.stdout).toContain("the configuration that says how registries are asked cannot be read");
    expect(broken.exitCode).toBe(0);
  });

  it("tells `targets` the same, and `--offline` asks nothing", async () => {
    await using opened = await open();
    const { scene, registry } = opened;
    const env = { PINWARDEN_REGISTRY: registry.address };
    await scene.repository.write({ "m/Dockerfile": `FROM ${image}\n`, "m/requirements.txt": "web\n" });
    const offline = await scene.run(["targets", "--offline"], { env });
    expect(offline.stdout).toContain("python    3.11  — assumed");
    expect(offline.stderr).toContain(
      `not assessed: Image \`${image}\`: The tables do not tell everything that is needed of it, and its registry did not: \`--offline\` asks nothing.`,
    );
    expect(registry.requests).toEqual([]);
    const asked = await scene.run(["targets"], { env });
    expect(asked.stdout).toMatch(
      /python {4}3\.10 {2}— inferred: image `rayproject\/ray:2\.40\.0-py310-gpu` \(image configuration/,
    );
    expect(asked.stdout).toContain("libc      glibc 2.35");
    expect(asked.stderr).toBe("");
    const models = registry.requests.length;
    await scene.run(["models"], { env });
    expect(registry.requests).toHaveLength(models);
  });

  it("tells `tables explain` what it brings and whether it starts", async () => {
    await using opened = await open();
    const { scene, registry } = opened;
    const env = { PINWARDEN_REGISTRY: registry.address };
    const fine = await scene.run(["tables", "explain", image, "--driver", "550.54.15", "--gpu", "T4"], { env });
    expect(fine.exitCode).toBe(0);
    expect(fine.stdout).toContain("it brings ubuntu22.04, glibc 2.35, Python 3.10, CUDA 12.4.1");
    expect(fine.stdout).toMatch(/CUDA 12\.4\.1 \(`CUDA_VERSION`\)\n +image configuration sha256:[0-9a-f]{64}, \d{4}-/);
    expect(fine.stdout).toContain("the driver meets what the image asks for: `cuda>=12.4 brand=tesla");
    const old = await scene.run(["tables", "explain", image, "--driver", "525.60.13", "--gpu", "T4"], { env });
    expect(old.exitCode).toBe(1);
    expect(old.stdout).toContain("2. fail");
    const pin = await scene.run(
      ["tables", "explain", "torch==2.6.0", "--image", image, "--driver", "550.54.15", "--gpu", "T4"],
      { env },
    );
    expect(pin.stdout).toContain(`image ${image}: it brings CUDA 12.4.1`);
    const unknown = await scene.run(["tables", "explain", "team/model:1"], { env });
    expect(unknown.exitCode).toBe(0);
    expect(unknown.stdout).toContain("team/model:1: unknown");
    expect(unknown.stdout).toContain("answered 404: it has no such image");
  });

  it("is known by its host: another's image of NVIDIA's name is taken for it with that said", async () => {
    await using opened = await open();
    const { scene } = opened;
    const named = "docker.corp.example/hub/nvidia/cuda:12.4.1-runtime-ubuntu22.04";
    const args = ["tables", "explain", named, "--driver", "525.60.13", "--gpu", "T4"];
    const assumed = await scene.run(args);
    // What its name tells is not dropped: most such hosts are mirrors.
    expect(assumed.stdout).toContain(
      "it brings ubuntu22.04, glibc 2.35, CUDA 12.4.1, as `nvidia/cuda` that it is taken for by its name",
    );
    expect(assumed.stdout).toContain(
      `  Image \`${named}\`: It is taken for \`nvidia/cuda\` by its name, which \`docker.corp.example\` is not known to serve, and its registry did not tell: \`PINWARDEN_REGISTRY\` is \`never\`. Name the host under \`images.mirrors\` if it mirrors that.`,
    );
    await scene.repository.write({ ".github/pinwarden.yml": "images: { mirrors: [docker.corp.example] }\n" });
    const mirrored = await scene.run(args);
    expect(mirrored.stdout).not.toContain("Not assessed");
    const own = await scene.run([...args.slice(0, 2), "nvidia/cuda:12.4.1-runtime-ubuntu22.04", ...args.slice(3)]);
    expect(own.stdout).not.toContain("Not assessed");
    expect([assumed, mirrored, own].map(({ exitCode }) => exitCode)).toEqual([
      own.exitCode,
      own.exitCode,
      own.exitCode,
    ]);
  });

  it("is read by its own configuration where its name says something else", async () => {
    await using opened = await open();
    const { scene, registry } = opened;
    const name = "nvidia/cuda:12.4.1-runtime-ubuntu22.04";
    const host = registry.address.replace("http://", "");
    await scene.repository.write({ ".github/pinwarden.yml": `images: { hosts: ["${registry.address}"] }\n` });
    const args = ["tables", "explain", `${host}/${name}`, "--driver", "535.104", "--gpu", "T4"];
    const env = { PINWARDEN_REGISTRY: "" };
    registry.publish(name, rayImage("3.10", "12.1.1", {}));
    const other = await scene.run(args, { env });
    expect(other.stdout).toContain("it brings ubuntu22.04, glibc 2.35, Python 3.10, CUDA 12.1.1");
    expect(other.stdout).toContain(
      "By its name it has CUDA 12.4, as `nvidia/cuda`, and its image configuration sha256:",
    );
    expect(other.stdout).toContain(" says 12.1: 12.1 was taken.");
    expect(other.stdout).toContain("the driver meets what the image asks for: `cuda>=12.1");
    const second = "nvidia/cuda:12.2.2-runtime-ubuntu22.04";
    registry.publish(second, { environment: ["PATH=/bin"] });
    const silent = await scene.run(["tables", "explain", `${host}/${second}`], { env });
    expect(silent.stdout).toContain("and its configuration does not tell its distribution, CUDA. Name the host");
    const third = "nvidia/cuda:12.1.1-runtime-ubuntu22.04";
    registry.publish(third, rayImage("3.10", "12.1.1", {}));
    const same = await scene.run(["tables", "explain", `${host}/${third}`], { env });
    expect(same.stdout).not.toContain("Not assessed");
  });

  it("is told by a recording as by the registry", async () => {
    await using opened = await open();
    const { scene, registry } = opened;
    const args = ["resolve", "web", "--image", image];
    const recorded = await scene.run([...args, "--record", "run.json"], {
      env: { PINWARDEN_REGISTRY: registry.address },
    });
    const asked = registry.requests.length;
    const replayed = await scene.run([...args, "--replay", "run.json"], {
      env: { PINWARDEN_REGISTRY: registry.address },
    });
    expect(replayed.stdout).toBe(recorded.stdout);
    expect(replayed.stdout).toContain("web==1.0");
    expect(registry.requests).toHaveLength(asked);
  });
});
