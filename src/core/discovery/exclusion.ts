/** Folders of files that support the work on a model and are not deployed with it, with the reason that is shown. */
const folders: ReadonlyMap<string, string> = new Map([
  ...["test", "tests", "testing", "testdata", "fixtures", "__tests__"].map((name) => [name, "tests"] as const),
  ...["doc", "docs", "documentation"].map((name) => [name, "documentation"] as const),
  ...["example", "examples", "sample", "samples", "tutorial", "tutorials"].map((name) => [name, "examples"] as const),
  ...["notebook", "notebooks"].map((name) => [name, "notebooks"] as const),
  ...["bench", "benchmark", "benchmarks"].map((name) => [name, "benchmarks"] as const),
  ...["third_party", "third-party", "vendor", "vendored", "node_modules", "site-packages"].map(
    (name) => [name, "code of others"] as const,
  ),
  ...["venv", "env", "virtualenv"].map((name) => [name, "an installed environment"] as const),
  ...["build", "dist", "__pycache__"].map((name) => [name, "build output"] as const),
]);

/** Words in the name of a requirements file that say that it is for working on the model, not for serving it. */
const purposes: ReadonlyMap<string, string> = new Map([
  ...["dev", "devel", "develop", "development", "local"].map((word) => [word, "development"] as const),
  ...["test", "tests", "testing", "pytest", "coverage", "ci"].map((word) => [word, "tests"] as const),
  ...["doc", "docs", "documentation", "sphinx", "mkdocs"].map((word) => [word, "documentation"] as const),
  ...["lint", "linting", "linters", "typing", "mypy"].map((word) => [word, "linting"] as const),
  ...["example", "examples", "notebook", "notebooks", "jupyter"].map((word) => [word, "examples"] as const),
  ...["bench", "benchmark", "benchmarks"].map((word) => [word, "benchmarks"] as const),
  ...["release", "publish", "publishing"].map((word) => [word, "releasing"] as const),
]);

/** Why nothing below a folder is looked at, or null where it is. A folder whose name begins with a dot holds tools' files. */
export function folderExclusion(name: string): string | null {
  if (name.startsWith(".") && name !== ".") return "a hidden folder";
  return folders.get(name.toLowerCase()) ?? null;
}

/** What a requirements file is for, where its name says that it is not for serving; null otherwise. */
export function purposeExclusion(words: readonly string[]): string | null {
  for (const word of words) {
    const purpose = purposes.get(word);
    if (purpose !== undefined) return purpose;
  }
  return null;
}
