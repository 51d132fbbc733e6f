import type { Architecture, OperatingSystem } from "../target/target.ts";

/** An image as a registry has it for one platform: what is downloaded, and what its configuration says. */
export interface RegistryImage {
  /** Digest of the manifest for the platform. */
  readonly digest: string;
  /** Digest of the configuration, which names every fact that is read from it. */
  readonly configuration: string;
  /** As the configuration spells them: `linux`, `amd64`. */
  readonly os: string;
  readonly architecture: string;
  /** Compressed, in the order of the manifest. */
  readonly layers: readonly Layer[];
  /** Of the configuration, those alone that facts are read from: `NAME` to value. */
  readonly environment: ReadonlyMap<string, string>;
  readonly labels: ReadonlyMap<string, string>;
  /** Build arguments that the history of the image names, as `PYTHON_VERSION`. */
  readonly buildArguments: ReadonlyMap<string, string>;
  /** The distribution that the first layer was made of, as `bookworm` or `alpine3.20`; null where its history does not tell. */
  readonly distribution: string | null;
  /** Day on which the registry said so, `YYYY-MM-DD`. */
  readonly asOf: string;
}

export interface Layer {
  readonly digest: string;
  /** Bytes, compressed. */
  readonly size: number;
}

/** An image on the platform that it is to run on. */
export interface ImageQuestion {
  readonly reference: string;
  readonly os: OperatingSystem;
  readonly arch: Architecture;
}

export type ImageAnswer =
  | { readonly kind: "known"; readonly image: RegistryImage }
  /** The registry has the image, and none of it for this platform. */
  | { readonly kind: "other-platform"; readonly why: string }
  /** It could not be found out; `why` is a clause such as `the registry answered 401`. */
  | { readonly kind: "unknown"; readonly why: string };

/** What a question is known by: the same image on the same platform is asked once a run. */
export const questionKey = ({ reference, os, arch }: ImageQuestion): string => `${reference} ${os}/${arch}`;
