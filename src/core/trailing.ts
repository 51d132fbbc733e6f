/**
 * A text without a part that stands at its end, however often it does. Linear: an expression such as `/\/+$/` walks every run of slashes
 * once from each slash in it, which takes hours over a file that is nothing else.
 */
export function withoutTrailing(text: string, part: string): string {
  let end = text.length;
  while (end > 0 && text.endsWith(part, end)) end -= part.length;
  return text.slice(0, end);
}

/** An address or a path to which something is appended, or which is compared with another. */
export const withoutTrailingSlashes = (address: string): string => withoutTrailing(address, "/");
