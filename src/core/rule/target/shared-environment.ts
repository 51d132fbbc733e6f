import { formatPythonVersion } from "../../target/python-version.ts";
import type { Target, TargetField } from "../../target/target.ts";
import type { Evidence, Finding } from "../finding.ts";
import { targetFinding } from "../target-finding.ts";

export const sharedEnvironment = "target/shared-environment";

/** One of the models that are installed into one environment. */
export interface Sharing {
  readonly model: string;
  readonly target: Target;
}

/** Why the requirements of models that share an environment cannot be met together: the proof, as prose. */
export interface JointConflict {
  /** What was asked beside the requirements: nothing, or that the target runs it. */
  readonly among: "requirements" | "accelerator";
  readonly text: string;
}

/** What models say of the one environment that they share and cannot all be true, and why they cannot be installed together. */
export function sharedEnvironmentFindings(
  environment: string,
  members: readonly Sharing[],
  conflict: JointConflict | null,
): readonly Finding[] {
  const models = members.map(({ model }) => `\`${model}\``).join(", ");
  const findings = differences(members).map(({ field, said, evidence }) =>
    targetFinding({
      rule: sharedEnvironment,
      severity: "high",
      message: `The models ${models} are installed into one environment \`${environment}\`, which has one ${field}: ${said}.`,
      evidence,
      subject: `${environment} ${field}`,
    }),
  );
  if (conflict === null) return findings;
  const beside = conflict.among === "accelerator" ? " on what the target runs" : "";
  return [
    ...findings,
    targetFinding({
      rule: sharedEnvironment,
      severity: "high",
      message: `The models ${models} are installed into one environment \`${environment}\`, and their requirements cannot be met together${beside}. ${conflict.text.replace(/\s+/g, " ")}`,
      evidence: [],
      subject: `${environment} ${conflict.among}`,
    }),
  ];
}

interface Difference {
  readonly field: string;
  readonly said: string;
  readonly evidence: readonly Evidence[];
}

const fields: readonly (readonly [TargetField, string, (target: Target) => string | null])[] = [
  ["python", "Python", ({ python }) => formatPythonVersion(python)],
  ["image", "image", ({ image }) => image],
  ["driver", "driver", ({ driver }) => driver],
];

/** Fields that are said of two members and differ. What is assumed of one is no statement. */
function differences(members: readonly Sharing[]): readonly Difference[] {
  return fields.flatMap(([field, name, read]): Difference[] => {
    const stated = members.flatMap(({ model, target }) => {
      const source = target.sources[field];
      const value = read(target);
      return value === null || source === undefined || source.how === "assumed" ? [] : [{ model, value, source }];
    });
    if (new Set(stated.map(({ value }) => value)).size < 2) return [];
    const said = stated.map(({ model, value }) => `${value} for \`${model}\``).join(", ");
    const evidence = stated.map(({ model, value, source }) => ({
      fact: `the ${name} of ${model} is ${value}`,
      source: source.from,
      date: null,
    }));
    return [{ field: name, said, evidence }];
  });
}
