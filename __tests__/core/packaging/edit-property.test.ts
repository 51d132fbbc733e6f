import { describe, expect, it } from "@jest/globals";
import { readBentofile } from "../../../src/core/packaging/bentoml/read-bentofile.ts";
import { readCog } from "../../../src/core/packaging/cog/read-cog.ts";
import { readPythonEnvironment } from "../../../src/core/packaging/mlflow/read-python-env.ts";
import { readRayServe } from "../../../src/core/packaging/ray/read-ray-serve.ts";
import { readTruss } from "../../../src/core/packaging/truss/read-truss.ts";
import { editsOneVersion } from "../../support/edit-property.ts";
import { fc } from "../../support/fast-check.ts";

/** One item of a YAML list, as people write them. */
const item = (requirement: string): fc.Arbitrary<string> =>
  fc
    .record({
      quote: fc.constantFrom("", "'", '"'),
      before: fc.constantFrom("", " ", "   "),
      comment: fc.constantFrom("", "  # qualified", " # ünïcode, `x`", "\t# tab"),
    })
    .map(({ quote, before, comment }) => {
      const text = quote === "'" ? requirement.replaceAll("'", "''") : requirement;
      return `- ${before}${quote}${text}${quote}${comment}`;
    });

const others = fc.array(
  fc.constantFrom(
    "numpy",
    "numpy",
    "pillow>=9,<10",
    "einops==0.7.0",
    "uvicorn[standard]~=0.30",
    "tqdm ; python_version >= '3.8'",
  ),
  { maxLength: 4 },
);

const layout = fc.record({
  before: others,
  after: others,
  end: fc.constantFrom("\n", "\r\n"),
  mark: fc.constantFrom("", "\uFEFF"),
  written: fc.constantFrom("torch==2.0.1", "torch", "torch >= 2.0, < 2.2", "torch[opt]==2.0.1", "Torch~=2.0"),
  specifier: fc.constantFrom("==2.4.1", ">=2.4,<3", "~=2.6"),
  inFlow: fc.boolean(),
});

const formats = [
  ["Cog", readCog, "cog.yaml", "build:\n  gpu: true\n  python_packages:", "  "],
  ["Truss", readTruss, "config.yaml", "model_name: a\nrequirements:", ""],
  ["BentoML", readBentofile, "bentofile.yaml", "python:\n  packages:", "  "],
  ["MLflow", readPythonEnvironment, "python_env.yaml", "python: 3.9.1\ndependencies:", ""],
  ["Ray Serve", readRayServe, "serve.yaml", "applications:\n- import_path: a:b\n  runtime_env:\n    pip:", "    "],
] as const;

describe("editing one version", () => {
  it.each(formats)("of a file of %s changes that version and no other byte", (_, read, path, head, indent) => {
    fc.assert(
      fc.property(
        layout.chain((chosen) =>
          fc
            .tuple(...[...chosen.before, chosen.written, ...chosen.after].map(item))
            .map((items) => ({ ...chosen, items })),
        ),
        ({ before, after, written, specifier, end, mark, inFlow, items }) => {
          const flow = [...before, written, ...after].map((text) => `"${text}"`).join(", ");
          const body = inFlow ? ` [${flow}]` : `\n${items.map((one) => `${indent}${one}`).join("\n")}`;
          const content = mark + `${head}${body}\n# the end\n`.replaceAll("\n", end);
          const edited = editsOneVersion(read, path, content, "torch", specifier);
          expect(edited.split(end).length).toBe(content.split(end).length);
        },
      ),
      { numRuns: 60 },
    );
  });
});
