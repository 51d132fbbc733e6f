import type { Marker, MarkerComparison, MarkerEnvironment, MarkerOperand, MarkerOperator } from "./marker.ts";
import { clauseOf, isVersionVariable } from "./marker-parser.ts";
import { normalizeName } from "./name.ts";
import { specifierSetContains } from "./specifier-match.ts";

const noGroups: ReadonlySet<string> = new Set();

/**
 * Does the marker hold on the target? `extras` are the normalised names that were asked for, of which one at a time is
 * `extra`; `dependencyGroups` matter in lock files alone. A comparison to which PEP 508 gives no meaning
 * (`os_name ~= "x"`) does not hold: see `undefinedComparisons`.
 */
export function evaluateMarker(
  marker: Marker,
  environment: MarkerEnvironment,
  extras: ReadonlySet<string>,
  dependencyGroups: ReadonlySet<string> = noGroups,
): boolean {
  if (marker.kind === "comparison") return evaluateComparison(marker, environment, extras, dependencyGroups) ?? false;
  // A loop, for a function handed to `every` is an object of its own for each of some hundred thousand markers.
  const settles = marker.kind === "or";
  for (const operand of marker.operands) {
    if (evaluateMarker(operand, environment, extras, dependencyGroups) === settles) return settles;
  }
  return !settles;
}

/** The comparisons of a marker that mean nothing on any target, such as `sys_platform ~= "linux"` or `extras == "x"`. */
export function undefinedComparisons(marker: Marker, environment: MarkerEnvironment): readonly MarkerComparison[] {
  if (marker.kind !== "comparison")
    return marker.operands.flatMap((operand) => undefinedComparisons(operand, environment));
  return evaluateComparison(marker, environment, noGroups, noGroups) === null ? [marker] : [];
}

/** Null where PEP 508 leaves the comparison undefined. */
function evaluateComparison(
  comparison: MarkerComparison,
  environment: MarkerEnvironment,
  extras: ReadonlySet<string>,
  dependencyGroups: ReadonlySet<string>,
): boolean | null {
  const { left, operator, right } = comparison;
  if (isSet(right)) {
    if (left.kind !== "literal" || (operator !== "in" && operator !== "not in")) return null;
    const holds = (right.name === "extras" ? extras : dependencyGroups).has(left.text);
    return holds === (operator === "in");
  }
  if (isSet(left)) return null;
  // Asked for without an extra, as it mostly is, one comparison does: `extra` is empty then.
  if ((isExtra(left) || isExtra(right)) && extras.size === 0)
    return compareTexts(textOf(left, environment), operator, textOf(right, environment));
  if (isExtra(left))
    return compareExtra(extras, (extra) => compareTexts(extra, operator, textOf(right, environment)), operator);
  if (isExtra(right))
    return compareExtra(extras, (extra) => compareTexts(textOf(left, environment), operator, extra), operator);

  const leftText = textOf(left, environment);
  const rightText = textOf(right, environment);
  if (isVersionVariable(left) || isVersionVariable(right)) {
    const specifier = comparison.specifier ?? clauseOf(operator, rightText);
    if (specifier !== null) return specifierSetContains({ specifiers: [specifier], text: "" }, leftText);
  }
  return compareTexts(leftText, operator, rightText);
}

/** One of the extras must satisfy the comparison; a negative one must hold for all. */
function compareExtra(
  extras: ReadonlySet<string>,
  compare: (extra: string) => boolean | null,
  operator: MarkerOperator,
): boolean | null {
  const answers = [...extras].map((extra) => compare(normalizeName(extra)));
  if (answers.includes(null)) return null;
  return operator === "!=" || operator === "not in" ? !answers.includes(false) : answers.includes(true);
}

/** Text has no order: as `packaging` and uv do, `<=` and `>=` hold for equal texts alone. */
function compareTexts(left: string, operator: MarkerOperator, right: string): boolean | null {
  switch (operator) {
    case "==":
    case "<=":
    case ">=":
      return left === right;
    case "!=":
      return left !== right;
    case "<":
    case ">":
      return false;
    case "in":
      return right.includes(left);
    case "not in":
      return !right.includes(left);
    case "~=":
    case "===":
      return null;
  }
}

function textOf(operand: MarkerOperand, environment: MarkerEnvironment): string {
  if (operand.kind === "literal") return operand.text;
  if (operand.name === "extra" || operand.name === "extras" || operand.name === "dependency_groups") return "";
  const value = environment[operand.name];
  // A Python built from a working tree calls itself `3.14.0a1+`, which is no version until something follows the plus.
  return operand.name === "python_full_version" && value.endsWith("+") ? `${value}local` : value;
}

function isExtra(operand: MarkerOperand): boolean {
  return operand.kind === "variable" && operand.name === "extra";
}

function isSet(operand: MarkerOperand): operand is { kind: "variable"; name: "extras" | "dependency_groups" } {
  return operand.kind === "variable" && (operand.name === "extras" || operand.name === "dependency_groups");
}
