/**
 * The algebra of version sets that the solver works with. It never looks inside a set or a version: whatever obeys
 * these laws (a Boolean algebra) can be solved for.
 */
export interface VersionSets<V> {
  readonly empty: V;
  /** Every version. */
  readonly full: V;
  intersect(a: V, b: V): V;
  unite(a: V, b: V): V;
  complement(a: V): V;
  isEmpty(a: V): boolean;
  isFull(a: V): boolean;
  /** Every member of `a` is one of `b`. */
  isSubset(a: V, b: V): boolean;
  isDisjoint(a: V, b: V): boolean;
  equals(a: V, b: V): boolean;
}
