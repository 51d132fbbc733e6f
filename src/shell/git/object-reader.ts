import type { ChildProcessWithoutNullStreams } from "node:child_process";
import { PinwardenError } from "../../core/error.ts";
import { isObjectId } from "../../core/object-id.ts";
import type { TreeLimits } from "../files/tree-limits.ts";
import { firstLine } from "./git-failure.ts";
import { spawnGit, startFailure } from "./run-git.ts";

interface Waiting {
  readonly object: string;
  resolve(bytes: Uint8Array): void;
  reject(error: Error): void;
}

/** What git has started to answer: the rest of an object's bytes, and the line break after them. */
interface Open {
  readonly chunks: Buffer[];
  missing: number;
}

/**
 * Reads blobs through one `git cat-file --batch` process, which starts with the first and lives until disposal.
 * `--batch` prints objects as they are stored: no filter and no text conversion runs. Questions are answered in order,
 * so any number may wait at once.
 */
export class ObjectReader implements AsyncDisposable {
  readonly #folder: string;
  readonly #limits: TreeLimits;
  readonly #waiting: Waiting[] = [];
  #process: ChildProcessWithoutNullStreams | null = null;
  #header = Buffer.alloc(0);
  #open: Open | null = null;
  #stderr = "";
  #failure: Error | null = null;

  constructor(folder: string, limits: TreeLimits) {
    this.#folder = folder;
    this.#limits = limits;
  }

  /** The bytes of a blob, by its id. Throws `git/missing-object` and `git/failed`. */
  read(object: string): Promise<Uint8Array> {
    if (!isObjectId(object))
      return Promise.reject(new PinwardenError("git/invalid-ref", "An object is asked for by its id."));
    if (this.#failure !== null) return Promise.reject(this.#failure);
    this.#process ??= this.#start();
    const { stdin } = this.#process;
    return new Promise((resolve, reject) => {
      this.#waiting.push({ object, resolve, reject });
      stdin.write(`${object}\n`);
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const process = this.#process;
    this.#failure ??= new PinwardenError("git/closed", "The repository was closed.");
    if (process === null || process.exitCode !== null || process.signalCode !== null) return;
    const closed = new Promise((resolve) => process.once("close", resolve));
    process.stdin.end();
    process.kill();
    await closed;
  }

  #start(): ChildProcessWithoutNullStreams {
    const child = spawnGit(this.#folder, ["cat-file", "--batch"]);
    child.stdin.on("error", () => {});
    child.stdout.on("data", (chunk: Buffer) => this.#take(chunk));
    child.stderr.on("data", (chunk: Buffer) => {
      if (this.#stderr.length < 4096) this.#stderr += chunk.toString("utf8");
    });
    child.once("error", (cause) => this.#fail(startFailure(cause)));
    child.once("close", () =>
      this.#fail(new PinwardenError("git/failed", `git stopped while objects were read: ${firstLine(this.#stderr)}`)),
    );
    return child;
  }

  #fail(error: Error): void {
    this.#failure ??= error;
    for (const waiting of this.#waiting.splice(0)) waiting.reject(this.#failure);
  }

  #take(chunk: Buffer): void {
    let rest = chunk;
    while (rest.length > 0 && this.#failure === null) {
      rest = this.#open === null ? this.#takeHeader(rest) : this.#takeContent(this.#open, rest);
    }
  }

  /** `OBJECT TYPE SIZE`, or `OBJECT missing`. Answers what stands after the line. */
  #takeHeader(chunk: Buffer): Buffer {
    const end = chunk.indexOf(0x0a);
    this.#header = Buffer.concat([this.#header, end === -1 ? chunk : chunk.subarray(0, end)]);
    if (end === -1) return chunk.subarray(chunk.length);
    const [object, type, size] = this.#header.toString("latin1").split(" ");
    this.#header = Buffer.alloc(0);
    const bytes = Number(size);
    if (type === "missing" || object !== this.#waiting[0]?.object) this.#rejectFirst(object ?? "");
    else if (!Number.isSafeInteger(bytes) || bytes > this.#limits.fileBytes * 2) this.#abandon();
    else this.#open = { chunks: [], missing: bytes + 1 };
    return chunk.subarray(end + 1);
  }

  #takeContent(open: Open, chunk: Buffer): Buffer {
    const taken = chunk.subarray(0, open.missing);
    open.chunks.push(taken);
    open.missing -= taken.length;
    if (open.missing === 0) {
      this.#open = null;
      const bytes = Buffer.concat(open.chunks);
      this.#waiting.shift()?.resolve(new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.length - 1));
    }
    return chunk.subarray(taken.length);
  }

  #rejectFirst(object: string): void {
    this.#waiting.shift()?.reject(
      new PinwardenError("git/missing-object", `The repository lacks the object \`${object}\`.`, {
        hint: "A partial clone leaves files out: check out without `filter:`, or fetch the commit in full.",
      }),
    );
  }

  /** An object that is larger than its listing promised: what follows cannot be told apart from it. */
  #abandon(): void {
    this.#fail(new PinwardenError("git/failed", "git answered an object of an impossible size."));
    this.#process?.kill();
  }
}
