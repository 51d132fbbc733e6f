import type { ImageField } from "./observed-image.ts";

/** What the tables know of a container image by its reference. A field that they do not know is null. */
export interface ImageFacts {
  /** Distribution and release, such as `ubuntu22.04`; `windows` for a Windows image. */
  readonly os: string | null;
  /** glibc's version, such as `2.35`. */
  readonly glibc: string | null;
  /** musl's version, such as `1.2`. */
  readonly musl: string | null;
  /** CUDA toolkit in the image, such as `12.4.1`. */
  readonly cuda: string | null;
  readonly cudnn: string | null;
  /** Python that the image brings, such as `3.11` or `3.11.9`. */
  readonly python: string | null;
  /** Where the facts can be looked up. */
  readonly source: string;
  /** When the source said so or was read, ISO 8601; null where it is not dated. */
  readonly date: string | null;
  /** The image whose facts these are, by its name alone: the host of the reference is not known to serve it. */
  readonly takenFor?: string;
  /** Where single fields can be looked up, where that is elsewhere; see `sourceOfField`. */
  readonly sources?: Readonly<Partial<Record<ImageField, { readonly source: string; readonly date: string | null }>>>;
}

/** The facts of the image that a reference such as `nvidia/cuda:12.2.2-runtime-ubuntu22.04` names, or null where it is not known. */
export type LookupImage = (reference: string) => ImageFacts | null;
