import type { FileAnswer, Reading } from "../../core/manifest/reading.ts";
import type { Tree } from "./tree.ts";

/** Drives a reader over a tree: hands it every file that it asks for, and answers what it returns. */
export async function readWith<T>(tree: Tree, reading: Reading<T>): Promise<T> {
  let step = reading.next();
  while (step.done !== true) step = reading.next(await tree.read(step.value));
  return step.value;
}

/**
 * The tree with every answer kept, so that a file that several readers ask for is read once. What is kept is bounded
 * by what the readers ask for, each of which has limits of its own.
 */
export function memoised(tree: Tree): Tree {
  const answers = new Map<string, Promise<FileAnswer>>();
  let entries: ReturnType<Tree["list"]> | null = null;
  return {
    id: tree.id,
    list: () => {
      entries ??= tree.list();
      return entries;
    },
    read: (path) => {
      const known = answers.get(path);
      if (known !== undefined) return known;
      const answer = tree.read(path);
      answers.set(path, answer);
      return answer;
    },
  };
}
