import type { Extends } from "./config.ts";
import { shorten } from "./config-problem.ts";
import type { Section } from "./section.ts";

/**
 * Reads `extends:`, a path in this repository or `owner/repo/path@ref`. The `@` tells them apart: another repository is always
 * named with the ref to read, so that what it says cannot change unseen.
 */
export function readExtends(text: string, section: Section): Extends | null {
  const at = text.lastIndexOf("@");
  const refuse = (): null => {
    const message = `Expected a path in this repository or \`owner/repo/path@ref\`, found \`${shorten(text)}\`.`;
    section.refuse(["extends"], "config/invalid-value", message);
    return null;
  };
  const path = at < 0 ? text : text.slice(0, at);
  const parts = path.split("/").filter((part) => part !== "" && part !== ".");
  if (parts.length === 0 || parts.includes("..") || text.startsWith("/") || !/^[\w./@+-]+$/.test(text)) return refuse();
  if (at < 0) return { kind: "local", path: parts.join("/") };
  const [owner, repository, ...rest] = parts;
  const ref = text.slice(at + 1);
  if (owner === undefined || repository === undefined || rest.length === 0 || ref === "") return refuse();
  return { kind: "repository", owner, repository, path: rest.join("/"), ref };
}
