/** What stands before `@` in an address, where a web address has one or it holds a password. */
const userinfo =
  /\b((?:https?|ftps?):\/\/|[a-z][a-z0-9+.-]{0,30}:\/\/(?=[^\s/?#"'`<>@\\:]{0,500}:))([^\s/?#"'`<>@\\]{1,2000})@/gi;

/** Values of the query parameters by which storage signs links, and of the common names of tokens. */
const secretParameter =
  /([?&](?:x-(?:amz|goog)-(?:signature|credential|security-token)|sig|signature|token|access_token|api_?key|key|password|auth|secret)=)[^&\s"'`<>\\#]+/gi;

/** A reference to a variable of the environment is a name, and no secret. */
const isReference = (text: string): boolean => /^(?:\$\{\w{1,100}\}|:){1,5}$/.test(text);

/** The text without the credentials of any address in it. Takes JSON too: nothing that JSON escapes is touched. */
export function withoutCredentials(text: string): string {
  return text
    .replace(userinfo, (whole, scheme: string, user: string) => (isReference(user) ? whole : scheme))
    .replace(secretParameter, "$1hidden");
}

/** What looks like a token by its beginning, as GitHub, GitLab, Hugging Face, PyPI and AWS issue them. */
const token = /\b(?:gh[pousr]_|github_pat_|glpat-|hf_|pypi-AgE|AKIA|ASIA)[A-Za-z0-9_-]{12,}/g;

/** `NAME=value` or `NAME: value` where the name says that it is a secret. */
const assignment =
  /\b([A-Za-z0-9_]{0,60}(?:TOKEN(?!IZ)|SECRET|PASSWORD|PASSWD|API_?KEY|ACCESS_KEY|CREDENTIAL)[A-Za-z0-9_]{0,60})([ \t]{0,5}[=:][ \t]{0,5})([^\s"'`\\$=][^\s"'`\\]{3,})/gi;

/** The text without what looks like a secret of any kind: as far as that can be told from outside. */
export function withoutSecrets(text: string): string {
  return withoutCredentials(text).replace(token, "hidden").replace(assignment, "$1$2hidden");
}
