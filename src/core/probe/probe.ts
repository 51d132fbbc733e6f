import type { BinaryFacts } from "./binary-facts.ts";
import type { BuildInfo } from "./build-info.ts";

/** What was read of a published wheel, without downloading it whole. */
export interface Probe {
  readonly package: string;
  readonly version: string;
  readonly filename: string;
  readonly url: string;
  readonly size: number;
  readonly bytesRead: number;
  /** Requirements of its METADATA that name CUDA. */
  readonly requires: readonly string[];
  readonly requiresPython: string | null;
  readonly buildInfo: readonly BuildInfo[];
  readonly binaries: readonly BinaryFacts[];
  /** Members that a build names its CUDA by, such as `libbitsandbytes_cuda128.so`. */
  readonly named: readonly string[];
  /** Libraries of which nothing was read, and why. */
  readonly unread: readonly { readonly what: string; readonly why: string }[];
}
