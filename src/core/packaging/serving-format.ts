import type { Reading } from "../manifest/reading.ts";
import { readCompose } from "./container/read-compose.ts";
import { readWorkflow } from "./container/read-workflow.ts";
import { looksLikeKubernetes, readKubernetes } from "./kubernetes/read-kubernetes.ts";
import type { ServingReading } from "./serving-place.ts";

/** A kind of file that says where something is served, and not what is installed. */
export interface ServingFormat {
  readonly id: string;
  readonly tool: string;
  /** Whether a file of this path may be one. `path` is in lower case. */
  mayBe(path: string): boolean;
  is(text: string): boolean;
  read(path: string): Reading<ServingReading>;
}

const isYaml = (path: string): boolean => path.endsWith(".yaml") || path.endsWith(".yml");
const isWorkflow = (path: string): boolean => isYaml(path) && path.startsWith(".github/workflows/");

export const servingFormats: readonly ServingFormat[] = [
  {
    id: "compose",
    tool: "Compose",
    mayBe: (path) => /(?:^|\/)(?:docker-)?compose(?:[-.][\w.-]*)?\.ya?ml$/.test(path),
    is: (text) => /^services:/m.test(text),
    read: readCompose,
  },
  {
    id: "workflow",
    tool: "GitHub Actions",
    mayBe: isWorkflow,
    is: (text) => text.includes("docker/build-push-action@"),
    read: readWorkflow,
  },
  {
    id: "kubernetes",
    tool: "Kubernetes",
    mayBe: (path) => isYaml(path) && !path.startsWith("."),
    is: looksLikeKubernetes,
    read: readKubernetes,
  },
];
