import type { Extends } from "../core/config/config.ts";
import { formatConfigProblem } from "../core/config/config-problem.ts";
import type { PlacedConfig } from "../core/config/merge-configs.ts";
import { extendsOf, readConfig } from "../core/config/read-config.ts";
import { PinwardenError } from "../core/error.ts";
import type { FileAnswer } from "../core/manifest/reading.ts";
import type { Tree } from "../shell/files/tree.ts";
import { environmentFetch } from "../shell/github/bounded-fetch.ts";
import { createGithubClient } from "../shell/github/github-client.ts";
import { sharedFile } from "../shell/github/shared-file.ts";
import { version } from "../version.ts";
import type { EffectiveConfig } from "./configuration.ts";

/** Files of other repositories. */
export interface SharedFiles {
  read(file: Extract<Extends, { readonly kind: "repository" }>): Promise<FileAnswer>;
}

/** Most configurations that extend one another. */
const mostFiles = 5;

/** Where a configuration stands: its own tree, and what may be read of others. */
interface Place {
  readonly tree: Tree;
  readonly shared: SharedFiles;
}

/** Files of which each is asked for once; `known` answers those that were asked for, and refuses any other. */
export function rememberedFiles(files: SharedFiles): SharedFiles & { readonly known: SharedFiles } {
  const asked = new Map<string, Promise<FileAnswer>>();
  const keyOf = (file: Parameters<SharedFiles["read"]>[0]): string => JSON.stringify(file);
  const reason = "a pull request's own configuration extends no other repository than the one that judges it";
  return {
    read: (file) => {
      const answer = asked.get(keyOf(file)) ?? files.read(file);
      asked.set(keyOf(file), answer);
      return answer;
    },
    known: { read: async (file) => (await asked.get(keyOf(file))) ?? { kind: "refused", reason } },
  };
}

/**
 * Reads a configuration with all that it extends. A shared file counts as what it is extended by: it is read from the same tree, or by
 * the ref that is named, and never from the head of the pull request that is judged.
 *
 * @throws PinwardenError `config/…` where one of them cannot be used, `github/…` where GitHub does not answer
 */
export async function readShared(text: string, path: string, place: Place): Promise<EffectiveConfig> {
  const { placed, notAssessed } = await readChain(text, path, place, [path]);
  return { ...placed, notAssessed };
}

async function readChain(
  text: string,
  path: string,
  place: Place,
  chain: readonly string[],
): Promise<{ readonly placed: PlacedConfig; readonly notAssessed: EffectiveConfig["notAssessed"] }> {
  const from = extendsOf(text, path);
  const shared = from === null ? null : await follow(from, path, place, chain);
  const { config, problems, notices, origins } = readConfig(text, path, shared?.placed ?? null);
  if (config === null) {
    const told = problems.map(formatConfigProblem).join("\n");
    throw new PinwardenError("config/invalid", `\`${path}\` cannot be used:\n${told}`);
  }
  const notAssessed = notices.map(({ key, message, origin }) => ({
    what: `\`${key}\` (${origin.file}:${origin.line})`,
    why: message,
  }));
  return { placed: { config, origins }, notAssessed: [...(shared?.notAssessed ?? []), ...notAssessed] };
}

async function follow(
  from: Extends,
  path: string,
  place: Place,
  chain: readonly string[],
): ReturnType<typeof readChain> {
  const name = nameOf(from, path);
  if (chain.includes(name)) {
    throw new PinwardenError("config/extends-cycle", `\`${path}\` extends itself: ${[...chain, name].join(" → ")}.`, {
      hint: "Remove one of the `extends:`.",
    });
  }
  if (chain.length >= mostFiles) {
    throw new PinwardenError("config/extends-too-deep", `More than ${mostFiles} configurations extend one another.`, {
      hint: "Extend the last of them.",
    });
  }
  const answer = await read(from, path, place);
  if (answer.kind === "file")
    return await readChain(new TextDecoder().decode(answer.bytes), name, place, [...chain, name]);
  const why = answer.kind === "missing" ? "does not exist" : `is not read: ${answer.reason}`;
  throw new PinwardenError("config/extends-missing", `\`${name}\`, which \`${path}\` extends, ${why}.`, {
    hint: "Correct `extends:`. A check under half a policy would be a false pass.",
  });
}

/** A path in a file of another repository is one of that repository, at the same ref. */
function nameOf(from: Extends, path: string): string {
  if (from.kind === "repository") return `${from.owner}/${from.repository}/${from.path}@${from.ref}`;
  const elsewhere = /^([^/]+)\/([^/]+)\/.*@([^@]+)$/.exec(path);
  return elsewhere === null ? from.path : `${elsewhere[1]}/${elsewhere[2]}/${from.path}@${elsewhere[3]}`;
}

async function read(from: Extends, path: string, place: Place): Promise<FileAnswer> {
  const elsewhere = /^([^/]+)\/([^/]+)\/.*@([^@]+)$/.exec(path);
  if (from.kind === "local" && elsewhere === null) return await place.tree.read(from.path);
  const file =
    from.kind === "repository"
      ? from
      : {
          kind: "repository" as const,
          owner: elsewhere?.[1] ?? "",
          repository: elsewhere?.[2] ?? "",
          path: from.path,
          ref: elsewhere?.[3] ?? "",
        };
  return await place.shared.read(file);
}

/** Files over the API that the environment names, with its token; without a token, what is public. */
export function environmentFiles(environment: Readonly<Record<string, string | undefined>>): SharedFiles {
  const client = createGithubClient({
    apiUrl: environment["GITHUB_API_URL"] || "https://api.github.com",
    // A step of the action has its token as an input, and not in the environment that its author sets.
    token: environment["GITHUB_TOKEN"] || environment["INPUT_REPO-TOKEN"] || "",
    userAgent: `pinwarden/${version}`,
    fetch: environmentFetch(environment),
  });
  return { read: (file) => sharedFile(client, file) };
}
