import { Ajv2020 } from "ajv/dist/2020.js";

export interface TableFile {
  /** `torch.json` */
  readonly name: string;
  readonly content: Record<string, unknown>;
}

type Row = Readonly<Record<string, unknown>>;

/** What makes a row the only one of its table; tables that are not named here have no key. */
const keys: Readonly<Record<string, readonly string[]>> = {
  sources: ["id"],
  "cuda-toolkits": ["cuda"],
  "cuda-minor-version-floors": ["cudaMajor"],
  "driver-branches": ["branch"],
  "forward-compatibility": ["cuda"],
  "container-gates": ["cuda"],
  gpus: ["name"],
  "sm-support": ["sm"],
  "wheel-builds": ["package", "from", "platform", "variant"],
  "torch-releases": ["torch"],
  pyg: ["torch"],
  "glibc-floors": ["package", "from", "platform", "variant"],
  manylinux: ["tag"],
  "images-os": ["id"],
  "images-nvidia-cuda": ["cuda", "os"],
  "images-pytorch": ["from"],
  "images-tagged": ["repository", "tag"],
  "images-python": ["repository"],
  "abi-breaks": ["id"],
  "numpy-abi": ["package"],
  "cudnn-majors": ["package", "from"],
  lockstep: ["package", "releases", "with"],
  "import-packages": ["import"],
  "python-releases": ["python"],
  "os-lifecycle": ["os"],
  "cpu-baselines": ["package", "from", "arch"],
  "source-builds": ["package"],
  "instance-types": ["pattern"],
  "conda-names": ["kind", "source"],
  "popular-projects": ["kind"],
};

/** Everything that is wrong with the tables, one line each; empty where nothing is. */
export function tableProblems(
  files: readonly TableFile[],
  schemas: readonly object[],
  embedded: ReadonlySet<string>,
): readonly string[] {
  const ajv = new Ajv2020({ schemas: [...schemas], allErrors: true });
  const sources = new Set(rowsOf(files.find(({ name }) => name === "sources.json")).map(({ id }) => id));
  const used = new Set(files.flatMap((file) => rowsOf(file).flatMap(sourceIds)));
  const osIds = new Set(rowsOf(files.find(({ name }) => name === "images-os.json")).map(({ id }) => id));
  return [
    ...files.flatMap((file) => [
      ...schemaProblems(ajv, file),
      ...keyProblems(file),
      ...rowsOf(file).flatMap((row) =>
        sourceIds(row)
          .filter((id) => !sources.has(id))
          .map((id) => `${file.name}: there is no source \`${String(id)}\``),
      ),
      ...osProblems(file, osIds),
      ...(embedded.has(file.name) ? [] : [`${file.name}: it is not imported in embedded-tables.ts`]),
    ]),
    ...[...sources].filter((id) => !used.has(id)).map((id) => `sources.json: nothing rests on \`${String(id)}\``),
  ];
}

function schemaProblems(ajv: Ajv2020, { name, content }: TableFile): readonly string[] {
  const id = kindOf(content);
  const validate = ajv.getSchema(`${id}.schema.json`);
  if (validate === undefined) return [`${name}: there is no schema \`${id}\``];
  if (content["table"] !== name.slice(0, -".json".length))
    return [`${name}: it calls itself \`${String(content["table"])}\``];
  void validate(content);
  return (validate.errors ?? []).map(({ instancePath, message }) => `${name}${instancePath}: ${message ?? "is wrong"}`);
}

function keyProblems({ name, content }: TableFile): readonly string[] {
  const fields = keys[kindOf(content)] ?? [];
  const seen = new Set<string>();
  return rowsOf({ name, content }).flatMap((row) => {
    const key = JSON.stringify(fields.map((field) => row[field]));
    if (seen.has(key)) return [`${name}: two rows are ${key}`];
    seen.add(key);
    return [];
  });
}

function osProblems({ name, content }: TableFile, ids: ReadonlySet<unknown>): readonly string[] {
  if ((!name.startsWith("images-") && name !== "os-lifecycle.json") || name === "images-nvidia-cuda.json") return [];
  return rowsOf({ name, content }).flatMap(({ os, id }) =>
    id !== undefined || os === null || ids.has(os)
      ? []
      : [`${name}: there is no distribution \`${JSON.stringify(os)}\``],
  );
}

function kindOf(content: Record<string, unknown>): string {
  return /^schema\/([a-z-]+)\.schema\.json$/.exec(String(content["$schema"]))?.[1] ?? "";
}

function rowsOf(file: TableFile | undefined): readonly Row[] {
  const rows = file?.content["rows"];
  return Array.isArray(rows) ? (rows as readonly Row[]) : [];
}

function sourceIds(row: Row): readonly unknown[] {
  return [row["source"], row["codeSource"], row["endOfLifeSource"]].flatMap((ids) =>
    Array.isArray(ids) ? (ids as readonly unknown[]) : [],
  );
}
