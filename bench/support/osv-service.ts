import { spawn } from "node:child_process";
import { createInterface } from "node:readline";

/** An OSV service for as long as a benchmark runs. */
export interface OsvService extends AsyncDisposable {
  /** Without a slash at its end. */
  readonly address: string;
}

/**
 * The service at an address, or the one that a command starts: words parted by spaces, of a program that prints a line with `http://…`
 * once it listens, and is ended with the benchmark. Rejects where the program ends before that.
 */
export async function osvService(given: string): Promise<OsvService> {
  if (/^https?:/.test(given)) return { address: given.replace(/\/$/, ""), async [Symbol.asyncDispose]() {} };
  const [program = "", ...args] = given.split(" ").filter((word) => word !== "");
  const child = spawn(program, args, { stdio: ["ignore", "pipe", "inherit"] });
  const failed = new Promise<never>((_, reject) => child.on("error", reject));
  const address = await Promise.race([failed, addressIn(child.stdout)]);
  return {
    address,
    async [Symbol.asyncDispose]() {
      child.kill();
    },
  };
}

async function addressIn(output: NodeJS.ReadableStream): Promise<string> {
  for await (const line of createInterface({ input: output })) {
    const found = /http:\/\/[^\s/]+/.exec(line);
    if (found !== null) {
      output.resume();
      return found[0];
    }
  }
  throw new Error("The OSV service ended before it listened.");
}
