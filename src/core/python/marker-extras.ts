import type { Marker, MarkerComparison } from "./marker.ts";

/** Operators that ask of two texts, as `extra` is one, whether they are equal. */
const equality: ReadonlySet<string> = new Set(["==", "!=", "<=", ">="]);

/**
 * The normalised extras on which alone the marker depends: with any other one it holds just where it holds with none. Null where its text does
 * not tell, as in `extra in "a b"`.
 */
export function extrasNamed(marker: Marker): ReadonlySet<string> | null {
  const names = new Set<string>();
  return gatherNames(marker, names) ? names : null;
}

function gatherNames(marker: Marker, names: Set<string>): boolean {
  return marker.kind === "comparison"
    ? gatherName(marker, names)
    : marker.operands.every((operand) => gatherNames(operand, names));
}

function gatherName({ left, operator, right }: MarkerComparison, names: Set<string>): boolean {
  const [variable, other] = left.kind === "variable" ? [left, right] : [right, left];
  if (isFixed(left) && isFixed(right)) return true;
  // An empty text is what `extra` is where none is asked for.
  const isNamed = variable.kind === "variable" && variable.name === "extra" && other.kind === "literal";
  if (!isNamed || other.text === "" || !equality.has(operator)) return false;
  names.add(other.text);
  return true;
}

const isFixed = (operand: MarkerComparison["left"]): boolean =>
  operand.kind === "literal" || (operand.name !== "extra" && operand.name !== "extras");
