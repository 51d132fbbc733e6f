import type { CredentialScope } from "./http.ts";

/** The `Authorization` value (RFC 7617, 6750) that may be sent to `url`: the scope of its origin with the longest path above it. */
export function authorizationFor(url: URL, scopes: readonly CredentialScope[]): string | null {
  let best: CredentialScope | null = null;
  for (const scope of scopes) {
    if (scope.origin !== url.origin || !isBelow(url.pathname, scope.pathPrefix)) continue;
    if (best === null || scope.pathPrefix.length > best.pathPrefix.length) best = scope;
  }
  if (best === null) return null;
  if ("token" in best) return `Bearer ${best.token}`;
  return `Basic ${Buffer.from(`${best.username}:${best.password}`, "utf8").toString("base64")}`;
}

/** Takes user and password out of a URL: what is left can be printed and kept. */
export function splitCredentials(text: string): { readonly url: string; readonly scope: CredentialScope | null } {
  if (!URL.canParse(text)) return { url: text, scope: null };
  const url = new URL(text);
  const { username, password } = url;
  url.username = "";
  url.password = "";
  if (username === "" && password === "") return { url: url.href, scope: null };
  return {
    url: url.href,
    scope: {
      origin: url.origin,
      pathPrefix: url.pathname,
      username: unescaped(username),
      password: unescaped(password),
    },
  };
}

/** `/a/b` and `/a/b/` hold `/a/b`, `/a/b/` and `/a/b/c`, but not `/a/bc`. Encoded separators and dot segments never match. */
function isBelow(path: string, prefix: string): boolean {
  if (/%2f|%5c|%2e/i.test(path)) return prefix === "/";
  const folder = prefix.endsWith("/") ? prefix : `${prefix}/`;
  return path.startsWith(folder) || `${path}/` === folder;
}

function unescaped(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
