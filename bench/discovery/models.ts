/**
 * Times `pinwarden models` on a tree of 5,000 folders and 1,000 models, of eight kinds, in a git repository: the working tree, and a commit
 * read by its objects, cold and warm.
 *
 *     node bench/discovery/models.ts [COMMAND]     COMMAND: what runs pinwarden; by default this checkout's sources
 */
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import process from "node:process";
import { commandText, machineText, root, today } from "../support/command-line.ts";

const models = 1000;
const folders = 5000;
const rounds = 5;
const main = process.argv[2] ?? path.join(root, "src/main.ts");

const deployment = (name: string): string =>
  `apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: ${name}}\nspec:\n  template:\n    spec:\n      nodeSelector: {nvidia.com/gpu.product: Tesla-T4}\n      containers: [{name: server, image: "example/${name}:1"}]\n`;

/** The files of one model, by its number: each kind is an eighth. */
function filesOf(number: number): Readonly<Record<string, string>> {
  const name = `m${number}`;
  switch (number % 8) {
    case 0:
      return {
        "requirements.txt": `torch==2.4.0\nnumpy # ${number}\n`,
        Dockerfile: "FROM python:3.11-slim-bookworm\n",
      };
    case 1:
      return {
        "cog.yaml": `build:\n  gpu: true\n  python_version: "3.11"\n  python_packages:\n    - torch==2.${number % 9}.0\n`,
      };
    case 2:
      return {
        "config.yaml": `model_name: ${name}\npython_version: py311\nrequirements:\n- torch\nresources:\n  accelerator: A10G\n`,
      };
    case 3:
      return {
        "bentofile.yaml": `service: ${name}:svc\npython:\n  requirements_txt: requirements.txt\n`,
        "requirements.txt": "torch\n",
      };
    case 4:
      return {
        "pyproject.toml": `[project]\nname = "${name}"\nversion = "1"\ndependencies = ["torch"]\n`,
        "uv.lock": "version = 1\n",
      };
    case 5:
      return {
        "README.md": `---\ntitle: ${name}\nsdk: gradio\nsdk_version: 4.44.1\n---\n`,
        "requirements.txt": "torch\n",
      };
    case 6:
      return { "requirements.txt": "torch\n", "k8s/deployment.yaml": deployment(name) };
    default:
      return {
        MLmodel: `flavors:\n  python_function:\n    python_version: 3.10.4\nmodel_uuid: ${number}\n`,
        "requirements.txt": "mlflow\n",
      };
  }
}

function makeTree(folder: string): number {
  let count = 0;
  const write = (name: string, text: string): void => {
    mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
    writeFileSync(path.join(folder, name), text);
    count += 1;
  };
  for (let number = 0; number < models; number += 1) {
    const place = `group${number % 40}/m${number}`;
    for (const [name, text] of Object.entries(filesOf(number))) write(`${place}/${name}`, text);
    for (let at = 0; at < folders / models - 1; at += 1) {
      write(`${place}/part${at}/code.py`, `# ${number} ${at}\n`);
      write(`${place}/part${at}/settings.yaml`, `name: ${number}\nvalues: [${at}]\n`);
    }
  }
  const git = (...words: readonly string[]): void =>
    void execFileSync("git", ["-C", folder, ...words], { stdio: "ignore" });
  git("init", "-q");
  git("add", "-A");
  git("-c", "user.name=bench", "-c", "user.email=bench@example.org", "commit", "-q", "-m", "a tree");
  return count;
}

function timed(words: readonly string[], cache: string): { readonly seconds: number; readonly found: number } {
  const started = performance.now();
  const output = execFileSync(process.execPath, [main, "models", ...words, "--format", "json"], {
    env: { ...process.env, PINWARDEN_CACHE_DIR: cache },
    maxBuffer: 256 * 1024 * 1024,
    stdio: ["ignore", "pipe", "ignore"],
  });
  const seconds = (performance.now() - started) / 1000;
  const { models: found } = JSON.parse(output.toString()) as { models: unknown[] };
  return { seconds, found: found.length };
}

const folder = mkdtempSync(path.join(os.tmpdir(), "pinwarden-bench-"));
const cache = mkdtempSync(path.join(os.tmpdir(), "pinwarden-bench-cache-"));
try {
  const files = makeTree(folder);
  console.log(`${today()}  ${machineText()}\n${commandText()}\n${models} models, ${folders} folders, ${files} files\n`);
  for (const [title, words] of [
    ["working tree", [folder]],
    ["commit, by object ids", [folder, "--ref", "HEAD"]],
  ] as const) {
    const cold = timed(words, cache);
    const warm = Array.from({ length: rounds }, () => timed(words, cache).seconds).sort((left, right) => left - right);
    const median = warm[Math.floor(rounds / 2)] ?? 0;
    console.log(
      `${title.padEnd(24)} cold ${cold.seconds.toFixed(2)} s, warm ${median.toFixed(2)} s (${warm[0]?.toFixed(2)} to ${warm.at(-1)?.toFixed(2)}), ${cold.found} models`,
    );
  }
} finally {
  for (const made of [folder, cache]) rmSync(made, { recursive: true, force: true });
}
