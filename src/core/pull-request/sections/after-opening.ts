import { type Block, bullets, code, link, paragraph, strong, words } from "../../report/markdown.ts";

const appTokenPage = "https://github.com/actions/create-github-app-token#readme";

/**
 * GitHub's rule for what a workflow's own token opens: the runs of `pull_request` are made and wait until somebody who may write approves
 * them (GitHub Docs, "Triggering a workflow", GITHUB_TOKEN).
 */
export function approvalNote(): Block {
  return paragraph(
    strong(words("Checks wait for approval")),
    words(
      " by somebody with write access, since the workflow's own token opened this. With the token of a GitHub App as ",
    ),
    code("repo-token"),
    words(" they start at once: "),
    ...link(appTokenPage, code("actions/create-github-app-token")),
    words("."),
  );
}

/** What merging, closing and pushing mean: there is no other command. */
export function whatYouCanDo(): Block[] {
  return [
    bullets([
      [strong(words("Merge")), words(" it: nothing else has to be done.")],
      [
        strong(words("Close")),
        words(
          " it: it does not come back until there is something new, which is another finding or another version to go to. Reopen it to have it kept up to date again.",
        ),
      ],
      [
        strong(words("Push")),
        words(
          " to its branch: from then on it is yours, and is neither updated nor closed. Take your commits out again to hand it back.",
        ),
      ],
      [
        strong(words("Accept")),
        words(" the finding under "),
        code("policy.ignore"),
        words(" in the configuration: the next run takes it out, or closes this."),
      ],
    ]),
  ];
}
