import type { Origin } from "../../error.ts";
import type { EditSite } from "../edit/edit-site.ts";

/** A step of what the commands of an image install, in the order of the build, with variables expanded. */
export type DockerInstall =
  /** As pip takes it: PEP 508, an address or a path. */
  | (Located & { readonly kind: "requirement"; readonly text: string; readonly site: EditSite })
  | (Located & { readonly kind: "conda"; readonly text: string; readonly site: EditSite })
  | (Located & {
      readonly kind: "file";
      /** The path as written, in the image. */
      readonly written: string;
      /** Where `COPY` took it from, relative to the build context; null where that cannot be told. */
      readonly contextPath: string | null;
      readonly role: "requirement" | "constraint" | "override";
    })
  /** A project that is installed from its folder. */
  | (Located & {
      readonly kind: "folder";
      readonly written: string;
      /** Where its pyproject.toml, setup.cfg and setup.py would come from, each null where that cannot be told. */
      readonly contextPaths: readonly (string | null)[];
      readonly extras: readonly string[];
    })
  /** A manifest that a tool installs; `environment.yml` of conda too. */
  | (Located & {
      readonly kind: "manifest";
      readonly written: string;
      readonly contextPath: string | null;
      readonly extras: readonly string[] | "all";
      readonly groups: readonly string[] | "all";
      readonly defaultGroups: boolean;
      readonly groupsAlone: boolean;
    })
  /** An option or a variable that says where and how packages are found; `name` is pip's long form without dashes. */
  | (Located & {
      readonly kind: "option";
      readonly name: string;
      readonly value: string;
      readonly uv: boolean /** It holds for one command, and not for the image. */;
      readonly own: boolean;
    })
  /** What follows belongs to one command, up to the next of these. */
  | (Located & { readonly kind: "command" })
  | (Located & { readonly kind: "python"; readonly version: string })
  /** What cannot be known without a build. */
  | (Located & {
      readonly kind: "unknown";
      readonly code: string;
      readonly message: string;
      readonly hint: string;
      readonly severity: "error" | "not-assessed";
    });

interface Located {
  readonly origin: Origin;
}
