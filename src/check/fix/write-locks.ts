import type { Config } from "../../core/config/config.ts";
import { lockFormatOf } from "../../core/lock/lock-format.ts";
import type { PackageName } from "../../core/python/name.ts";
import type { AttemptAnswer } from "../../core/remediation/attempt.ts";
import {
  type LockCommand,
  lockCommandOf,
  type MovedPackages,
  runnableLocks,
} from "../../core/remediation/lock-command.ts";
import type { Plan } from "../../core/remediation/plan.ts";
import { type Search, unwanted } from "../../core/remediation/search.ts";
import { overlayTree } from "../../shell/files/overlay-tree.ts";
import type { Tree } from "../../shell/files/tree.ts";
import type { LockTools } from "../../shell/tools/lock-tools.ts";
import type { World } from "../world.ts";
import { answersOfSides } from "./answer-attempt.ts";
import type { FileEdit } from "./edit-files.ts";
import type { FixRequest } from "./fix-request.ts";
import type { FixingPlace } from "./fixing-place.ts";

/** The locks beside the edited manifests: what was written of them, and what is still to be run. */
export interface WrittenLocks {
  readonly files: readonly FileEdit[];
  readonly commands: readonly LockCommand[];
  /** What the places come to by the written locks. */
  readonly answers: readonly AttemptAnswer[];
}

interface Setting {
  readonly config: Config;
  readonly request: FixRequest;
  readonly world: World;
}

/**
 * Has the locks of other tools written anew by their own tool, where the job lets tools run and the configuration wants it, and reads each back: one that is
 * not clean is not taken. For the rest the command is named that writes it.
 */
export async function writeLocks(
  search: Search,
  places: readonly FixingPlace[],
  changes: Plan["places"],
  edited: readonly FileEdit[],
  setting: Setting,
): Promise<WrittenLocks> {
  const { request, config } = setting;
  const tools = config.remediation.runTools || request.runTools === true ? (request.tools ?? null) : null;
  const files: FileEdit[] = [];
  const commands: LockCommand[] = [];
  const answers: AttemptAnswer[] = [];
  for (const file of locksOf(places)) {
    const own = places.filter(({ place }) => place.head.locked?.facts.path === file);
    const command = lockCommandOf(file, movedIn(changes, own.length === 0 ? places : own));
    if (command === null) continue;
    const installed = own.length > 0;
    const named = (why: string | null): LockCommand => ({ file, command, state: "needed", installed, why });
    if (tools === null || !installed || !runnableLocks.has(lockFormatOf(file)?.id ?? "")) {
      commands.push(named(null));
      continue;
    }
    const written = await writtenBy(file, command, [...edited, ...files], request.head, tools);
    if (written.kind === "failed") {
      commands.push(named(written.why));
      continue;
    }
    const judged = await judge(search, own, [...edited, ...files, written.file], setting);
    if (judged.why !== null) {
      commands.push(named(judged.why));
      continue;
    }
    files.push(written.file);
    answers.push(...judged.answers);
    commands.push({ file, command, state: "ran", installed, why: null });
  }
  return { files, commands, answers };
}

/** Those that places are installed from, and those that lie beside their manifests. A requirements file with hashes is no file of another tool. */
function locksOf(places: readonly FixingPlace[]): readonly string[] {
  const all = places.flatMap(({ place }) => [
    ...(place.head.locked === undefined ? [] : [place.head.locked.facts.path]),
    ...place.model.locks.map(({ path }) => path),
  ]);
  return [...new Set(all)].filter((path) => lockFormatOf(path) !== null).sort();
}

function movedIn(changes: Plan["places"], places: readonly FixingPlace[]): MovedPackages {
  const names = new Set(places.map(({ standing }) => standing.place));
  const moved = new Map<PackageName, string | null>();
  for (const { name, from, to } of changes.filter(({ place }) => names.has(place)).flatMap((one) => one.changes)) {
    if (from === null || to === null) continue;
    const version = to.replace(/\+.*$/, "");
    const known = moved.get(name as PackageName);
    moved.set(name as PackageName, known === undefined || known === version ? version : null);
  }
  return moved;
}

/** What the tool makes of the lock, given the manifests of the tree as they are edited. */
async function writtenBy(
  lock: string,
  command: readonly string[],
  edited: readonly FileEdit[],
  head: Tree,
  tools: LockTools,
): Promise<{ readonly kind: "written"; readonly file: FileEdit } | { readonly kind: "failed"; readonly why: string }> {
  const tree = overlayTree(head, new Map(edited.map(({ path, after }) => [path, after])));
  const folder = lock.slice(0, lock.lastIndexOf("/") + 1);
  const read = new Map<string, Uint8Array>();
  for (const { path, kind } of await tree.list()) {
    // Members of a workspace lie below the lock; what else is there is nothing that the tool needs.
    if (kind !== "file" || !path.startsWith(folder) || (path !== lock && !/(?:^|\/)(?:pyproject|uv)\.toml$/.test(path)))
      continue;
    const answer = await tree.read(path);
    if (answer.kind === "file") read.set(path, answer.bytes);
  }
  const before = read.get(lock);
  if (before === undefined) return { kind: "failed", why: "The lock cannot be read." };
  const run = await tools.run({ lock, command, files: read });
  if (run.kind === "failed") return run;
  return { kind: "written", file: { path: lock, before: new TextDecoder().decode(before), after: run.content } };
}

/** Reads the written lock as a check would, and runs every rule over it. */
async function judge(
  search: Search,
  places: readonly FixingPlace[],
  files: readonly FileEdit[],
  { config, request, world }: Setting,
): Promise<{ readonly why: string | null; readonly answers: readonly AttemptAnswer[] }> {
  const tree = overlayTree(request.head, new Map(files.map(({ path, after }) => [path, after])));
  const sides = await Promise.all(places.map(({ place }) => place.resolveIn(tree)));
  const answers = await answersOfSides(sides, places, config, world);
  const open = answers.find(({ outcome, complete }) => outcome.kind !== "resolved" || !complete);
  if (open !== undefined) return { why: `What it wrote could not be checked on ${open.place}.`, answers };
  const [bad] = answers.flatMap((answer) => unwanted(search, answer));
  const why =
    bad === undefined
      ? null
      : `What it wrote still has ${bad.advisory?.id ?? bad.rule} of ${bad.package ?? "the target"} ${bad.version ?? ""}.`;
  return { why, answers };
}
