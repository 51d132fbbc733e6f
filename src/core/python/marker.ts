import type { Specifier } from "./specifier.ts";

/** The variables of PEP 508 with the values that one target gives them. Each is text; what is not known is empty. */
export interface MarkerEnvironment {
  readonly implementation_name: string;
  readonly implementation_version: string;
  readonly os_name: string;
  readonly platform_machine: string;
  readonly platform_python_implementation: string;
  readonly platform_release: string;
  readonly platform_system: string;
  readonly platform_version: string;
  readonly python_full_version: string;
  readonly python_version: string;
  readonly sys_platform: string;
}

export type EnvironmentVariable = keyof MarkerEnvironment;

/** `extra` is PEP 508's; the sets `extras` and `dependency_groups` are those of lock files (PEP 751). */
export type MarkerVariable = EnvironmentVariable | "extra" | "extras" | "dependency_groups";

export type MarkerOperand =
  | { readonly kind: "variable"; readonly name: MarkerVariable }
  | { readonly kind: "literal"; readonly text: string };

export type MarkerOperator = "==" | "!=" | "<=" | ">=" | "<" | ">" | "~=" | "===" | "in" | "not in";

export interface MarkerComparison {
  readonly kind: "comparison";
  readonly left: MarkerOperand;
  readonly operator: MarkerOperator;
  readonly right: MarkerOperand;
  /** The right side read as a version clause, where PEP 508 compares versions; null where it compares text. */
  readonly specifier: Specifier | null;
}

/** The condition behind the `;` of a requirement. `and` and `or` have at least two operands. */
export type Marker =
  | MarkerComparison
  | { readonly kind: "and"; readonly operands: readonly Marker[] }
  | { readonly kind: "or"; readonly operands: readonly Marker[] };

/** Does the result depend on which extras were asked for? */
export function markerMentionsExtra(marker: Marker): boolean {
  if (marker.kind !== "comparison") return marker.operands.some(markerMentionsExtra);
  return isExtra(marker.left) || isExtra(marker.right);
}

function isExtra(operand: MarkerOperand): boolean {
  return operand.kind === "variable" && (operand.name === "extra" || operand.name === "extras");
}

/** The marker with double quotes, single spaces and no parentheses but those that its meaning needs. */
export function formatMarker(marker: Marker): string {
  if (marker.kind === "comparison") {
    return `${formatOperand(marker.left)} ${marker.operator} ${formatOperand(marker.right)}`;
  }
  return marker.operands
    .map((operand) => {
      const bare = operand.kind === "comparison" || (marker.kind === "or" && operand.kind === "and");
      return bare ? formatMarker(operand) : `(${formatMarker(operand)})`;
    })
    .join(` ${marker.kind} `);
}

/** PEP 508 has no escapes, so that a literal never holds both kinds of quotes. */
function formatOperand(operand: MarkerOperand): string {
  if (operand.kind === "variable") return operand.name;
  return operand.text.includes('"') ? `'${operand.text}'` : `"${operand.text}"`;
}

export { evaluateMarker, undefinedComparisons } from "./marker-evaluation.ts";
export { parseMarker } from "./marker-parser.ts";
