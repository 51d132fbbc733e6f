/** Where an image is asked for: a registry, a repository in it, and which of its manifests. */
export interface ImageAddress {
  /** Host with its port where one is named, as a reference spells it: `docker.io`, `nvcr.io`, `registry.example:5000`. */
  readonly host: string;
  /** `library/ubuntu`, `nvidia/pytorch`. */
  readonly repository: string;
  /** `latest` where the reference says neither a tag nor a digest; a digest wins over a tag, as it does for Docker. */
  readonly wanted:
    | { readonly kind: "tag"; readonly tag: string }
    | { readonly kind: "digest"; readonly digest: string };
}

/** A name is at most 255 characters (distribution specification), a tag 128, a digest of SHA-512 135. */
const longest = 520;

const component = /^[a-z0-9]+(?:(?:\.|_{1,2}|-{1,8})[a-z0-9]+)*$/;
const host =
  /^(?:[a-z0-9](?:[a-z0-9-]{0,62}[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]{0,62}[a-z0-9])?){0,16}|\[[0-9a-f:.]{2,45}\])(?::\d{1,5})?$/i;

/** Digests that can be verified: OCI image specification, "Registered algorithms". */
export const digestPattern = /^(?:sha256:[0-9a-f]{64}|sha512:[0-9a-f]{128})$/;

/**
 * Reads a reference as Docker does: without a host it is Docker Hub's, and there `library/` where it has one part. Null for what is none,
 * such as one with a variable in it: nothing of a reference reaches an address that was not looked at here.
 */
export function parseImageAddress(text: string): ImageAddress | null {
  const trimmed = text.trim().replace(/^docker:\/\//, "");
  if (trimmed === "" || trimmed.length > longest) return null;
  const at = trimmed.indexOf("@");
  const digest = at < 0 ? null : trimmed.slice(at + 1);
  if (digest !== null && !digestPattern.test(digest)) return null;
  const named = at < 0 ? trimmed : trimmed.slice(0, at);
  const slash = named.indexOf("/");
  const first = slash < 0 ? "" : named.slice(0, slash);
  const hasHost = /[.:[]/.test(first) || first === "localhost";
  if (hasHost && !host.test(first)) return null;
  const rest = hasHost ? named.slice(slash + 1) : named;
  const colon = rest.lastIndexOf(":");
  const isTagged = colon > rest.lastIndexOf("/");
  const tag = isTagged ? rest.slice(colon + 1) : "latest";
  const path = isTagged ? rest.slice(0, colon) : rest;
  const parts = path.split("/");
  if (path.length > 255 || !parts.every((part) => component.test(part)) || !/^\w[\w.-]{0,127}$/.test(tag)) return null;
  const onHub = !hasHost || /^(?:index\.|registry-1\.)?docker\.io$/i.test(first);
  return {
    host: onHub ? "docker.io" : first.toLowerCase(),
    repository: onHub && parts.length === 1 ? `library/${path}` : path,
    wanted: digest === null ? { kind: "tag", tag } : { kind: "digest", digest },
  };
}

/** The host that answers for a registry's name: Docker Hub's has another one. */
export const servingHost = (name: string): string => (name === "docker.io" ? "registry-1.docker.io" : name);
