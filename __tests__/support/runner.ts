import { spawn } from "node:child_process";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { text } from "node:stream/consumers";
import { parse } from "yaml";
import { type RunnerCommand, readCommands } from "./runner-commands.ts";

export interface RunnerJob {
  /** File that `node` runs, as `runs.main` names it; or a function in this process, which is quicker to start. */
  readonly entry: string | ((environment: StepEnvironment) => Promise<number>);
  /** Path of action.yml: its defaults apply, and an input that it does not declare is refused. */
  readonly actionFile: string;
  /** `with:` of the step. */
  readonly inputs?: Readonly<Record<string, string>>;
  readonly event: { readonly name: string; readonly payload: unknown };
  /** `owner/repo` */
  readonly repository: string;
  readonly sha: string;
  readonly ref: string;
  /** `github.token` of the job. */
  readonly token: string;
  readonly apiUrl: string;
  /** Folder with the checkout; an empty one where it is left out. */
  readonly workspace?: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** What a step sees of the runner. */
export interface StepEnvironment {
  readonly variables: Readonly<Record<string, string | undefined>>;
  readonly write: (text: string) => void;
}

export interface RunnerResult {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
  /** What the runner would have obeyed on standard output. */
  readonly commands: readonly RunnerCommand[];
  readonly outputs: ReadonlyMap<string, string>;
  readonly environment: ReadonlyMap<string, string>;
  readonly state: ReadonlyMap<string, string>;
  /** As shown: empty where it was longer than the runner takes. */
  readonly summary: string;
  readonly summaryTooLong: boolean;
  /** Content of the file that the output `report-path` names; null where there is none. */
  readonly report: string | null;
}

/** The runner's own limit on a step's summary (actions/runner, FileCommandManager.cs). */
const maxSummaryBytes = 1024 * 1024;

/** Runs a JavaScript action's entry file as the runner does: environment, event file, file commands, standard output. */
export async function runAsRunner(job: RunnerJob): Promise<RunnerResult> {
  const root = await mkdtemp(join(tmpdir(), "runner-"));
  try {
    const file = (name: string) => join(root, name);
    await Promise.all(["output", "env", "state", "path", "summary"].map((name) => writeFile(file(name), "")));
    await writeFile(file("event.json"), JSON.stringify(job.event.payload));
    await Promise.all(["temp", "workspace"].map((name) => mkdir(file(name))));
    const variables: Record<string, string | undefined> = {
      PATH: process.env["PATH"],
      HOME: root,
      ...(await inputVariables(job)),
      CI: "true",
      GITHUB_ACTIONS: "true",
      GITHUB_EVENT_NAME: job.event.name,
      GITHUB_EVENT_PATH: file("event.json"),
      GITHUB_REPOSITORY: job.repository,
      GITHUB_SHA: job.sha,
      GITHUB_REF: job.ref,
      GITHUB_RUN_ID: "1",
      GITHUB_RUN_ATTEMPT: "1",
      GITHUB_WORKFLOW: "check",
      GITHUB_JOB: "pinwarden",
      GITHUB_WORKSPACE: job.workspace ?? file("workspace"),
      GITHUB_API_URL: job.apiUrl,
      GITHUB_GRAPHQL_URL: `${job.apiUrl}/graphql`,
      GITHUB_SERVER_URL: "https://github.com",
      GITHUB_OUTPUT: file("output"),
      GITHUB_ENV: file("env"),
      GITHUB_STATE: file("state"),
      GITHUB_PATH: file("path"),
      GITHUB_STEP_SUMMARY: file("summary"),
      RUNNER_TEMP: file("temp"),
      RUNNER_OS: "Linux",
      // A test that is about registries names one; no other asks the public ones.
      PINWARDEN_REGISTRY: "never",
      ...job.env,
    };
    const { stdout, stderr, exitCode } = await start(job.entry, variables, job.workspace ?? file("workspace"));
    const pairs = async (name: string) => readPairs(await readFile(file(name), "utf8"));
    const outputs = await pairs("output");
    const summary = await readFile(file("summary"), "utf8");
    const summaryTooLong = Buffer.byteLength(summary) > maxSummaryBytes;
    const reportPath = outputs.get("report-path") ?? "";
    return {
      exitCode,
      stdout,
      stderr,
      commands: readCommands(stdout),
      outputs,
      environment: await pairs("env"),
      state: await pairs("state"),
      summary: summaryTooLong ? "" : summary,
      summaryTooLong,
      report: reportPath === "" ? null : await readFile(reportPath, "utf8"),
    };
  } finally {
    await rm(root, { recursive: true, force: true });
  }
}

interface Ended {
  readonly stdout: string;
  readonly stderr: string;
  readonly exitCode: number;
}

async function start(
  entry: RunnerJob["entry"],
  variables: StepEnvironment["variables"],
  folder: string,
): Promise<Ended> {
  if (typeof entry === "function") {
    let stdout = "";
    const write = (part: string) => {
      stdout += part;
    };
    const exitCode = await entry({ variables, write });
    return { stdout, stderr: "", exitCode };
  }
  const child = spawn(process.execPath, ["--disable-warning=ExperimentalWarning", entry], {
    cwd: folder,
    env: variables,
    stdio: ["ignore", "pipe", "pipe"],
  });
  const ended = new Promise<number>((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code) => resolve(code ?? -1));
  });
  const [stdout, stderr, exitCode] = await Promise.all([text(child.stdout), text(child.stderr), ended]);
  return { stdout, stderr, exitCode };
}

/** `INPUT_` and the name in capitals, spaces as `_`, hyphens kept; what is declared without a default is set and empty. */
async function inputVariables(job: RunnerJob): Promise<Record<string, string>> {
  const action = parse(await readFile(job.actionFile, "utf8")) as {
    inputs: Record<string, { default?: string } | null>;
  };
  const given = job.inputs ?? {};
  const unexpected = Object.keys(given).filter((name) => !Object.hasOwn(action.inputs, name));
  if (unexpected.length > 0) throw new Error(`Unexpected input(s): ${unexpected.join(", ")}`);
  const variables: Record<string, string> = {};
  for (const [name, declared] of Object.entries(action.inputs)) {
    const value = given[name] ?? declared?.default ?? "";
    // biome-ignore lint/suspicious/noTemplateCurlyInString: the expression as action.yml spells it
    const evaluated = value.replace("${{ github.token }}", job.token);
    variables[`INPUT_${name.replaceAll(" ", "_").toUpperCase()}`] = evaluated;
  }
  return variables;
}

/** `name=value` or `name<<delimiter`, lines, `delimiter` (actions/runner, FileCommandManager.cs). The last of a name wins. */
export function readPairs(content: string): ReadonlyMap<string, string> {
  const pairs = new Map<string, string>();
  const lines = content.split(/\r?\n/);
  for (let at = 0; at < lines.length; at += 1) {
    const line = lines[at] ?? "";
    if (line === "") continue;
    const equals = line.indexOf("=");
    const heredoc = line.indexOf("<<");
    if (heredoc >= 0 && (equals < 0 || heredoc < equals)) {
      const delimiter = line.slice(heredoc + 2);
      const end = lines.indexOf(delimiter, at + 1);
      if (delimiter === "" || end < 0) throw new Error(`Matching delimiter not found '${delimiter}'`);
      pairs.set(line.slice(0, heredoc), lines.slice(at + 1, end).join("\n"));
      at = end;
      continue;
    }
    if (equals < 1) throw new Error(`Invalid format '${line}'`);
    pairs.set(line.slice(0, equals), line.slice(equals + 1));
  }
  return pairs;
}
