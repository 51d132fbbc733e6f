/**
 * Remembers what a pure function makes of an object for as long as the object lives. Every rule asks the same questions of one resolution,
 * and the answers are as immutable as what they were made of.
 */
export function oncePer<Key extends object, Value>(compute: (key: Key) => Value): (key: Key) => Value {
  const known = new WeakMap<Key, { readonly value: Value }>();
  return (key) => {
    const found = known.get(key);
    if (found !== undefined) return found.value;
    const value = compute(key);
    known.set(key, { value });
    return value;
  };
}
