import { fileName, manifestFormat } from "../format.ts";
import { localProjectReader } from "./local-project.ts";
import { readRequirementsFile } from "./read-requirements-file.ts";

const test = "__tests__/core/manifest/requirements-txt/read-requirements-file.test.ts";
const edits = "the version clauses of a requirement, and its hashes with them";
const notAssessed =
  "variables that policy does not allow; addresses and paths that name no package; files outside of the repository; local indexes";

export const constraints = manifestFormat({
  id: "constraints-txt",
  title: "Constraints file",
  files: ["constraints*.txt"],
  reads: "as a requirements file, each line as a constraint",
  edits,
  infers: null,
  notAssessed,
  test,
  matches: (path) => /^constraints?\b.*\.txt$/i.test(fileName(path)),
  read: (path, { dialect = "pip", environment = new Map() }) =>
    readRequirementsFile(path, { dialect, environment, kind: "constraint" }),
});

export const requirements = manifestFormat({
  id: "requirements-txt",
  title: "Requirements file, its `.in` source and what pip-compile or uv made of it",
  files: ["*requirements*.txt", "*requirements*.in", "requirements/*.txt", "requirements/*.in"],
  reads:
    "requirements with extras, markers, hashes and addresses; `-r` and `-c`, followed; what projects require that are installed from folders of the repository (`-e ./lib`); indexes, `--find-links`, `--pre`, `--only-binary`, `--no-binary`, `--require-hashes`; the head that pip-compile and uv write",
  edits,
  infers: "the tool that installs, and the Python that the file was compiled for, from its head",
  notAssessed,
  test,
  matches: isRequirementsName,
  read: (path, { dialect = "pip", environment = new Map() }) =>
    readRequirementsFile(path, { dialect, environment, readLocal: localProjectReader() }),
});

/** `requirements*.txt`, `*requirements.txt`, their `.in` sources, and any `.txt` or `.in` of a folder `requirements`. */
function isRequirementsName(path: string): boolean {
  const name = fileName(path).toLowerCase();
  if (!name.endsWith(".txt") && !name.endsWith(".in")) return false;
  if (name.includes("requirements")) return true;
  return path.toLowerCase().split("/").at(-2) === "requirements";
}
