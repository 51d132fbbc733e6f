import { text } from "node:stream/consumers";
import type { AnnotationProperties } from "@actions/core";
import { toolkitStep } from "../../src/action/toolkit.ts";
import { type AnnotationLevel, createWorkflowLog } from "../../src/shell/github/workflow-log.ts";

/** What is to be written, each by a log of its own. */
export type LogCall =
  | { readonly kind: "info" | "debug" | "mask"; readonly text: string }
  | {
      readonly kind: "annotate";
      readonly level: AnnotationLevel;
      readonly text: string;
      readonly place: AnnotationProperties;
    };

/** A process that writes what its standard input lists, as the action would: through GitHub's toolkit. */
for (const call of JSON.parse(await text(process.stdin)) as readonly LogCall[]) {
  const log = createWorkflowLog(toolkitStep);
  if (call.kind === "annotate") log.annotate(call.level, call.text, call.place);
  else log[call.kind](call.text);
}
