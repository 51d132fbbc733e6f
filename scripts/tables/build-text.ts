import { parseCuda } from "../../src/core/accelerator/cuda-version.ts";
import { driverFloor } from "../../src/core/accelerator/driver-verdict.ts";
import type { BuildRow, Tables } from "../../src/core/accelerator/tables.ts";

/** The oldest driver that runs a build, and the branch that brings all of its CUDA. */
export function driversOf(tables: Tables, build: BuildRow | undefined): string {
  const cuda = build?.cuda == null ? null : parseCuda(build.cuda);
  if (cuda === null) return "";
  const floor = driverFloor(tables, "linux", cuda)?.driver ?? "?";
  const branch =
    cuda.minor === null ? undefined : tables.driverBranches.find((row) => row.cuda === `${cuda.major}.${cuda.minor}`);
  return branch === undefined ? `≥ ${floor}` : `≥ ${floor}, all from R${branch.branch}`;
}

/** The GPU code of a build in few words. */
export function codeText(build: BuildRow | undefined): string {
  if (build === undefined) return "";
  if (build.minimumCapability !== undefined) return `${build.minimumCapability} and newer`;
  if (build.noCodeFor !== undefined) return `fails on ${build.noCodeFor.join(", ")}`;
  if (build.sm === null) return build.cuda === null ? "" : "not known";
  const ptx = build.ptx === null ? "; PTX not known" : build.ptx.length > 0 ? `; PTX ${build.ptx.join(" ")}` : "";
  return `sm ${build.sm.join(" ")}${ptx}`;
}
