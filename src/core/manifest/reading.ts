/** What a reader is handed when it asks for a file of the examined tree. */
export type FileAnswer =
  | {
      readonly kind: "file";
      readonly bytes: Uint8Array /** Identity of the content: a git object id or a digest. */;
      readonly id: string;
    }
  | { readonly kind: "missing" }
  /** It exists and is not read: a symlink, a submodule, too large, outside the tree. */
  | { readonly kind: "refused"; readonly reason: string };

/**
 * A reader that asks for files by their path in the tree (`/` between folders, no leading `./`) and does no I/O.
 * So the same reader works on a working tree, on git objects and on an API's answers.
 */
export type Reading<T> = Generator<string, T, FileAnswer>;
