import type { Chosen } from "./pyproject/chosen-names.ts";
import { readPyproject } from "./pyproject/read-pyproject.ts";
import type { Reading } from "./reading.ts";
import type { ManifestReading } from "./requirement.ts";
import type { RequirementsDialect } from "./requirements-txt/line-context.ts";
import { readRequirementsFile } from "./requirements-txt/read-requirements-file.ts";

/** What a model's configuration says of how its manifests are read. A format takes what applies to it. */
export interface ManifestOptions {
  /** Extras of the project that are installed. None unless given. */
  readonly extras?: Chosen;
  /** Dependency groups that are installed. None unless given. */
  readonly groups?: Chosen;
  /** Which installer's reading counts where they differ. */
  readonly dialect?: RequirementsDialect;
  /** Variables that policy allows `${NAME}` to be replaced by. None unless given. */
  readonly environment?: ReadonlyMap<string, string>;
}

/** A kind of file that states requirements. A new one is a folder with its reader and one line in `manifestFormats`. */
export interface ManifestFormat {
  /** Stable, as the configuration and the output name it. */
  readonly id: string;
  readonly title: string;
  /** Whether a file at this path, by its name alone, is taken to be of the format. */
  matches(path: string): boolean;
  read(path: string, options: ManifestOptions): Reading<ManifestReading>;
}

const pyproject: ManifestFormat = {
  id: "pyproject",
  title: "pyproject.toml (PEP 621, PEP 735, uv)",
  matches: (path) => fileName(path) === "pyproject.toml",
  read: readPyproject,
};

const constraints: ManifestFormat = {
  id: "constraints-txt",
  title: "Constraints file",
  matches: (path) => /^constraints?\b.*\.txt$/i.test(fileName(path)),
  read: (path, options) => readRequirementsFile(path, { ...requirementsOptions(options), kind: "constraint" }),
};

const requirements: ManifestFormat = {
  id: "requirements-txt",
  title: "Requirements file",
  matches: (path) => isRequirementsName(path),
  read: (path, options) => readRequirementsFile(path, requirementsOptions(options)),
};

/** In the order in which they are tried: the first that matches reads the file. */
export const manifestFormats: readonly ManifestFormat[] = [pyproject, constraints, requirements];

/** The format of a file by its name, or null where none is known. */
export function formatOf(path: string): ManifestFormat | null {
  return manifestFormats.find((format) => format.matches(path)) ?? null;
}

/**
 * Reads a manifest that was named by somebody, who may call it anything: a name that no format claims is read as a
 * requirements file, as an installer given `-r` would.
 */
export function readManifest(path: string, options: ManifestOptions = {}): Reading<ManifestReading> {
  return (formatOf(path) ?? requirements).read(path, options);
}

/** `requirements*.txt`, `*requirements.txt`, their `.in` sources, and any `.txt` or `.in` of a folder `requirements`. */
function isRequirementsName(path: string): boolean {
  const name = fileName(path).toLowerCase();
  if (!name.endsWith(".txt") && !name.endsWith(".in")) return false;
  if (name.includes("requirements")) return true;
  return path.toLowerCase().split("/").at(-2) === "requirements";
}

function fileName(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}

function requirementsOptions(options: ManifestOptions): Pick<ManifestOptions, "dialect" | "environment"> {
  const { dialect, environment } = options;
  return { ...(dialect === undefined ? {} : { dialect }), ...(environment === undefined ? {} : { environment }) };
}
