import * as z from "zod";
import { PinwardenError } from "../../core/error.ts";
import type { FileAnswer } from "../../core/manifest/reading.ts";
import type { GithubClient } from "./github-client.ts";

/** Largest file that is taken: a configuration has at most 256 KiB, and the API gives no content above 1 MiB. */
const mostBytes = 512 * 1024;

const contents = z.union([
  z.array(z.unknown()),
  z.object({
    type: z.string(),
    sha: z.string(),
    size: z.number(),
    encoding: z.string().optional(),
    content: z.string().optional(),
  }),
]);

/** One file of a repository at a ref, through the API. Throws the errors of the client, and answers `missing` for a 404. */
export async function sharedFile(
  client: GithubClient,
  file: { readonly owner: string; readonly repository: string; readonly path: string; readonly ref: string },
): Promise<FileAnswer> {
  const { owner, repository, path, ref } = file;
  try {
    const route = "GET /repos/{owner}/{repo}/contents/{path}";
    const answer = await client.request(route, { owner, repo: repository, path, ref }, contents);
    if (!("type" in answer) || answer.type !== "file") return { kind: "refused", reason: "it is no plain file" };
    if (answer.size > mostBytes || answer.encoding !== "base64" || answer.content === undefined)
      return { kind: "refused", reason: `it has ${answer.size} bytes, and at most ${mostBytes} are read` };
    return { kind: "file", bytes: new Uint8Array(Buffer.from(answer.content, "base64")), id: answer.sha };
  } catch (error) {
    if (error instanceof PinwardenError && error.code === "github/not-found") return { kind: "missing" };
    throw error;
  }
}
