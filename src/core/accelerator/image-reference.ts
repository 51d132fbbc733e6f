/** The parts of a container image's reference that say what is in it. */
export interface ImageReference {
  /** Host that serves it; null for Docker Hub's short names. */
  readonly registry: string | null;
  /** Without the registry and without Docker Hub's `library/`: `nvidia/cuda`, `python`. */
  readonly repository: string;
  /** Null where only a digest, or nothing, says which one. */
  readonly tag: string | null;
}

/** Longest reference taken: the specification allows 255 characters for the name and 128 for the tag. */
const longest = 512;

/** Reads `nvcr.io/nvidia/pytorch:25.09-py3@sha256:…` and its shorter forms; null for what cannot be a reference. */
export function parseImageReference(text: string): ImageReference | null {
  const trimmed = text.trim().replace(/^docker:\/\//, "");
  if (trimmed === "" || trimmed.length > longest || /\s|\$/.test(trimmed)) return null;
  const named = trimmed.split("@")[0] ?? "";
  const slash = named.indexOf("/");
  const first = slash < 0 ? "" : named.slice(0, slash);
  // A first part with a dot or a port is a host: the distribution specification has no other way to tell.
  const hasHost = first.includes(".") || first.includes(":") || first === "localhost";
  const rest = hasHost ? named.slice(slash + 1) : named;
  const colon = rest.lastIndexOf(":");
  const tagged = colon > rest.lastIndexOf("/");
  const path = (tagged ? rest.slice(0, colon) : rest).toLowerCase();
  if (path === "") return null;
  return {
    registry: hasHost && !/^(?:index\.|registry-1\.)?docker\.io$/.test(first) ? first : null,
    repository: path.startsWith("library/") ? path.slice("library/".length) : path,
    tag: tagged ? rest.slice(colon + 1) : null,
  };
}
