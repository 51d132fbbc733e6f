import type { Target } from "../target/target.ts";

type PythonTarget = Target["python"];

/** `py311` … `py3` `py310` … `py30`: pure Python code of this or an older minor version. */
function pureTags({ major, minor }: PythonTarget): string[] {
  const older = Array.from({ length: minor }, (_, i) => `py${major}${minor - 1 - i}`);
  return [`py${major}${minor}`, `py${major}`, ...older];
}

/** Pairs of interpreter and ABI that go with a platform tag, best first: `cp311-cp311`, `cp311-abi3` … */
export function interpreterTags({ python }: Target): string[] {
  const own = python.implementation === "cpython" ? cpythonTags(python) : pypyTags(python);
  return [...own, ...pureTags(python).map((tag) => `${tag}-none`)];
}

/**
 * CPython's own ABI, the stable ABI (PEP 384, since 3.2), none, then the stable ABI of every older minor. A
 * free-threaded build (PEP 703) loads nothing of `abi3`; its stable ABI is `abi3t` (PEP 803).
 */
function cpythonTags({ major, minor, freeThreaded }: PythonTarget): string[] {
  const interpreter = `cp${major}${minor}`;
  // From 3.2 (PEP 3149) to 3.7 the ABI said that CPython's own allocator was compiled in.
  const abi = freeThreaded
    ? `${interpreter}t`
    : major === 3 && minor >= 2 && minor < 8
      ? `${interpreter}m`
      : interpreter;
  const stable = freeThreaded ? "abi3t" : "abi3";
  if (major !== 3 || minor < 2) return [`${interpreter}-${abi}`, `${interpreter}-none`];
  const older = Array.from({ length: minor - 2 }, (_, i) => `cp${major}${minor - 1 - i}-${stable}`);
  return [`${interpreter}-${abi}`, `${interpreter}-${stable}`, `${interpreter}-none`, ...older];
}

/** PyPy names its ABI after the Python that it implements and its own release line, which has been 7.3 since 2019. */
function pypyTags({ major, minor }: PythonTarget): string[] {
  const interpreter = `pp${major}${minor}`;
  return [`${interpreter}-pypy${major}${minor}_pp73`, `${interpreter}-none`];
}

/** Interpreter tags that go with `none-any`, best first. */
export function anyPlatformInterpreters({ python }: Target): string[] {
  const { major, minor } = python;
  const own = python.implementation === "cpython" ? [`cp${major}${minor}`] : [`pp${major}${minor}`, `pp${major}`];
  return [...own, ...pureTags(python)];
}
