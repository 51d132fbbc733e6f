import type { AbiBreakRow, CudnnMajorRow, ImportPackageRow, LockstepRow, NumpyAbiRow } from "./abi-tables.ts";
import { gpuKey } from "./gpu-key.ts";
import type { CpuBaselineRow, OsLifecycleRow, PythonReleaseRow, SourceBuildRow } from "./lifecycle-tables.ts";
import type {
  BuildRow,
  ContainerGateRow,
  DriverBranchRow,
  FloatingImageRow,
  ForwardCompatibilityRow,
  GlibcFloorRow,
  GpuRow,
  InstanceTypeRow,
  ManylinuxRow,
  MinorVersionFloorRow,
  NvidiaCudaImageRow,
  OsRow,
  PygRow,
  PytorchImageRow,
  SmRow,
  Source,
  Tables,
  TaggedImageRow,
  ToolkitRow,
  TorchReleaseRow,
} from "./tables.ts";

/** One file of `tables/`, as JSON gives it. */
export interface RawTable {
  readonly table: string;
  readonly date: string;
  readonly rows: readonly object[];
  readonly brandGroups?: Readonly<Record<string, readonly string[]>>;
}

/** The tables that say what a package was built with; the others have one subject each. */
const buildTables = [
  "torch",
  "torch-companions",
  "tensorflow",
  "jax",
  "onnxruntime",
  "cupy",
  "tensorrt",
  "ctranslate2",
  "faiss",
  "paddle",
] as const;

/**
 * Builds the indexes over the raw tables. The files are our own and their schemas are checked when they are changed, so
 * only the shape that the indexes rest on is looked at here.
 *
 * @throws Error where a table is missing or is not a list of rows: the program was built wrongly.
 */
export function loadTables(raw: readonly RawTable[]): Tables {
  const byName = new Map(raw.map((table) => [table.table, table]));
  const table = (name: string): RawTable => {
    const found = byName.get(name);
    if (found === undefined || !Array.isArray(found.rows))
      throw new Error(`The compatibility table \`${name}\` is missing.`);
    return found;
  };
  // The one place where raw rows get their types: `scripts/tables.ts --check` holds every file to its schema.
  const rows = <Row>(name: string): readonly Row[] => table(name).rows as readonly Row[];

  const images = [
    ...rows<TaggedImageRow>("images-ngc"),
    ...rows<TaggedImageRow>("images-aws"),
    ...rows<TaggedImageRow>("images-other"),
  ];
  return {
    date: raw.reduce((latest, { date }) => (date > latest ? date : latest), ""),
    sources: indexBy(rows<Source>("sources"), (row) => row.id),
    toolkits: rows<ToolkitRow>("cuda-toolkits"),
    minorVersionFloors: indexBy(rows<MinorVersionFloorRow>("cuda-minor-version-floors"), (row) => row.cudaMajor),
    driverBranches: rows<DriverBranchRow>("driver-branches"),
    forwardCompatibility: indexBy(rows<ForwardCompatibilityRow>("forward-compatibility"), (row) => row.cuda),
    containerGates: {
      brandGroups: new Map(Object.entries(table("container-gates").brandGroups ?? {})),
      byCuda: indexBy(rows<ContainerGateRow>("container-gates"), (row) => row.cuda),
    },
    gpus: indexGpus(rows<GpuRow>("gpus")),
    smSupport: indexBy(rows<SmRow>("sm-support"), (row) => row.computeCapability),
    builds: groupBy(
      buildTables.flatMap((name) => rows<BuildRow>(name)),
      (row) => row.package,
    ),
    torchReleases: indexBy(rows<TorchReleaseRow>("torch-releases"), (row) => row.torch),
    pyg: indexBy(rows<PygRow>("pyg"), (row) => row.torch),
    glibcFloors: groupBy(rows<GlibcFloorRow>("glibc-floors"), (row) => row.package),
    instanceTypes: rows<InstanceTypeRow>("instance-types"),
    manylinux: rows<ManylinuxRow>("manylinux"),
    images: {
      os: rows<OsRow>("images-os"),
      nvidiaCuda: rows<NvidiaCudaImageRow>("images-nvidia-cuda"),
      pytorch: rows<PytorchImageRow>("images-pytorch"),
      tagged: indexBy(images, (row) => `${row.repository}:${row.tag}`),
      floating: indexBy(rows<FloatingImageRow>("images-python"), (row) => row.repository),
    },
    abiBreaks: rows<AbiBreakRow>("abi-breaks"),
    numpyAbi: indexBy(rows<NumpyAbiRow>("numpy-abi"), (row) => row.package),
    cudnnMajors: groupBy(rows<CudnnMajorRow>("cudnn-majors"), (row) => row.package),
    lockstep: groupBy(rows<LockstepRow>("lockstep"), (row) => row.package),
    importPackages: rows<ImportPackageRow>("import-packages"),
    pythonReleases: indexBy(rows<PythonReleaseRow>("python-releases"), (row) => row.python),
    osLifecycle: indexBy(rows<OsLifecycleRow>("os-lifecycle"), (row) => row.os),
    cpuBaselines: groupBy(rows<CpuBaselineRow>("cpu-baselines"), (row) => row.package),
    sourceBuilds: indexBy(rows<SourceBuildRow>("source-builds"), (row) => row.package),
  };
}

function indexBy<Key, Row>(rows: readonly Row[], keyOf: (row: Row) => Key): ReadonlyMap<Key, Row> {
  return new Map(rows.map((row) => [keyOf(row), row]));
}

function groupBy<Row>(rows: readonly Row[], keyOf: (row: Row) => string): ReadonlyMap<string, readonly Row[]> {
  const groups = new Map<string, Row[]>();
  for (const row of rows) {
    const group = groups.get(keyOf(row));
    if (group === undefined) groups.set(keyOf(row), [row]);
    else group.push(row);
  }
  return groups;
}

/** A name of its own always wins over an alias of another GPU. */
function indexGpus(rows: readonly GpuRow[]): ReadonlyMap<string, GpuRow> {
  const index = new Map<string, GpuRow>();
  for (const row of rows) for (const alias of row.aliases) index.set(gpuKey(alias), row);
  for (const row of rows) index.set(gpuKey(row.name), row);
  return index;
}
