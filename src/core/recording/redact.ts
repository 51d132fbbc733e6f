import { isPublicName } from "../index/well-known-hosts.ts";
import { withoutSecrets } from "./credentials.ts";

/** The host of an address: `scheme://user@host:port`, or git's `git@host:`. */
const address =
  /\b[a-z][a-z0-9+.-]{0,30}:\/\/(?:[^\s/?#"'`<>@\\]{1,500}@)?([a-z0-9_.-]{1,253}|\[[0-9a-f:.]{2,45}\])(:\d{1,5})?|\bgit@([a-z0-9.-]{1,253})(?=:)/gi;
/** The registry in the key of an answer about an image, `"registry.example:5000/team/model:1 linux/x86_64":`. */
const imageHost =
  /^"((?:[a-z0-9-]{1,63}\.){1,16}[a-z0-9-]{1,63}(?::\d{1,5})?)\/[^"\s]{1,520} (?:linux|windows|macos)\/\w{1,20}":/gim;
const fileAddress = /\bfile:\/\/(\/[^\s"'`<>?#\\]{1,2000})/gi;

/**
 * A recording's text without names of private hosts, without folders of the machine and without what looks like a secret.
 * Each host is given a name of its own under `.invalid` (RFC 2606), the same wherever it stood, so that what belonged
 * together still does.
 *
 * @param folders absolute paths of the machine, such as the home and the working folder
 */
export function redacted(text: string, folders: readonly string[]): string {
  const plain = withoutSecrets(text);
  let replaced = plain;
  for (const [folder, name] of namesOf([...foldersIn(plain), ...folders], (count) => `/folder-${count}`))
    replaced = replaced.replace(pathOf(folder), name);
  return withoutHosts(replaced);
}

function withoutHosts(text: string): string {
  const hosts = new Map<string, string>();
  const nameOf = (host: string): string => {
    const key = host.toLowerCase();
    const known = hosts.get(key) ?? `private-${hosts.size + 1}.invalid`;
    hosts.set(key, known);
    return known;
  };
  const replaced = text.replace(
    address,
    (whole, host: string | undefined, port: string | undefined, gitHost?: string) => {
      const found = host ?? gitHost ?? "";
      if (whole.toLowerCase().startsWith("file:") || isPublicName(found.toLowerCase()) || isPublicRegistry(found))
        return whole;
      const end = found.length + (port ?? "").length;
      return `${whole.slice(0, whole.length - end)}${nameOf(`${found}${port ?? ""}`)}`;
    },
  );
  // A reference names its registry without a scheme, in a `FROM` and where the answer about it is kept.
  for (const [, host = ""] of text.matchAll(imageHost)) if (!isPublicRegistry(host)) nameOf(host);
  return withoutBareHosts(replaced, hosts);
}

/** Registries that everybody knows, with the account from which AWS serves its deep learning containers. */
function isPublicRegistry(host: string): boolean {
  return /^(?:docker\.io|(?:index|registry-1)\.docker\.io|ghcr\.io|nvcr\.io|quay\.io|(?:[a-z0-9-]+\.)?gcr\.io|public\.ecr\.aws|mcr\.microsoft\.com|763104351884\.dkr\.ecr\.[a-z0-9-]+\.amazonaws\.com)$/i.test(
    host,
  );
}

/** A host that a message or an option such as `--trusted-host` names without a scheme. A name of one word could be any word. */
function withoutBareHosts(text: string, hosts: ReadonlyMap<string, string>): string {
  const bare = new Map<string, string>();
  for (const [host, name] of hosts) {
    bare.set(host, name);
    const [withoutPort = host] = host.split(":");
    if (!bare.has(withoutPort)) bare.set(withoutPort, name);
  }
  if (bare.size === 0) return text;
  return text.replace(/[a-z0-9_-]{1,63}(?:\.[a-z0-9_-]{1,63}){1,20}(?::\d{1,5})?/gi, (word) => {
    const key = word.toLowerCase();
    return bare.get(key) ?? bare.get(key.split(":")[0] ?? key) ?? word;
  });
}

/** The folder as a whole path or the beginning of one, and not as the end of another. */
function pathOf(folder: string): RegExp {
  return new RegExp(
    `(?<=file://|[^\\w./~-]|^)${folder.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&")}(?=[/"'\\s\`\\\\]|$)`,
    "g",
  );
}

/** Folders of `file:` addresses. */
function foldersIn(text: string): string[] {
  const found = new Set<string>();
  for (const [, path = ""] of text.matchAll(fileAddress)) {
    const folder = path.slice(0, path.lastIndexOf("/"));
    if (folder !== "") found.add(folder);
  }
  return [...found];
}

/** Longest first, so that a folder within another is not cut by it. */
function namesOf(folders: readonly string[], name: (count: number) => string): Map<string, string> {
  const distinct = [...new Set(folders)].filter((folder) => folder.length > 1).sort((a, b) => b.length - a.length);
  return new Map(distinct.map((folder, at) => [folder, name(at + 1)]));
}
