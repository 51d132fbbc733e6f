import type { PackageName } from "../../python/name.ts";
import type { NotAssessed } from "../../resolution/resolution.ts";
import { lockLimits } from "../lock-limits.ts";
import type { LockedDependency, LockedPackage, LockReading } from "../lock-reading.ts";
import type { ActiveMarkers } from "./active-markers.ts";
import { LockIndex } from "./lock-index.ts";
import { specifiedEdge } from "./requirement-edge.ts";
import type { LockQuestion, LockSelection, MissingDependency, SelectedEdge, SelectedPackage } from "./selection.ts";

interface Reached {
  readonly entry: LockedPackage;
  readonly extras: Set<string>;
  readonly edges: Map<string, SelectedEdge>;
  root: LockedDependency | null;
  isRoot: boolean;
}

/** Walks from the project, or from what its manifest asks for, along the edges that hold on the target. */
export function applyGraph(
  reading: LockReading,
  question: LockQuestion,
  active: ActiveMarkers,
): Omit<LockSelection, "uncovered"> {
  const walk = new GraphWalk(reading, active);
  const { structure } = reading;
  if (structure.kind === "graph") {
    const own = structure.roots.filter(({ path }) => path === question.project);
    for (const { at } of own.length > 0 ? own : structure.roots) {
      const root = reading.packages[at];
      if (root !== undefined) walk.fromProject(root, active.extras);
    }
  } else for (const requirement of question.requirements) walk.fromRequirement(specifiedEdge(requirement));
  return walk.result();
}

class GraphWalk {
  readonly #index: LockIndex;
  readonly #active: ActiveMarkers;
  readonly #hasConda: boolean;
  readonly #reached = new Map<PackageName, Reached>();
  readonly #others = new Map<PackageName, Set<LockedPackage>>();
  readonly #missing = new Map<string, MissingDependency>();
  readonly #queue: { readonly node: Reached; readonly extras: ReadonlySet<string> }[] = [];
  readonly #notAssessed: NotAssessed[] = [];
  #edges = 0;

  constructor(reading: LockReading, active: ActiveMarkers) {
    this.#index = new LockIndex(reading.packages);
    this.#active = active;
    this.#hasConda = reading.conda.length > 0;
  }

  /** The project is not a package that is installed from anywhere: its dependencies are. */
  fromProject(project: LockedPackage, extras: ReadonlySet<string>): void {
    for (const dependency of project.dependencies) {
      if (!this.#active.needs(dependency.need, extras) || !this.#active.holds(dependency.marker)) continue;
      this.fromRequirement(dependency);
    }
    this.#drain();
  }

  fromRequirement(dependency: LockedDependency): void {
    const node = this.#reach(dependency, null);
    if (node !== null) {
      node.isRoot = true;
      node.root ??= dependency;
    }
    this.#drain();
  }

  result(): Omit<LockSelection, "uncovered"> {
    const packages = [...this.#reached.values()]
      .map(({ entry, extras, edges, isRoot, root }): SelectedPackage => {
        return { entry, extras: [...extras].sort(), requires: [...edges.values()], isRoot, rootDependency: root };
      })
      .sort((a, b) => (a.entry.name < b.entry.name ? -1 : 1));
    const ambiguous = [...this.#others].map(([name, entries]) => ({ name, entries: [...entries] }));
    return { packages, missing: [...this.#missing.values()], ambiguous, notAssessed: this.#notAssessed };
  }

  #drain(): void {
    for (let next = this.#queue.shift(); next !== undefined; next = this.#queue.shift()) {
      const { node, extras } = next;
      for (const dependency of node.entry.dependencies) {
        if (!this.#active.needs(dependency.need, extras)) continue;
        if (!this.#active.holdsWith(dependency.marker, extras)) continue;
        this.#edges += 1;
        if (this.#edges > lockLimits.edges) {
          this.#stop(node.entry);
          return;
        }
        const to = this.#reach(dependency, node.entry);
        if (to !== null) node.edges.set(`${dependency.name} ${dependency.text}`, { to: dependency.name, dependency });
      }
    }
  }

  /** The entry that the edge leads to, with its extras; it is looked at again when it gets further ones. */
  #reach(dependency: LockedDependency, by: LockedPackage | null): Reached | null {
    const entry = this.#index.chosenBy(dependency, (one) => this.#active.inFork(one));
    if (entry === null) {
      if (!this.#hasConda) this.#missing.set(`${by?.name ?? ""} ${dependency.text}`, { by, dependency });
      return null;
    }
    const known = this.#reached.get(entry.name);
    if (known !== undefined && known.entry !== entry && known.entry.version?.text !== entry.version?.text) {
      const others = this.#others.get(entry.name) ?? new Set([known.entry]);
      this.#others.set(entry.name, others.add(entry));
    }
    const node = known ?? { entry, extras: new Set(), edges: new Map(), root: null, isRoot: false };
    const further = dependency.extras.filter((extra) => !node.extras.has(extra));
    for (const extra of further) node.extras.add(extra);
    if (known === undefined) this.#reached.set(entry.name, node);
    if (known === undefined || further.length > 0) this.#queue.push({ node, extras: new Set(node.extras) });
    return node;
  }

  #stop(entry: LockedPackage): void {
    this.#queue.length = 0;
    const { file, line } = entry.origin;
    const why = `more than ${lockLimits.edges} dependencies lead on from here, the most that are followed`;
    this.#notAssessed.push({ what: `${file}:${line}`, why });
  }
}
