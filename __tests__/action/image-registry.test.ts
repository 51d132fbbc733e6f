import { describe, expect, it } from "@jest/globals";
import { realPorts } from "../../src/action/real-ports.ts";
import { runAction } from "../../src/action/run-action.ts";
import { openActionScenario } from "../support/action-scenario.ts";
import { startLoopbackIndex } from "../support/loopback-index.ts";
import { startOsvService } from "../support/osv-service.ts";
import { plainStep } from "../support/plain-step.ts";
import { rayImage, startRegistryDouble } from "../support/registry-double.ts";
import type { StepEnvironment } from "../support/runner.ts";

const shared = { ubuntu: 30_000_000, cuda: 2_000_000_000 };

const dockerfile = (from: string): string =>
  `FROM ${from}\nCOPY requirements.txt .\nRUN pip install -r requirements.txt\n`;

/** The check as it is, with nothing in place of the world but where it lies. */
const entry = ({ variables, write }: StepEnvironment): Promise<number> =>
  runAction(plainStep(variables, write), realPorts(variables));

describe("a pull request that moves FROM", () => {
  it("is told how much the image grows, and what its configuration says", async () => {
    await using registry = await startRegistryDouble({
      access: { kind: "bearer" },
      images: {
        "rayproject/ray:2.9.0-py310-gpu": rayImage("3.10", "12.1.1", { ...shared, ray: 400_000_000 }),
        "rayproject/ray:2.40.0-py311-gpu": rayImage("3.11", "12.4.1", { ubuntu: 30_000_000, ray240: 3_100_000_000 }),
      },
    });
    const index = await startLoopbackIndex({ packages: [{ name: "web", versions: [{ version: "1.0" }] }] });
    await using osv = await startOsvService({ records: [] });
    await using scenario = await openActionScenario({
      fork: true,
      permissions: { contents: "read", pull_requests: "write" },
      base: { Dockerfile: dockerfile("rayproject/ray:2.9.0-py310-gpu"), "requirements.txt": "web==1.0\n" },
      head: { Dockerfile: dockerfile("rayproject/ray:2.40.0-py311-gpu") },
    });
    try {
      const env = {
        PINWARDEN_REGISTRY: registry.address,
        PINWARDEN_OSV_URL: osv.address,
        UV_INDEX_URL: index.url,
        NO_PROXY: "*",
      };
      const result = await scenario.run({ entry, env });
      expect(result.exitCode).toBe(0);
      const [comment] = scenario.opened.repository.comments;
      expect(comment?.body).toContain(
        "The image moves from `rayproject/ray:2.9.0-py310-gpu` to `rayproject/ray:2.40.0-py311-gpu`, which asks for the CUDA of driver **`R550`** (was R530).",
      );
      expect(comment?.body).toContain("The image's download grows from 2.4 GB to **3.1 GB**, of it 3.1 GB new.");
      expect(comment?.body).toContain("Python 3.11 (build argument `PYTHON_VERSION`), CUDA 12.4.1 (`CUDA_VERSION`)");
      expect(JSON.parse(result.report ?? "").models[0].targets[0].image.size).toEqual({
        base: 2_430_000_000,
        head: 3_130_000_000,
        new: 3_100_000_000,
        unknown: [],
      });
    } finally {
      await index.close();
    }
  });

  it("sends no request to an address of the runner's own network, and says so", async () => {
    await using registry = await startRegistryDouble({ images: { "team/model:1": {} } });
    const index = await startLoopbackIndex({ packages: [{ name: "web", versions: [{ version: "1.0" }] }] });
    await using osv = await startOsvService({ records: [] });
    const host = registry.address.replace("http://", "");
    await using scenario = await openActionScenario({
      base: { Dockerfile: dockerfile(`${host}/team/base:1`), "requirements.txt": "web==1.0\n" },
      // The head's own words do not open the door: hosts are read from the base.
      head: {
        Dockerfile: dockerfile(`${host}/team/model:1`),
        ".github/pinwarden.yml": `images: { hosts: ["${registry.address}"], mirror: "${registry.address}" }\n`,
      },
    });
    try {
      const env = { PINWARDEN_REGISTRY: "", PINWARDEN_OSV_URL: osv.address, UV_INDEX_URL: index.url, NO_PROXY: "*" };
      const result = await scenario.run({ entry, env });
      expect(registry.requests).toEqual([]);
      const { size } = JSON.parse(result.report ?? "").models[0].targets[0].image;
      expect(size.unknown.find(({ what }: { what: string }) => what === `${host}/team/model:1`).why).toContain(
        "is in a private network, and `images.hosts` does not name it",
      );
    } finally {
      await index.close();
    }
  });
});
