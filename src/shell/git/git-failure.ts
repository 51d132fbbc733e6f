import { PinwardenError } from "../../core/error.ts";

/** What git's complaint about a folder means, with the action that helps. `stderr` is git's, in the C locale. */
export function folderFailure(folder: string, stderr: string): PinwardenError {
  if (stderr.includes("dubious ownership")) {
    return new PinwardenError("git/unsafe-folder", `git refuses \`${folder}\`, because another user owns it.`, {
      hint: `Run \`git config --global --add safe.directory ${folder}\`, or check out as the user that runs this.`,
    });
  }
  if (stderr.includes("not a git repository")) {
    return new PinwardenError("git/not-a-repository", `\`${folder}\` is not in a git repository.`, {
      hint: "Check the repository out first, or run without refs to examine the files as they are.",
    });
  }
  return new PinwardenError("git/failed", `git could not read \`${folder}\`: ${firstLine(stderr)}`, {
    hint: "Run `git fsck` in the repository.",
  });
}

export function firstLine(stderr: string): string {
  const line = stderr.split("\n", 1)[0] ?? "";
  return line.slice(0, 300) || "it gave no reason.";
}
