import { pipInstalls } from "../manifest/dockerfile/pip-install.ts";
import type { DocumentScalar } from "./document-value.ts";
import type { PackagingCollector } from "./packaging-collector.ts";
import { addRequirementText } from "./requirement-items.ts";

/**
 * Reads the `pip install` commands of a build step, such as an item of Cog's `run`. The command is text and is never run; what a
 * shell would have to work out is not assessed.
 */
export function addShellInstalls(collector: PackagingCollector, command: DocumentScalar): void {
  const text = command.text.replace(/\\\r?\n/g, (found) => " ".repeat(found.length));
  for (const { files, inline } of pipInstalls(text)) {
    for (const file of files) collector.manifest(file.path, file.kind, command);
    for (const word of inline) {
      if (isLocal(word.value)) continue;
      if (/[$`]/.test(word.value)) {
        const message = "A build step installs what only its shell would know, so it is not assessed.";
        collector.notAssessed(command, "computed-install", message, "Write the requirement out.");
        continue;
      }
      const start = command.plain ? command.start + word.start : command.start;
      const end = command.plain ? command.start + word.end : command.end;
      const plain = command.plain && collector.source.text.slice(start, end) === word.value;
      addRequirementText(collector, { kind: "scalar", type: "text", text: word.value, plain, start, end });
    }
  }
}

/** `.` and `./package`: the model's own code, which is not on an index. */
const isLocal = (word: string): boolean => word === "." || word.startsWith("./") || word.startsWith("/");
