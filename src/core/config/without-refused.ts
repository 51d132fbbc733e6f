import type * as z from "zod";
import type { RawConfig } from "./config-schema.ts";
import { configSchema } from "./config-schema.ts";

type Path = readonly PropertyKey[];

/** What is left of a file without the parts that the schema refuses. */
export interface Rest {
  readonly value: RawConfig;
  /** The path in the file of a path in what is left: elements of lists move up where one before them is taken out. */
  readonly pathInFile: (path: Path) => Path;
  /** Paths in the file that were taken out. */
  readonly refused: readonly Path[];
}

/** Rounds of taking out: what is left may miss what was taken out of it. */
const mostRounds = 5;

/**
 * Takes out what the schema refuses, so that the rest can be looked at as well and one reading tells everything. Null where nothing is left
 * that could be read.
 */
export function withoutRefused(value: unknown, issues: readonly z.core.$ZodIssue[]): Rest | null {
  const root = copyOf(value);
  const refused: Path[] = [];
  let found = issues;
  for (let round = 0; round < mostRounds; round += 1) {
    for (const path of found.flatMap(pathsOf)) {
      const at = pathInFile(root, path);
      if (at.length === 0 || !takeOut(root, at)) return null;
      refused.push(at);
    }
    const shape = configSchema.safeParse(plainOf(root));
    if (shape.success) return { value: shape.data, pathInFile: (path) => pathInFile(root, path), refused };
    found = shape.error.issues;
  }
  return null;
}

function pathsOf(issue: z.core.$ZodIssue): readonly Path[] {
  return issue.code === "unrecognized_keys" ? issue.keys.map((key) => [...issue.path, key]) : [issue.path];
}

/** A value of the file in which parts can be marked as taken out. Keys and indexes are those of the file. */
type Node =
  | { readonly kind: "leaf"; readonly value: unknown; gone: boolean }
  | { readonly kind: "list"; readonly items: readonly Node[]; gone: boolean }
  | { readonly kind: "map"; readonly items: ReadonlyMap<PropertyKey, Node>; gone: boolean };

function copyOf(value: unknown): Node {
  if (Array.isArray(value)) return { kind: "list", items: value.map(copyOf), gone: false };
  if (typeof value !== "object" || value === null) return { kind: "leaf", value, gone: false };
  const items = Object.entries(value).map(([key, item]) => [key, copyOf(item)] as const);
  return { kind: "map", items: new Map(items), gone: false };
}

function plainOf(node: Node): unknown {
  switch (node.kind) {
    case "leaf":
      return node.value;
    case "list":
      return node.items.filter(({ gone }) => !gone).map(plainOf);
    case "map": {
      const record = Object.create(null) as Record<PropertyKey, unknown>;
      for (const [key, item] of node.items) if (!item.gone) record[key] = plainOf(item);
      return record;
    }
  }
}

const childOf = (node: Node | undefined, part: PropertyKey): Node | undefined => {
  if (node?.kind === "map") return node.items.get(part);
  return node?.kind === "list" && typeof part === "number" ? node.items[part] : undefined;
};

function pathInFile(root: Node, path: Path): Path {
  let node: Node | undefined = root;
  return path.map((part) => {
    let own = part;
    if (node?.kind === "list" && typeof part === "number") {
      const left = node.items.flatMap(({ gone }, index) => (gone ? [] : [index]));
      own = left[part] ?? part;
    }
    node = childOf(node, own);
    return own;
  });
}

/** Takes out the part at a path, or what it is missing in. False where that is the whole file. */
function takeOut(root: Node, path: Path): boolean {
  let [node, holder]: [Node | undefined, Node] = [root, root];
  for (const part of path) {
    holder = node ?? holder;
    node = childOf(node, part);
    if (node === undefined) break;
  }
  const taken = node ?? holder;
  taken.gone = true;
  return taken !== root;
}
