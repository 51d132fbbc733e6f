const clause = /^(?:~=|===?|!=|<=|>=|<|>)\s*v?(?:\d+!)?\d+(?:\.\d+)*(?:\.\*|[0-9A-Za-z.+_-]*)$/;

/** True for text in the form of PEP 440 version specifiers, such as `>=2.4,<2.9`. At least one, and none left empty but the last. */
export function isSpecifierSet(text: string): boolean {
  if (text.length > 500) return false;
  const parts = text.split(",").map((part) => part.trim());
  if (parts.at(-1) === "") parts.pop();
  return parts.length > 0 && parts.every((part) => clause.test(part));
}
