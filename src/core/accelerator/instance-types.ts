import { matchesGlob, readGlob } from "../discovery/glob.ts";
import { linuxOn } from "../target/platform.ts";
import type { StatedTarget } from "../target/stated-target.ts";
import { gpuRow } from "./lookup-gpu.ts";
import type { InstanceTypeRow, Tables } from "./tables.ts";

/** Longest text that is compared; the longest machine type has 31 characters. */
const longest = 60;

/**
 * The row of a cloud's machine type: `g5.2xlarge`, `ml.g5.2xlarge`, `a2-highgpu-1g`, `Standard_NC4as_T4_v3`, or a family such as `g4dn`
 * and `a2-highgpu`. Null where the tables have none.
 */
export function instanceType(tables: Tables, text: string): InstanceTypeRow | null {
  const name = text.trim().toLowerCase().replace(/^ml\./, "");
  if (name === "" || name.length > longest || /[^a-z0-9._-]/.test(name)) return null;
  return tables.instanceTypes.find((row) => matches(row.pattern, name)) ?? null;
}

function matches(pattern: string, name: string): boolean {
  return matchesGlob(readGlob(pattern), name) || pattern.replace(/[.-]\*$/, "") === name;
}

/** A statement with every machine type among its GPUs replaced by the GPU that it has, and with the processor that they all have. */
export function withInstances(tables: Tables, statement: StatedTarget): StatedTarget {
  const { gpus } = statement;
  if (gpus === null) return statement;
  // `A10G` is a GPU before it is a family of machines.
  const rows = gpus.value.map((name) => (gpuRow(tables, name) === null ? instanceType(tables, name) : null));
  const types = rows.filter((row) => row !== null);
  const [first] = types;
  if (first === undefined) return statement;
  const named = gpus.value.filter((_, index) => rows[index] !== null).map((name) => `\`${name}\``);
  const from = `${gpus.source.from} (${named.join(", ")})`;
  const value = [...new Set(gpus.value.map((name, index) => rows[index]?.gpu ?? name))];
  const arm = types.length === gpus.value.length && types.every(({ arch }) => arch === "aarch64");
  const platform = arm ? { value: linuxOn("aarch64"), source: { ...gpus.source, from } } : null;
  return { ...statement, gpus: { value, source: { ...gpus.source, from } }, platform: statement.platform ?? platform };
}
