/** Does something with every item, so many at a time, in their order. */
export async function inTurn<T>(items: readonly T[], jobs: number, use: (item: T) => Promise<void>): Promise<void> {
  const waiting = [...items];
  const worker = async (): Promise<void> => {
    for (let item = waiting.shift(); item !== undefined; item = waiting.shift()) await use(item);
  };
  await Promise.all(Array.from({ length: Math.max(1, jobs) }, worker));
}
