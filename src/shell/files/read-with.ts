import type { Reading } from "../../core/manifest/reading.ts";
import type { Tree } from "./tree.ts";

/** Drives a reader over a tree: hands it every file that it asks for, and answers what it returns. */
export async function readWith<T>(tree: Tree, reading: Reading<T>): Promise<T> {
  let step = reading.next();
  while (step.done !== true) step = reading.next(await tree.read(step.value));
  return step.value;
}
