/**
 * How deep brackets and braces nest outside of strings and comments, with the parts of a dotted key counted as tables, and where
 * the deepest one opens. One pass, no recursion: it is asked before a recursive parser sees a text that anybody may have written.
 */
export function deepestNesting(text: string): { readonly depth: number; readonly offset: number } {
  let depth = 0;
  let dots = 0;
  let deepest = 0;
  let offset = 0;
  for (let index = 0; index < text.length; index++) {
    const character = text[index];
    if (character === "#") index = endOfLine(text, index);
    else if (character === '"' || character === "'") index = endOfString(text, index);
    else if (character === "[" || character === "{") {
      depth++;
      dots = 0;
      if (depth > deepest) [deepest, offset] = [depth, index];
    } else if (character === ".") {
      dots++;
      if (depth + dots > deepest) [deepest, offset] = [depth + dots, index];
    } else if (character === "\n" || character === "=" || character === ",") dots = 0;
    else if ((character === "]" || character === "}") && depth > 0) depth--;
  }
  return { depth: deepest, offset };
}

function endOfLine(text: string, from: number): number {
  const end = text.indexOf("\n", from);
  return end === -1 ? text.length : end;
}

/** Index of the last character of the string that opens at `open`; a string of one line ends at the line's end at the latest. */
function endOfString(text: string, open: number): number {
  const mark = text[open] as string;
  const fence = mark.repeat(3);
  const multiline = text.startsWith(fence, open);
  for (let index = open + (multiline ? 3 : 1); index < text.length; index++) {
    const character = text[index];
    if (character === "\\" && mark === '"') index++;
    else if (multiline ? text.startsWith(fence, index) : character === mark) return multiline ? index + 2 : index;
    else if (!multiline && character === "\n") return index;
  }
  return text.length;
}
