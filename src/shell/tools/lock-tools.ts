/** A lock to be written anew by its own tool, in a folder of its own that holds `files` and nothing else. */
export interface LockRunRequest {
  /** Path of the lock, from the root of the repository. */
  readonly lock: string;
  readonly command: readonly string[];
  /** What the tool reads, by path from the root of the repository: the edited manifests and the lock as it is. */
  readonly files: ReadonlyMap<string, Uint8Array>;
}

export type LockRun =
  | { readonly kind: "written"; readonly content: string }
  /** As a sentence. */
  | { readonly kind: "failed"; readonly why: string };

/** Runs the tools of locks. There is one only where the job is trusted: what a tool does with a manifest is not known. */
export interface LockTools {
  run(request: LockRunRequest): Promise<LockRun>;
}
