import { createHash } from "node:crypto";
import { packageAdvisoryQueries } from "../../core/advisory/queries.ts";
import { compareFindings } from "../../core/comparison/compare-findings.ts";
import type { Config } from "../../core/config/config.ts";
import { isObjectId } from "../../core/object-id.ts";
import { decide, decideReport } from "../../core/policy/decide.ts";
import { policyNotices } from "../../core/policy/notices.ts";
import { policyOf } from "../../core/policy/policy.ts";
import type { Resolution, ResolvedPackage } from "../../core/resolution/resolution.ts";
import type { ComparedFinding } from "../../core/rule/finding.ts";
import { canonicalJson } from "../../core/scan/canonical-json.ts";
import { endingSoon } from "../../core/scan/end-of-life.ts";
import { difference } from "../../core/scan/moves.ts";
import type { Observation, PlaceObservation, SeenPackage, SeenUnpinned } from "../../core/scan/observation.ts";
import { type Inputs, type ScanRecord, samePlace } from "../../core/scan/record.ts";
import { formatLibc } from "../../core/target/libc.ts";
import type { Target } from "../../core/target/target.ts";
import { assess, type Side } from "../assess.ts";
import { judged } from "../exact-pins.ts";
import { reportTarget } from "../report-target.ts";
import type { CheckRequest } from "../request.ts";
import { type Place, resolveModels } from "../resolve-models.ts";
import { type DigestedTree, digestedTree } from "./digested-tree.ts";
import { formerPins } from "./former-pins.ts";
import { type Held, heldBy } from "./unpinned.ts";

export interface ScanRequest extends Pick<CheckRequest, "head" | "config" | "shared" | "settings" | "world"> {
  /** What was seen last: what became of its pins is asked for. Null on the first scan. */
  readonly previous: ScanRecord | null;
}

export interface Observed {
  readonly observation: Observation;
  readonly config: Config;
}

/**
 * Looks at every model on every target, as it is locked and as it would be resolved without the lock today.
 *
 * @throws PinwardenError `config/…` where the configuration cannot be used, `usage/…` where a named model does not exist. What the
 * outside world fails to answer is in the observation.
 */
export async function observe(request: ScanRequest): Promise<Observed> {
  const { world, settings } = request;
  const tree = digestedTree(request.head);
  const { config, places, notAssessed } = await resolveModels({ ...request, base: null, head: tree, policy: tree });
  const held = await Promise.all(places.map((place) => heldBy(place, tree)));
  const resolutions = places.flatMap(({ head }, index) => {
    const outcome = held[index]?.outcome ?? null;
    return [head, ...(outcome === null ? [] : [{ ...head, outcome }])].flatMap((side) => judged(side) ?? []);
  });
  const advisories = await world.advisories.query(packageAdvisoryQueries(resolutions));
  const scene: Scene = { request, config, tree, advisories };
  const seen = await Promise.all(places.map((place, index) => observePlace(place, held[index] ?? null, scene)));
  const findings = seen.flatMap((place) => place.findings);
  const everything = seen.every(({ complete }) => complete) && settings.models.length === 0;
  const today = world.now.slice(0, 10);
  const policy = policyOf(config, settings);
  return {
    config,
    observation: {
      at: world.now,
      commit: isObjectId(tree.id) ? tree.id : null,
      version: world.version,
      tables: world.tables.date,
      advisories: { source: advisories.source, asOf: advisories.asOf },
      excludeNewer: settings.resolve.excludeNewer ?? config.resolve.excludeNewer,
      places: seen,
      policy,
      only: settings.models.length === 0 ? null : settings.models,
      notAssessed: [...notAssessed, ...policyNotices(findings, everything, policy, today)],
    },
  };
}

interface Scene {
  readonly request: ScanRequest;
  readonly config: Config;
  readonly tree: DigestedTree;
  readonly advisories: Awaited<ReturnType<CheckRequest["world"]["advisories"]["query"]>>;
}

async function observePlace(place: Place, held: Held | null, scene: Scene): Promise<PlaceObservation> {
  const { request, config, tree } = scene;
  const { world, settings } = request;
  const { model, target, head } = place;
  const inputs = inputsOf(place, tree, config);
  const previous = request.previous?.places.find((one) => samePlace(one, { model: model.id, target })) ?? null;
  const { report, complete } = judge(place, head, scene);
  const resolution = head.outcome.kind === "resolved" ? head.outcome.resolution : null;
  const packages = (resolution?.packages ?? []).map((one) => seenPackage(one, head.locked !== undefined));
  const installed = new Set(packages.map(({ name, version }) => `${name} ${version}`));
  // Of a place whose resolution is not known nothing is known to have gone.
  const former = head.outcome.kind === "incomplete" ? [] : await formerPins(place, inputs, previous, installed);
  const today = world.now.slice(0, 10);
  const ending = endingSoon(head.target.target, world.tables, today, config.scan.leadDays);
  const timely = decide(compareFindings(null, ending), true, policyOf(config, settings), today).findings;
  const unanswered = former.filter(({ state }) => state === null);
  return {
    model: model.id,
    target,
    inputs,
    lock: held?.by ?? null,
    outcome: head.outcome.kind,
    complete: complete && unanswered.length === 0,
    packages,
    driverFloor: report.driverFloor.head,
    gpus: report.gpus.head,
    findings: [...report.findings, ...timely],
    unpinned:
      held === null || resolution === null
        ? null
        : unpinnedOf(place, held, { resolution, findings: report.findings }, scene),
    formerPins: former,
    notAssessed: [
      ...report.notAssessed,
      ...unanswered.map(({ name, version }) => ({
        what: `${name} ${version}`,
        why: "it was installed here, and whether the index still has it could not be found out",
      })),
    ],
    conflict: report.conflict,
  };
}

/** Everything that rules and policy say of one side. */
function judge(place: Place, side: Side, { request, config, advisories }: Scene) {
  const { world, settings } = request;
  const assessment = assess(place.model, side, advisories, world);
  const undecided = reportTarget(place.target, null, { side, assessment }, config, world);
  const report = decideReport(undecided, config, settings, world.now.slice(0, 10));
  return { report, complete: assessment.complete };
}

/** What the lock holds back: the difference to it, and what would be wrong then that is not wrong now. */
function unpinnedOf(
  place: Place,
  held: Held,
  installed: { readonly resolution: Resolution; readonly findings: readonly ComparedFinding[] },
  scene: Scene,
): SeenUnpinned | null {
  const { outcome } = held;
  if (outcome === null) return null;
  if (outcome.kind === "incomplete") {
    const why = outcome.notAssessed.map((one) => `${one.what}: ${one.why}`).join("; ");
    return { kind: "unknown", why };
  }
  const { locked: _, ...head } = place.head;
  const side: Side = { ...head, outcome };
  const { report, complete } = judge(place, side, scene);
  const findings = compareFindings(installed.findings, report.findings)
    .filter(({ status, severity }) => status === "introduced" && severity !== "info")
    .map(({ location: _place, ...finding }) => ({ ...finding, location: null }));
  if (outcome.kind === "unsatisfiable") return { kind: "resolved", differs: null, findings, complete };
  const moves = difference(versionsOf(installed.resolution), versionsOf(outcome.resolution));
  const { driverFloor, gpus } = report;
  const differs = moves.length === 0 ? null : { moves, driverFloor: driverFloor.head, gpus: gpus.head };
  return { kind: "resolved", differs, findings, complete };
}

const versionsOf = ({ packages }: Resolution): ReadonlyMap<string, string> =>
  new Map(packages.map(({ name, version }) => [name, version.text]));

function seenPackage({ name, version, file, files }: ResolvedPackage, isLocked: boolean): SeenPackage {
  return {
    name,
    version: version.text,
    file: file.filename,
    hash: hashOf(file.hashes),
    index: file.index,
    files: isLocked ? null : files.map((one) => ({ name: one.filename, hash: hashOf(one.hashes) })),
  };
}

/** SHA-256 where there is one; else the first by name, so that the same file always gives the same text. */
function hashOf(hashes: Readonly<Record<string, string>>): string | null {
  const names = Object.keys(hashes).sort();
  const algorithm = names.includes("sha256") ? "sha256" : names[0];
  return algorithm === undefined ? null : `${algorithm}:${hashes[algorithm]}`;
}

/** Everything that a commit can have changed about the place. */
function inputsOf({ model, head, indexes }: Place, tree: DigestedTree, config: Config): Inputs {
  const compiled = model.manifests.flatMap(({ compiledFrom }) => (compiledFrom === null ? [] : [compiledFrom]));
  const dockerfile = model.dockerfile === null ? [] : [model.dockerfile];
  const paths = new Set([...head.side.reading.files, ...compiled, ...dockerfile, ...model.pythonFiles]);
  const files = [...paths].sort().flatMap((path) => {
    const digest = tree.digest(path);
    return digest === null ? [] : [[path, digest] as const];
  });
  return {
    files: Object.fromEntries(files),
    target: targetLine(head.target.target),
    resolution: canonicalJson({ indexes, ...config.resolve }),
    policy: sha256(canonicalJson(plain(config.policy))),
  };
}

const sha256 = (text: string): string => createHash("sha256").update(text).digest("hex");

/** Without the places in the file, which move when a line is added before them. */
function plain(value: unknown): unknown {
  return JSON.parse(
    JSON.stringify(value, (key, one: unknown) => (key === "origin" ? undefined : one instanceof Map ? [...one] : one)),
  );
}

/** The fields that decide what is installed and what is found, without where each was read. */
function targetLine({ python, os, arch, libc, macos, driver, gpus, image, cpuFeatures }: Target): string {
  return canonicalJson({
    python: `${python.implementation} ${python.full}${python.freeThreaded ? "t" : ""}`,
    platform: `${os}/${arch}`,
    libc: libc === null ? null : formatLibc(libc),
    macos: macos === null ? null : `${macos.major}.${macos.minor}`,
    driver,
    gpus: gpus.map(({ name }) => name),
    image,
    cpuFeatures,
  });
}
