import type { Origin } from "../../error.ts";
import type { ReadingCollector } from "../reading-collector.ts";
import type { RequirementKind } from "../requirement.ts";
import type { SourceText } from "../source-text.ts";
import type { LocalLine } from "./local-line.ts";
import { type LogicalLine, sourceOffset } from "./logical-line.ts";

/** Which tool's reading counts where the two differ; everything else is the same in both. */
export type RequirementsDialect = "pip" | "uv";

/** One line, with what is needed to read it and to say where it stands. */
export interface LineContext {
  readonly source: SourceText;
  readonly line: LogicalLine;
  /** What a plain requirement of this file is. */
  readonly kind: RequirementKind;
  readonly dialect: RequirementsDialect;
  /** The variables that `${NAME}` may be replaced by. */
  readonly environment: ReadonlyMap<string, string>;
  readonly collector: ReadingCollector;
  /** Takes a line that installs from a folder, to follow it; absent where such lines are not followed. */
  readonly takeLocal?: (line: LocalLine) => void;
}

/** Where a span of the line's text stands; where the line is continued, the part on the span's first line. */
export function originIn(context: LineContext, start: number, end: number): Origin {
  const { source, line } = context;
  const from = sourceOffset(line, start);
  return source.origin(from, end > start ? sourceOffset(line, end - 1) + 1 : from);
}
