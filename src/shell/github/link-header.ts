import { PinwardenError } from "../../core/error.ts";

/**
 * Address of the next page from a `Link` header (RFC 8288), or null where this is the last. Throws
 * `github/unexpected-answer` where it leaves the API's own origin: the token goes with the request.
 */
export function nextPage(header: string | undefined, baseUrl: string): string | null {
  if (header === undefined) return null;
  for (const part of header.split(/,(?=\s*<)/)) {
    const close = part.indexOf(">");
    const open = part.indexOf("<");
    if (open < 0 || close < open) continue;
    const relations = /;\s*rel="?([^";]+)"?/i.exec(part.slice(close + 1))?.[1]?.split(/\s+/) ?? [];
    if (!relations.includes("next")) continue;
    const next = URL.parse(part.slice(open + 1, close), `${baseUrl}/`);
    if (next !== null && next.origin === new URL(baseUrl).origin) return next.href;
    throw new PinwardenError("github/unexpected-answer", "GitHub's next page stands on another server than the API.", {
      hint: "Set GITHUB_API_URL to the address under which the server speaks of itself.",
    });
  }
  return null;
}
