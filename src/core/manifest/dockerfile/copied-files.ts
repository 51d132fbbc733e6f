import type { Copy, Instruction, Workdir } from "dockerfile-ast";

/** Where the files of an image came from, as far as its `COPY` and `ADD` instructions say so without a pattern. */
export class CopiedFiles {
  /** Null where it is not known. */
  #folder: string | null = "/";
  /** Latest last: a later copy wins. */
  readonly #copies: { readonly source: string; readonly destination: string; readonly intoFolder: boolean }[] = [];

  constructor(parent: CopiedFiles | null = null) {
    if (parent === null) return;
    this.#folder = parent.#folder;
    this.#copies.push(...parent.#copies);
  }

  /** The same files with those laid over them that a `RUN` mounts while it runs. */
  during(mounts: readonly { readonly source: string; readonly target: string }[]): CopiedFiles {
    const during = new CopiedFiles(this);
    for (const { source, target } of mounts) {
      during.#copies.push({ source: normalize(source), destination: during.#absolute(target), intoFolder: false });
    }
    return during;
  }

  /** `cd`: a path that is not known leaves every relative one unknown. */
  enter(path: string): void {
    const known = !path.includes("$") && (this.#folder !== null || path.startsWith("/"));
    this.#folder = known ? this.#absolute(path) : null;
  }

  apply(instruction: Instruction): void {
    const keyword = instruction.getKeyword();
    if (keyword === "WORKDIR") {
      const path = (instruction as Workdir).getPath();
      if (path !== null && path !== undefined) {
        if (path.startsWith("/")) this.#folder = "/";
        this.enter(path);
      }
      return;
    }
    if (keyword !== "COPY" && keyword !== "ADD") return;
    const copy = instruction as Copy;
    if (copy.getFlags().some((flag) => flag.getName() === "from")) return;
    const words = copy.getArguments().map((argument) => argument.getValue());
    this.#copy(words[0]?.startsWith("[") ? copy.getJSONStrings().map((text) => text.getJSONValue()) : words);
  }

  #copy(words: readonly string[]): void {
    const destination = words.at(-1);
    if (destination === undefined || words.length < 2) return;
    const intoFolder =
      words.length > 2 || destination.endsWith("/") || destination === "." || destination.endsWith("/.");
    for (const source of words.slice(0, -1)) {
      if (/[$[]|^https?:|^<</.test(source) || tooManyStars(source)) continue;
      this.#copies.push({ source: normalize(source), destination: this.#absolute(destination), intoFolder });
    }
  }

  /** Path in the build context of a file that the image has at `path`, or null where that cannot be told. */
  contextPath(path: string): string | null {
    if (path.includes("$") || (this.#folder === null && !path.startsWith("/"))) return null;
    const wanted = this.#absolute(path);
    for (const { source, destination, intoFolder } of this.#copies.toReversed()) {
      if (/[*?]/.test(source)) {
        const found = intoFolder ? matched(source, wanted, destination) : null;
        if (found !== null) return found;
        continue;
      }
      const name = source.split("/").at(-1) ?? "";
      if (wanted === destination && !intoFolder) return source;
      if (intoFolder && name !== "" && wanted === join(destination, name)) return source;
      const prefix = destination === "/" ? "/" : `${destination}/`;
      // What a copied folder holds: whether `source` is a folder is not known, but a file has nothing below it.
      if (wanted.startsWith(prefix) && !/[^/]\.[a-z]{1,5}$/i.test(source))
        return join(source, wanted.slice(prefix.length));
    }
    return null;
  }

  #absolute(path: string): string {
    return `/${normalize(path.startsWith("/") ? path : `${this.#folder ?? ""}/${path}`)}`;
  }
}

/** The file that a pattern, such as `requirements*.txt`, copied to `wanted`; its folder has none. */
function matched(pattern: string, wanted: string, destination: string): string | null {
  const folder = pattern.split("/").slice(0, -1).join("/");
  const file = pattern.slice(folder === "" ? 0 : folder.length + 1);
  const name = wanted.slice(wanted.lastIndexOf("/") + 1);
  if (name.length > longestName || /[*?]/.test(folder) || wanted !== join(destination, name)) return null;
  const expression = file
    .replace(/[\\^$.|+(){}]/g, "\\$&")
    .replaceAll("*", "[^/]*")
    .replaceAll("?", "[^/]");
  return new RegExp(`^${expression}$`).test(name) ? join(folder, name) : null;
}

/** Characters of a file's name on Linux (NAME_MAX). Comparing takes a power of the length as high as the pattern has stars. */
const longestName = 255;

/** A pattern with many stars takes long to compare, and nobody writes one. */
const tooManyStars = (pattern: string): boolean => pattern.split("*").length > 4;

function join(folder: string, name: string): string {
  return folder === "" ? name : folder === "/" ? `/${name}` : `${folder}/${name}`;
}

/** Without `.`, `..` and empty parts, and without the leading slash. */
function normalize(path: string): string {
  const parts: string[] = [];
  for (const part of path.split("/")) {
    if (part === "..") parts.pop();
    else if (part !== "" && part !== ".") parts.push(part);
  }
  return parts.join("/");
}
