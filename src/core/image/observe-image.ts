import { compareCuda, formatCuda, parseCuda } from "../accelerator/cuda-version.ts";
import { osOf } from "../accelerator/image-tag.ts";
import type { OsRow, Tables } from "../accelerator/tables.ts";
import type { Evidence } from "../rule/finding.ts";
import { configurationSource, type ObservedImage } from "../target/observed-image.ts";
import type { RegistryImage } from "./registry-image.ts";

/** A value with the words of the configuration that say it. */
interface Told {
  readonly value: string;
  readonly by: string;
}

/**
 * The facts that an image's configuration tells. `PYTHON_VERSION` is what the official Python images set, and what others pass to the
 * build that installs it; `CUDA_VERSION`, `NV_*` and `NVIDIA_REQUIRE_*` are set by NVIDIA's images, and everything built on them has
 * them. What a value cannot be read as is left out, and so is what a derived image could have overwritten with something else.
 */
export function observeImage(tables: Tables, image: RegistryImage): ObservedImage {
  const { environment } = image;
  const evidence: Evidence[] = [];
  const source = configurationSource(image.configuration);
  const note = (what: string, told: Told | null): string | null => {
    if (told === null) return null;
    evidence.push({ fact: `${what} ${told.value} (${told.by})`, source, date: image.asOf });
    return told.value;
  };
  const variable = (name: string, read: (value: string) => string | null): Told | null => {
    const value = read(environment.get(name)?.trim() ?? "");
    return value === null ? null : { value, by: `\`${name}\`` };
  };
  const distribution = distributionOf(tables, image);
  if (distribution !== null) note("distribution", { value: distribution.row.os, by: distribution.by });
  const disabled = /^(?:1|true)$/i.test(environment.get("NVIDIA_DISABLE_REQUIRE") ?? "");
  const requires = disabled ? [] : [...environment].flatMap(([name, text]) => (isRequirement(name) ? [text] : []));
  const gate = environment.get("NVIDIA_REQUIRE_CUDA");
  if (gate !== undefined && !disabled)
    evidence.push({ fact: `start condition ${shortened(gate)} (\`NVIDIA_REQUIRE_CUDA\`)`, source, date: image.asOf });
  return {
    digest: image.configuration,
    date: image.asOf,
    os: distribution === null ? null : (distribution.row.suffixes[0] ?? distribution.row.id),
    glibc: distribution?.row.glibc ?? null,
    musl: distribution?.row.musl ?? null,
    python: note("Python", variable("PYTHON_VERSION", pythonOf) ?? builtPython(image)),
    cuda: note("CUDA", variable("CUDA_VERSION", cudaOf)),
    cudnn: note("cuDNN", variable("NV_CUDNN_VERSION", cudnnOf) ?? variable("CUDNN_VERSION", cudnnOf)),
    torch: note(
      "torch",
      variable("PYTORCH_VERSION", (text) => (/^\d{1,2}\.\d{1,3}[\w.+]{0,40}$/.test(text) ? text : null)),
    ),
    compat: variable("NV_CUDA_COMPAT_PACKAGE", compatOf)?.value ?? null,
    requires,
    libraryPath: note(
      "library path",
      variable("LD_LIBRARY_PATH", (text) => (text === "" ? null : shortened(text))),
    ),
    libraries: environment.has("NV_LIBCUBLAS_VERSION") || environment.has("NV_LIBCUBLAS_DEV_VERSION") ? true : null,
    compiler:
      environment.has("NV_LIBCUBLAS_DEV_VERSION") || environment.has("NV_CUDA_CUDART_DEV_VERSION") ? true : null,
    evidence,
  };
}

/** NVIDIA's lists of branches are longer than a sentence bears. */
const shortened = (text: string): string => (text.length > 60 ? `${text.slice(0, 60)}…` : text);

const isRequirement = (name: string): boolean => name.startsWith("NVIDIA_REQUIRE_");

/** `3.11`, `3.11.9`, `3.14.0rc2`; a build argument may be `3.10` as conda takes it. */
function pythonOf(text: string): string | null {
  return /^(3\.\d{1,2}(?:\.\d{1,2})?)(?:(?:a|b|rc)\d{1,2})?$/.exec(text)?.[1] ?? null;
}

function builtPython({ buildArguments }: RegistryImage): Told | null {
  const value = pythonOf(buildArguments.get("PYTHON_VERSION")?.trim() ?? "");
  return value === null ? null : { value, by: "build argument `PYTHON_VERSION`" };
}

/** NGC's images write four parts, `12.4.1.003`, of which three are the toolkit's. */
function cudaOf(text: string): string | null {
  const parts = /^(\d{1,2}\.\d{1,2})(\.\d{1,3})?(?:\.\d{1,5})?$/.exec(text);
  return parts === null ? null : `${parts[1]}${parts[2] ?? ""}`;
}

/** `9.1.0.70-1` is a package's version: what follows the hyphen is the package's own. */
function cudnnOf(text: string): string | null {
  return /^(\d{1,2}(?:\.\d{1,3}){1,3})(?:-\d{1,3}(?:\+cuda[\d.]{1,8})?)?$/.exec(text)?.[1] ?? null;
}

/** `cuda-compat-12-4` */
function compatOf(text: string): string | null {
  const parts = /^cuda-compat-(\d{1,2})-(\d{1,2})$/.exec(text);
  return parts === null ? null : `${parts[1]}.${parts[2]}`;
}

/**
 * The distribution, where it is certain: Ubuntu labels its base images, and a derived image keeps both labels or changes the first one;
 * Debian's and Alpine's stand in the first step of the history, which nobody can change afterwards.
 */
function distributionOf(tables: Tables, { labels, distribution }: RegistryImage): { row: OsRow; by: string } | null {
  const name = labels.get("org.opencontainers.image.ref.name");
  const release = labels.get("org.opencontainers.image.version");
  if (name === "ubuntu" && release !== undefined && /^\d{2}\.(?:04|10)$/.test(release)) {
    const row = osOf(tables, `ubuntu${release}`);
    if (row !== null) return { row, by: "label `org.opencontainers.image.version` of `ubuntu`" };
  }
  const row = distribution === null ? null : osOf(tables, distribution);
  return row === null ? null : { row, by: "first step of its history" };
}

/**
 * What the tables and the configuration say that cannot both be right, as sentences. The tables' side is the one that counts, but for an
 * image that is taken for theirs by its name alone.
 */
export function tablesAgainst(
  ofTables: {
    readonly os: string | null;
    readonly cuda: string | null;
    readonly python: string | null;
    readonly source: string;
    readonly takenFor?: string;
  } | null,
  observed: ObservedImage,
): readonly string[] {
  if (ofTables === null) return [];
  const said: string[] = [];
  const { takenFor } = ofTables;
  const told = (what: string, kept: string, other: string): void =>
    void said.push(
      takenFor === undefined
        ? `The tables have ${what} ${kept} (${ofTables.source}), and its ${configurationSource(observed.digest)} says ${other}: ${kept} was taken.`
        : `By its name it has ${what} ${kept}, as \`${takenFor}\`, and its ${configurationSource(observed.digest)} says ${other}: ${other} was taken.`,
    );
  const minor = (version: string): string => version.split(".").slice(0, 2).join(".");
  if (ofTables.python !== null && observed.python !== null && minor(ofTables.python) !== minor(observed.python))
    told("Python", ofTables.python, observed.python);
  const [cuda, other] = [ofTables.cuda, observed.cuda].map((text) => (text === null ? null : parseCuda(text)));
  if (cuda != null && other != null && cuda.minor !== null && compareCuda(cuda, other) !== 0)
    told("CUDA", formatCuda(cuda), formatCuda(other));
  if (ofTables.os !== null && observed.os !== null && ofTables.os !== observed.os) told("", ofTables.os, observed.os);
  return said.map((sentence) => sentence.replace("have  ", "have ").replace("has  ", "has "));
}
