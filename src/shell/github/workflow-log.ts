import type { AnnotationProperties } from "@actions/core";
import { plainLines, splitLegacy } from "./plain-lines.ts";

/** GitHub shows ten annotations of a level for a step; the rest would be dropped without a word. */
const maxAnnotations = 10;

export type AnnotationLevel = "error" | "warning" | "notice";

/** The commands to the runner that a log needs, as `@actions/core` has them: all but `info` escape what they are given. */
export interface RunnerCommands {
  info(message: string): void;
  debug(message: string): void;
  error(message: string, properties?: AnnotationProperties): void;
  warning(message: string, properties?: AnnotationProperties): void;
  notice(message: string, properties?: AnnotationProperties): void;
  setSecret(secret: string): void;
}

/** Everything that the action prints goes through here: nothing else may write to the step's standard output. */
export interface WorkflowLog {
  /** Lines in the log; whatever they hold, none is a command. */
  info(message: string): void;
  /** Shown only when the run is debugged. */
  debug(message: string): void;
  /** An annotation, up to ten of each level; after that a line in the log. */
  annotate(level: AnnotationLevel, message: string, place?: AnnotationProperties): void;
  /** From here on the runner shows `***` in its place. */
  mask(secret: string): void;
}

export function createWorkflowLog(runner: RunnerCommands): WorkflowLog {
  const shown = new Map<AnnotationLevel, number>();
  return {
    info: (message) => runner.info(plainLines(message)),
    debug: (message) => runner.debug(splitLegacy(message)),
    annotate(level, message, place = {}) {
      const count = (shown.get(level) ?? 0) + 1;
      shown.set(level, count);
      if (count <= maxAnnotations) {
        runner[level](splitLegacy(message), plainPlace(place));
        return;
      }
      const { file, startLine } = place;
      const where = file === undefined ? "" : `${file}${startLine === undefined ? "" : `:${startLine}`}: `;
      runner.info(plainLines(`${level}: ${where}${message}`));
    },
    mask(secret) {
      // A secret is masked as it is, or it is not masked.
      if (secret !== "") runner.setSecret(secret);
    },
  };
}

function plainPlace(place: AnnotationProperties): AnnotationProperties {
  const { title, file } = place;
  return {
    ...place,
    ...(title === undefined ? {} : { title: splitLegacy(title) }),
    ...(file === undefined ? {} : { file: splitLegacy(file) }),
  };
}
