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

/** As `oncePer`, for what also depends on a second object that rarely is another one, as the tables are: the last is remembered. */
export function oncePerBoth<Key extends object, Beside extends object, Value>(
  compute: (key: Key, beside: Beside) => Value,
): (key: Key, beside: Beside) => Value {
  const known = new WeakMap<Key, { readonly beside: Beside; readonly value: Value }>();
  return (key, beside) => {
    const found = known.get(key);
    if (found?.beside === beside) return found.value;
    const value = compute(key, beside);
    known.set(key, { beside, value });
    return value;
  };
}

/**
 * Remembers what a pure function reads from a text, for the first `most` texts that it is asked about: the tables name some hundreds, and what comes from
 * elsewhere fills no more than this.
 */
export function oncePerWord<Value>(most: number, read: (text: string) => Value): (text: string) => Value {
  const known = new Map<string, { readonly value: Value }>();
  return (text) => {
    const found = known.get(text);
    if (found !== undefined) return found.value;
    const value = read(text);
    if (known.size < most) known.set(text, { value });
    return value;
  };
}

/** Most answers that are kept for one owner: a hundred models name a few hundred releases. Past it all are given up. */
const mostKept = 4096;

/**
 * As `oncePer`, for questions that a text names and that are asked of an owner, such as the tables: `known(tables, "torch 2.11.0", () => …)`.
 * Whatever the answer depends on must be the owner or in the text.
 */
export function oncePerText<Owner extends object, Value>(): (
  owner: Owner,
  text: string,
  compute: () => Value,
) => Value {
  const answers = new WeakMap<Owner, Map<string, { readonly value: Value }>>();
  return (owner, text, compute) => {
    let known = answers.get(owner);
    if (known === undefined || known.size >= mostKept) {
      known = new Map();
      answers.set(owner, known);
    }
    const found = known.get(text);
    if (found !== undefined) return found.value;
    const value = compute();
    known.set(text, { value });
    return value;
  };
}
