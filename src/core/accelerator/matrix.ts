import { parseVersion } from "../python/version.ts";
import type { Rule } from "../rule/rule.ts";
import type { Target } from "../target/target.ts";
import { explainPin } from "./explain-pin.ts";
import type { Tables } from "./tables.ts";

/** Releases of a package by GPUs, on one driver. */
export interface Matrix {
  readonly package: string;
  readonly driver: string | null;
  readonly gpus: readonly string[];
  readonly rows: readonly MatrixRow[];
}

export interface MatrixRow {
  /** `2.11.0`, or `2.11.0+cu126` for what another index serves. */
  readonly release: string;
  readonly cuda: string;
  readonly cells: readonly MatrixCell[];
}

export interface MatrixCell {
  readonly verdict: "ok" | "limited" | "fail" | "unknown";
  /** The first thing that stands in the way, or how it runs. */
  readonly why: string;
}

/** The verdict of every release that the tables list, newest first, on each GPU. `targets` are alike but for their GPU. */
export function releaseMatrix(
  tables: Tables,
  name: string,
  targets: readonly Target[],
  rules: readonly Rule[],
  today: string,
  variants: boolean,
): Matrix {
  const [first] = targets;
  const builds =
    tables.builds
      .get(name)
      ?.filter(
        (row) => (row.default || variants) && row.platform === (first === undefined ? "" : `${first.os}-${first.arch}`),
      ) ?? [];
  const releases = builds.flatMap((row) => {
    const release = row.default ? row.through : `${row.through}+${row.variant ?? ""}`;
    const version = parseVersion(release);
    return version === null ? [] : [{ release, version, cuda: row.cuda ?? "none" }];
  });
  return {
    package: name,
    driver: first?.driver ?? null,
    gpus: targets.map(({ gpus }) => gpus.map((gpu) => gpu.name).join(", ")),
    rows: releases.reverse().map(({ release, version, cuda }) => ({
      release,
      cuda,
      cells: targets.map((target): MatrixCell => {
        const { verdict, steps } = explainPin(tables, target, name, version, rules, today);
        const telling = (["fail", "unknown", "limited"] as const).flatMap((kind) =>
          steps.filter((step) => step.verdict === kind),
        )[0];
        const code = steps.find(({ question }) => question === "gpu");
        return { verdict, why: telling?.detail ?? code?.detail ?? "" };
      }),
    })),
  };
}
