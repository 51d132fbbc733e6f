import { describe, expect, it } from "@jest/globals";
import { readMarker } from "../../src/core/pull-request/covers.ts";
import { advisoryOf } from "../support/five-models.ts";
import { openRemediationScenario, type RemediationScenarioOptions } from "../support/remediation-scenario.ts";

const linux = "cp311-cp311-manylinux_2_28_x86_64";
const versions = (name: string, ...all: readonly string[]) => ({ name, versions: all.map((version) => ({ version })) });

const config = (id: string, path: string) => `models:
  - { id: ${id}, path: ${path}, targets: [prod] }
targets:
  prod: { python: "3.11", platform: linux/amd64, glibc: "2.35", driver: "535.183.01", gpu: [T4] }
`;

/** A model whose driver is too old for its torch, and whose web framework has advisories; nothing mends the last package. */
const served: RemediationScenarioOptions = {
  files: {
    ".github/pinwarden.yml": config("chat", "models/chat"),
    "models/chat/requirements.txt": "torch==2.11.0\nweb==1.0\nold==1.0\n",
  },
  packages: [
    {
      name: "torch",
      versions: [
        { version: "2.10.0", wheels: [linux], requires: ["nvidia-cuda-runtime-cu12==12.8.90"] },
        { version: "2.11.0", wheels: [linux], requires: ["cuda-toolkit==13.0.2"] },
      ],
    },
    versions("nvidia-cuda-runtime-cu12", "12.8.90"),
    { name: "cuda-toolkit", versions: [{ version: "13.0.2", requires: ["nvidia-cuda-runtime==13.0.96"] }] },
    versions("nvidia-cuda-runtime", "13.0.96"),
    versions("web", "1.0", "1.1", "1.2", "2.0"),
    versions("old", "1.0"),
  ],
  records: [
    advisoryOf("GHSA-6666-6666-6666", "web", ["1.0"], "1.1"),
    advisoryOf("GHSA-7777-7777-7777", "web", ["1.0", "1.1"], "1.2", "CRITICAL"),
    advisoryOf("GHSA-8888-8888-8888", "old", ["1.0"], "9.0"),
  ],
};

async function bodyOf(options: RemediationScenarioOptions): Promise<{ title: string; body: string; message: string }> {
  await using scenario = await openRemediationScenario(options);
  await scenario.run();
  const [pull, ...others] = scenario.pulls();
  expect(others).toEqual([]);
  const head = (await scenario.repository.git.resolve(pull?.headRef ?? "")) ?? "";
  return { title: pull?.title ?? "", body: pull?.body ?? "", message: await scenario.repository.git.message(head) };
}

describe("the body of a pull request", () => {
  it("says what, why, before and after, how it was chosen, what is left, and how to come to the same", async () => {
    const { title, body, message } = await bodyOf(served);
    expect(title).toBe("Move torch and web in chat (2 advisories and accelerator/driver-too-old)");
    for (const line of [
      "This moves `torch 2.11.0 → 2.10.0`, `web 1.0 → 1.2` and 3 others in `models/chat/requirements.txt`. It clears 3 findings, and leaves 1 that nothing clears. The edited files were resolved and checked again on 1 target (chat on prod).",
      "[`GHSA-7777-7777-7777`](https://github.com/advisories/GHSA-7777-7777-7777)",
      "torch 2.11.0 carries CUDA 13.0, which needs driver 580 or newer; the target has 535.183.01",
      "- `torch` goes to `2.10.0`: ",
      "older versions move farther than needed.",
      "- `web` goes to `1.2`: `1.1` clears 1 of 2 advisories; newer versions move farther than needed.",
      "- `old 1.0` `GHSA-8888-8888-8888` (`not-found`): No published version of old is free of it.",
      "Fine from here: `torch 2.10.0` or `",
      "pinwarden fix --patch --model chat --exclude-newer 20",
      "Z | git apply\n",
    ])
      expect(body).toContain(line);
    // Driver floor and GPU set on the target, before and after.
    expect(body).toMatch(/\| `chat on prod` \| `580` → `525[.\d]*` \| `7\.0 7\.5 [\d. ]+` \(gains 7\.0\) \| 4 → 1 \|/);
    expect(message.split("\n")[0]).toBe(title);
    expect(message).toContain("- torch 2.11.0 -> 2.10.0");
    expect(message.trimEnd()).toMatch(/\n\nPinwarden-Digest: [0-9a-f]{64}$/);
  }, 240_000);

  it("says what is assumed of the target, and which command brings along a lock that nothing is installed from", async () => {
    const { body } = await bodyOf({
      ...served,
      files: {
        "services/web/requirements.txt": "web==1.0\n",
        "services/web/uv.lock": 'version = 1\nrequires-python = ">=3.11"\n',
      },
    });
    const command = "(cd services/web && uv lock --upgrade-package web==1.2)";
    expect(body).toContain(`**Not in this pull request** is the lock of another tool that lies beside.`);
    expect(body).toContain("- `services/web/uv.lock`: not written, since no model is installed from it.");
    // To be run after the merge, and as the last step of what comes to the same.
    expect(body.split(`\n${command}\n`)).toHaveLength(3);
    expect(body).toMatch(/- Python version of target `default`: Nothing says it, so 3\.11 is assumed/);
    expect(body).toMatch(/- Version of glibc of target `default`: Nothing says it, so glibc 2\.\d+ is assumed/);
    // Of a model without CUDA there is nothing to say of drivers.
    expect(body).toContain("| target | findings |");
  }, 240_000);

  it("renders nothing of what it quotes", async () => {
    const summary =
      "--> </details> <img src=x> @everyone closes #1, closes https://github.com/octo/models/issues/1 ::error::no\n# Big";
    const [first] = served.records;
    const record = { ...first, json: { ...first?.json, id: "GHSA-6666-6666-6666", summary }, hits: ["web 1.0"] };
    const { title, body } = await bodyOf({
      ...served,
      files: {
        ".github/pinwarden.yml": config("models/web", '"models/<b>@octocat #1"'),
        "models/<b>@octocat #1/requirements.txt": "web==1.0\n",
      },
      records: [record],
    });
    expect(title).toBe("Upgrade web to 1.1 in models/web (GHSA-6666-6666-6666)");
    const shown = body.slice(0, body.lastIndexOf("\n"));
    // In code nothing is rendered.
    const text = shown.replace(/```[\s\S]*?```|`[^`\n]*`/g, "");
    expect(text).not.toMatch(/@everyone|@octocat|(?<!\\)<(?:img|b)|#\d|closes https:\/\/|^# Big|^::/m);
    // Nothing opens a comment that the marker would end.
    expect(shown).not.toContain("<!--");
    expect(readMarker(body)?.clears).toEqual(["advisory web GHSA-6666-6666-6666"]);
  }, 240_000);

  it("stays within what GitHub takes, and the same is still the same", async () => {
    const many = Array.from({ length: 900 }, (_, at) => `GHSA-${String(at).padStart(4, "0")}-aaaa-aaaa`);
    await using scenario = await openRemediationScenario({
      ...served,
      files: {
        ".github/pinwarden.yml": config("chat", "models/chat"),
        "models/chat/requirements.txt": "web==1.0\n",
      },
      records: many.map((id) => advisoryOf(id, "web", ["1.0"], "1.1")),
    });
    const first = await scenario.run();
    expect(first.exitCode).toBe(0);
    const body = scenario.pulls()[0]?.body ?? "";
    expect(Buffer.byteLength(body)).toBeLessThan(65_536);
    expect(readMarker(body)?.cut).toBe(true);
    scenario.writes();
    await scenario.run();
    expect(scenario.writes()).toEqual([]);
  }, 240_000);
});
