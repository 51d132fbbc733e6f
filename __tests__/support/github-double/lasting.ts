const fullId = /^[0-9a-f]{40}$/;

/**
 * Asks once for what can never change: whatever a full id names stays as it is, so an answer that depends on ids alone is kept.
 * Anything else is asked each time, and so is an object that is not there yet: `null`, or a rejection.
 */
export function lasting<A extends readonly (string | boolean)[], R>(
  ask: (...given: A) => Promise<R>,
): (...given: A) => Promise<R> {
  const kept = new Map<string, Promise<R>>();
  return async (...given) => {
    if (!given.every((one) => typeof one === "boolean" || fullId.test(one))) return await ask(...given);
    const key = given.join(" ");
    const answer = kept.get(key) ?? ask(...given);
    kept.set(key, answer);
    try {
      const value = await answer;
      if (value === null) kept.delete(key);
      return value;
    } catch (error) {
      kept.delete(key);
      throw error;
    }
  };
}
