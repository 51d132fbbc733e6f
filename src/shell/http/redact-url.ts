/** Query parameters that carry secrets in signed links: S3, Azure and Google storage, and the common names of tokens. */
const secretParameter =
  /^(?:x-(?:amz|goog)-(?:signature|credential|security-token)|sig|signature|token|access_token|api_?key|key|password|auth|secret)$/i;

/**
 * A URL fit for a message: user and password are dropped, the values of secret-looking query parameters hidden, the fragment cut.
 * A text that is no URL loses everything between `//` and the last `@` before the path.
 */
export function redactUrl(url: string | URL): string {
  const parsed = typeof url === "string" ? parse(url) : new URL(url.href);
  if (parsed === null) return String(url).replace(/\/\/[^/?#\s]*@/g, "//");
  parsed.username = "";
  parsed.password = "";
  parsed.hash = "";
  for (const name of new Set(parsed.searchParams.keys())) {
    if (secretParameter.test(name)) parsed.searchParams.set(name, "hidden");
  }
  return parsed.href;
}

/** Redacts every URL within a text, such as the message of a library's error. */
export function redactText(text: string): string {
  return text.replace(/\bhttps?:\/\/[^\s"`<>]+/gi, (url) => redactUrl(url));
}

function parse(text: string): URL | null {
  return URL.canParse(text) ? new URL(text) : null;
}
