import { PinwardenError } from "../../core/error.ts";

/** A repository on GitHub, as its addresses name it. */
export interface Repository {
  readonly owner: string;
  readonly repo: string;
}

/** Letters, digits, `-`, `_` and `.` are all that GitHub allows in either part. */
const part = /^[A-Za-z0-9._-]{1,100}$/;

/** Reads `owner/repo`. Throws `github/repository` for anything else. */
export function parseRepository(text: string): Repository {
  const [owner = "", repo = "", ...rest] = text.split("/");
  if (rest.length === 0 && part.test(owner) && part.test(repo) && !onlyDots(owner) && !onlyDots(repo)) {
    return { owner, repo };
  }
  throw new PinwardenError(
    "github/repository",
    `\`${text.slice(0, 200)}\` is not a repository: expected \`owner/repo\`.`,
    {
      hint: "Set GITHUB_REPOSITORY to the repository's full name.",
    },
  );
}

/** `.` and `..` would walk up in an address. */
function onlyDots(text: string): boolean {
  return /^\.+$/.test(text);
}

/** A ref within the path of a request, for `{+ref}`: `#` and `%` may stand in its name (git-check-ref-format). */
export const refPath = (ref: string): string => ref.split("/").map(encodeURIComponent).join("/");
