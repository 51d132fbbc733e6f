import type { Scene } from "./command-line.ts";
import { readReport } from "./valid-output.ts";

/** What one rule says of each model of the repository, checked as it lies: `models/vision high: message`. */
export async function toldBy(scene: Scene, rule: string): Promise<readonly string[]> {
  const { stdout } = await scene.run(["check", ".", "--format", "json"]);
  return readReport(stdout).models.flatMap(({ id, targets }) =>
    targets.flatMap(({ findings }) =>
      findings
        .filter((finding) => finding.rule === rule)
        .map(({ message, severity }) => `${id} ${severity}: ${message}`),
    ),
  );
}
