import type { ImageReference } from "./image-reference.ts";

interface Publisher {
  /** Of the repository, as the tables name it. */
  readonly name: RegExp;
  /** Where it is served besides Docker Hub: what stands before the name. */
  readonly at: readonly string[];
}

/** Who else publishes what the tables know, under its own name: by the publishers' own pages. */
const publishers: readonly Publisher[] = [
  // Google's cache of Docker Hub serves what is asked for most under the same names.
  { name: /^/, at: ["mirror.gcr.io/", "mirror.gcr.io/library/"] },
  { name: /^nvidia\//, at: ["nvcr.io/"] },
  { name: /^[a-z0-9]+$/, at: ["public.ecr.aws/docker/library/"] },
  {
    name: /^(?:amazonlinux|debian|ubuntu)$/,
    at: ["public.ecr.aws/amazonlinux/", "public.ecr.aws/debian/", "public.ecr.aws/ubuntu/"],
  },
  { name: /^ubi\d/, at: ["registry.access.redhat.com/", "registry.redhat.io/"] },
  { name: /^(?:rockylinux|almalinux|centos)/, at: ["quay.io/", "quay.io/centos/"] },
  { name: /^fedora$/, at: ["registry.fedoraproject.org/", "quay.io/fedora/"] },
  { name: /^opensuse\//, at: ["registry.opensuse.org/"] },
  { name: /^oraclelinux$/, at: ["container-registry.oracle.com/os/"] },
  { name: /^distroless\//, at: ["gcr.io/"] },
  { name: /^cbl-mariner\//, at: ["mcr.microsoft.com/"] },
  { name: /^(?:astral-sh|huggingface)\//, at: ["ghcr.io/"] },
  { name: /^deep-learning-containers\//, at: ["public.ecr.aws/"] },
  { name: /^deeplearning-platform-release\//, at: ["us-docker.pkg.dev/", "gcr.io/"] },
];

/**
 * Whether a reference is served by who publishes the image of that name. Any other host may mirror it or may have something else under
 * the name, and a namespace of a public registry belongs to whoever took it.
 */
export function isPublished({ registry, repository }: ImageReference, name: string): boolean {
  if (registry === null) return repository === name;
  const path = `${registry}/${repository}`;
  return publishers.some((one) => one.name.test(name) && one.at.some((prefix) => path === `${prefix}${name}`));
}
