import { chosenVariants } from "../../accelerator/torch-backend.ts";
import { packageFinding } from "../package-finding.ts";
import { nothing, type Rule } from "../rule.ts";

const id = "accelerator/torch-backend";

/** Which build of torch was taken where Pinwarden chose among the indexes of its variants: a choice that is made for somebody is told. */
export const torchBackend: Rule = {
  id,
  check: (facts) => {
    const { torchBackend: backend, resolution } = facts;
    if (backend === undefined) return nothing;
    const findings = chosenVariants(resolution, backend).map(({ pkg, text }) =>
      packageFinding(facts, {
        rule: id,
        severity: "info",
        pkg,
        message: `${text}.`,
        evidence: [{ fact: `the file is ${pkg.file.filename}`, source: pkg.file.url, date: null }],
        fixedIn: [],
      }),
    );
    return { findings, notAssessed: [] };
  },
};
