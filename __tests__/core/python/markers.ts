import { type Marker, type MarkerEnvironment, parseMarker } from "../../../src/core/python/marker.ts";

/** CPython 3.11.4 on Linux. */
export const linux: MarkerEnvironment = {
  implementation_name: "cpython",
  implementation_version: "3.11.4",
  os_name: "posix",
  platform_machine: "x86_64",
  platform_python_implementation: "CPython",
  platform_release: "",
  platform_system: "Linux",
  platform_version: "",
  python_full_version: "3.11.4",
  python_version: "3.11",
  sys_platform: "linux",
};

export function markerOf(text: string): Marker {
  const read = parseMarker(text);
  if (!read.ok) throw new Error(`not a marker: ${text}: ${read.problem.message}`);
  return read.value;
}
