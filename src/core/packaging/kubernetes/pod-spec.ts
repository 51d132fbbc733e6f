import {
  type DocumentScalar,
  type DocumentValue,
  entriesAt,
  itemsAt,
  scalarAt,
  textAt,
  valueAt,
} from "../document-value.ts";
import type { NodeLabel } from "./node-labels.ts";

/** The labels that nodes must have for a pod: its `nodeSelector` and the required part of its node affinity. */
export function nodeLabelsOf(pod: DocumentValue | null): readonly NodeLabel[] {
  const labels: NodeLabel[] = [];
  for (const [key, { value }] of entriesAt(pod, "nodeSelector"))
    if (value.kind === "scalar" && value.type !== "null") labels.push({ key, values: [value], relation: "in" });
  const required = valueAt(pod, "affinity", "nodeAffinity", "requiredDuringSchedulingIgnoredDuringExecution");
  for (const term of itemsAt(required, "nodeSelectorTerms")) {
    for (const expression of itemsAt(term, "matchExpressions")) labels.push(...labelOf(expression));
  }
  return merged(labels);
}

function labelOf(expression: DocumentValue): readonly NodeLabel[] {
  const key = textAt(expression, "key");
  const operator = textAt(expression, "operator");
  if (key === null || (operator !== "In" && operator !== "Gt")) return [];
  const values = itemsAt(expression, "values").filter((item): item is DocumentScalar => item.kind === "scalar");
  return [{ key, values, relation: operator === "Gt" ? "above" : "in" }];
}

/** Terms are alternatives, so the values of one key in several terms are all possible. */
function merged(labels: readonly NodeLabel[]): readonly NodeLabel[] {
  const byKey = new Map<string, NodeLabel>();
  for (const label of labels) {
    const id = `${label.relation} ${label.key}`;
    const known = byKey.get(id);
    byKey.set(id, known === undefined ? label : { ...known, values: [...known.values, ...label.values] });
  }
  return [...byKey.values()];
}

/** The images of a pod's containers. */
export function imagesOf(pod: DocumentValue | null): readonly DocumentScalar[] {
  return ["containers", "initContainers"].flatMap((key) =>
    itemsAt(pod, key).flatMap((container) => {
      const image = scalarAt(container, "image");
      return image === null ? [] : [image];
    }),
  );
}

/** Names that a pod's containers have. */
export function containerNames(pod: DocumentValue | null): readonly string[] {
  return itemsAt(pod, "containers").flatMap((container) => textAt(container, "name") ?? []);
}
