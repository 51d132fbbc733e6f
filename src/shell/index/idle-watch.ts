/** Milliseconds between two looks: shorter ones tell of single answers. */
const interval = 20;
/** The share of the time that the process works, below which it mostly waits. */
const mostlyWaiting = 0.6;

/** Answers whether this process mostly waits for others: then more requests at once save time, and otherwise they only cost it. */
export function createIdleWatch(): () => boolean {
  let last = performance.eventLoopUtilization();
  let at = performance.now();
  let idle = false;
  return () => {
    const now = performance.now();
    if (now - at < interval) return idle;
    idle = performance.eventLoopUtilization(last).utilization < mostlyWaiting;
    last = performance.eventLoopUtilization();
    at = now;
    return idle;
  };
}
