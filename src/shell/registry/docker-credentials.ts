import { readFile, stat } from "node:fs/promises";
import { join } from "node:path";

export interface RegistryLogin {
  readonly username: string;
  readonly password: string;
}

/** The login that Docker keeps for a registry's host; null where it keeps none. */
export type FindLogin = (host: string) => Promise<RegistryLogin | null>;

const largestFile = 1024 * 1024;
/** Docker Hub's logins stand under the address of its first registry. */
const hubKeys = ["https://index.docker.io/v1/", "index.docker.io", "docker.io", "registry-1.docker.io"] as const;

/**
 * Logins of `config.json` in `DOCKER_CONFIG`, or in `~/.docker`, as `docker login` writes them into the file itself. Credential helpers are
 * programs and are not run; what they keep is not seen.
 */
export function dockerLogins(environment: Readonly<Record<string, string | undefined>>): FindLogin {
  let read: Promise<ReadonlyMap<string, string>> | null = null;
  return async (host) => {
    read ??= readAuths(environment);
    const auths = await read;
    const keys = host === "docker.io" ? hubKeys : [host, `https://${host}`, `https://${host}/`, `http://${host}`];
    const text = keys.map((key) => auths.get(key)).find((value) => value !== undefined);
    return text === undefined ? null : decodeLogin(text);
  };
}

async function readAuths(
  environment: Readonly<Record<string, string | undefined>>,
): Promise<ReadonlyMap<string, string>> {
  const home = environment["HOME"] || environment["USERPROFILE"] || "";
  const folder = environment["DOCKER_CONFIG"] || (home === "" ? "" : join(home, ".docker"));
  if (folder === "") return new Map();
  const file = join(folder, "config.json");
  try {
    if ((await stat(file)).size > largestFile) return new Map();
    const value: unknown = JSON.parse(await readFile(file, "utf8"));
    const auths = typeof value === "object" && value !== null && "auths" in value ? value.auths : null;
    if (typeof auths !== "object" || auths === null) return new Map();
    return new Map(
      Object.entries(auths).flatMap(([key, entry]: [string, unknown]): [string, string][] =>
        typeof entry === "object" && entry !== null && "auth" in entry && typeof entry.auth === "string"
          ? [[key, entry.auth]]
          : [],
      ),
    );
  } catch {
    // No file, or none that can be read: the same as nobody having logged in.
    return new Map();
  }
}

function decodeLogin(text: string): RegistryLogin | null {
  const plain = Buffer.from(text, "base64").toString("utf8");
  const colon = plain.indexOf(":");
  if (colon <= 0) return null;
  return { username: plain.slice(0, colon), password: plain.slice(colon + 1).replace(/\0+$/, "") };
}
