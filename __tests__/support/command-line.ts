import { spawn } from "node:child_process";
import path from "node:path";
import process from "node:process";
import { text } from "node:stream/consumers";
import { temporaryFolder } from "../shell/files/temporary-folder.ts";
import { type TemporaryRepository, temporaryRepository } from "../shell/git/temporary-repository.ts";
import { builtFolderVariable } from "./built-folder.ts";
import { type LoopbackIndex, type LoopbackOptions, startLoopbackIndex } from "./loopback-index.ts";
import { type OsvService, type OsvServiceOptions, startOsvService } from "./osv-service.ts";

export interface CommandResult {
  readonly exitCode: number | null;
  readonly stdout: string;
  /** Without what a command says of itself once it takes over a second. */
  readonly stderr: string;
  /** Bytes of the process at its largest, resident; null where it was not measured. */
  readonly peakBytes: number | null;
}

export interface CommandOptions {
  readonly cwd: string;
  readonly env?: Readonly<Record<string, string>>;
  /** File that `node` runs; the bundle of the sources as they are now by default. */
  readonly entry?: string;
  /** Replaces the environment as a whole. */
  readonly onlyEnv?: Readonly<Record<string, string>>;
  /** Node's own options. */
  readonly node?: readonly string[];
  /** A program and its first arguments, under which the command is run: it gets Node and all that follows as further arguments. */
  readonly under?: readonly string[];
}

/** The entry among the sources, which Node runs as it is. */
export const sourceEntry = path.resolve(import.meta.dirname, "../../src/main.ts");

/**
 * Jest's global setup builds the sources once for all suites: a start takes half the time of one from hundreds of files.
 * A benchmark, which is no suite, starts the sources.
 */
const builtFolder = process.env[builtFolderVariable];
const usualEntry = builtFolder === undefined ? sourceEntry : path.join(builtFolder, "dist/index.js");
const compileCache = builtFolder === undefined ? {} : { NODE_COMPILE_CACHE: path.join(builtFolder, "compiled") };

/** Prints the largest resident size on a descriptor of its own when the process ends. */
const meter =
  "data:text/javascript,import{writeSync}from'node:fs';process.on('exit',()=>{writeSync(3,String(process.resourceUsage().maxRSS*1024))})";

/** Runs the command line in a process of its own, under the Node that runs the test. */
export async function runCommand(args: readonly string[], options: CommandOptions): Promise<CommandResult> {
  const env = options.onlyEnv ?? {
    PATH: process.env["PATH"],
    ...compileCache,
    HOME: options.cwd,
    NO_PROXY: "*",
    // A test that is about registries names one; no other asks the public ones.
    PINWARDEN_REGISTRY: "never",
    NO_COLOR: "1",
    ...options.env,
  };
  const node = [process.execPath, "--import", meter, ...(options.node ?? []), options.entry ?? usualEntry, ...args];
  const [program = process.execPath, ...words] = [...(options.under ?? []), ...node];
  const child = spawn(program, words, { cwd: options.cwd, env, stdio: ["ignore", "pipe", "pipe", "pipe"] });
  const [, out, err, peak] = child.stdio;
  if (out === null || err === null || peak === undefined || peak === null || !("read" in peak)) {
    throw new Error("the process has no output");
  }
  const exit = new Promise<number | null>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", resolve);
  });
  const [stdout, stderr, bytes, exitCode] = await Promise.all([text(out), text(err), text(peak), exit]);
  return { exitCode, stdout, stderr: withoutProgress(stderr), peakBytes: bytes === "" ? null : Number(bytes) };
}

/** A repository, an index, an advisory service and a cache of its own, for as long as a test. */
export interface Scene extends AsyncDisposable {
  readonly repository: TemporaryRepository;
  readonly index: LoopbackIndex;
  readonly osv: OsvService;
  /** Runs a command in the repository; `resolve`, `check` and `explain` are pointed at the scene's index. */
  run(args: readonly string[], options?: Partial<CommandOptions>): Promise<CommandResult>;
}

const asksAnIndex = new Set(["resolve", "check", "explain"]);

export async function openScene(options: LoopbackOptions & { readonly osv?: OsvServiceOptions }): Promise<Scene> {
  const index = await startLoopbackIndex(options);
  const osv = await startOsvService(options.osv ?? { records: [] });
  const repository = await temporaryRepository();
  const cache = await temporaryFolder();
  return {
    repository,
    index,
    osv,
    run(args, { env, ...rest } = {}) {
      const named = args.includes("--index-url") || !asksAnIndex.has(args[0] ?? "");
      return runCommand([...args, ...(named ? [] : ["--index-url", index.url])], {
        cwd: repository.path,
        env: { PINWARDEN_CACHE_DIR: cache.path, PINWARDEN_OSV_URL: osv.address, ...env },
        ...rest,
      });
    },
    async [Symbol.asyncDispose]() {
      await Promise.all([index.close(), osv[Symbol.asyncDispose]()]);
      await Promise.all([repository[Symbol.asyncDispose](), cache[Symbol.asyncDispose]()]);
    },
  };
}

/** A busy machine makes a command say that it is at work, which is nothing that a test is about. */
const withoutProgress = (stderr: string): string => stderr.replace(/^\w+ …\n/gm, "");

/** Where the tests' models are served, as options. */
export const onLinux = ["--python", "3.11", "--platform", "linux/amd64", "--glibc", "2.31"] as const;
