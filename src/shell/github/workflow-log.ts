import { type AnnotationLevel, type AnnotationPlace, plainLines, workflowCommand } from "./workflow-command.ts";

/** GitHub shows ten annotations of a level for a step; the rest would be dropped without a word. */
const maxAnnotations = 10;

/** Everything that the action prints goes through here: nothing else may write to the step's standard output. */
export interface WorkflowLog {
  /** Lines in the log; whatever they hold, none is a command. */
  info(message: string): void;
  /** Shown only when the run is debugged. */
  debug(message: string): void;
  /** An annotation, up to ten of each level; after that a line in the log. */
  annotate(level: Exclude<AnnotationLevel, "debug">, message: string, place?: AnnotationPlace): void;
  /** From here on the runner shows `***` in its place. */
  mask(secret: string): void;
}

export function createWorkflowLog(write: (text: string) => void): WorkflowLog {
  const shown = new Map<AnnotationLevel, number>();
  const print = (line: string) => write(`${line}\n`);
  return {
    info: (message) => print(plainLines(message)),
    debug: (message) => print(workflowCommand("debug", message)),
    annotate(level, message, place = {}) {
      const count = (shown.get(level) ?? 0) + 1;
      shown.set(level, count);
      if (count <= maxAnnotations) {
        print(workflowCommand(level, message, place));
        return;
      }
      const where =
        place.file === undefined ? "" : `${place.file}${place.line === undefined ? "" : `:${place.line}`}: `;
      print(plainLines(`${level}: ${where}${message}`));
    },
    mask(secret) {
      if (secret !== "") print(workflowCommand("add-mask", secret));
    },
  };
}
